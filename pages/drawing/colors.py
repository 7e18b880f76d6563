"""Copies of colours in static/css/tokens.css, which reaches no PNG and no computation."""

PAPER, DARK_PAPER = "#fbfaf7", "#15141a"
PLATE, DARK_PLATE = "#f3f0e9", "#1e1d25"
INK = "#1b1a22"
SOFT, DARK_SOFT = "#4e4c57", "#aca8b5"
# That of a site whose owner chose none.
ACCENT = "#3d1f8c"
RULE = "#dcd8cf"
# Of the series of a chart, in their order; further ones begin again, with dashes.
SERIES = ["#3d1f8c", "#a8480a", "#00765f", "#1b69bd", "#b0216a", "#6b6500"]
DARK_SERIES = ["#b7a5ff", "#f0a35e", "#4fd1b0", "#74b8ff", "#ff8fc0", "#d6cf6a"]

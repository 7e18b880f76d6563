"""Colours of the light theme, as in static/css/tokens.css: no style sheet reaches a PNG."""

PAPER = "#fbfaf7"
INK = "#1b1a22"
SOFT = "#4e4c57"
ACCENT = "#3d1f8c"
RULE = "#dcd8cf"
# Of the series of a chart, in their order; further ones begin again, with dashes.
SERIES = ["#3d1f8c", "#a8480a", "#00765f", "#1b69bd", "#b0216a", "#6b6500"]

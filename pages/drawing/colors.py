"""Colours of the light theme, as in static/css/tokens.css: no style sheet reaches a PNG."""

PAPER = "#fbfaf7"
INK = "#1b1a22"
SOFT = "#5c5a66"
ACCENT = "#3d1f8c"
RULE = "#dcd8cf"

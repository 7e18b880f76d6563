"""Accents: contrast by WCAG, and colours of the same hue in OKLCH."""

import math
import random
import re
from itertools import combinations

import pytest

from pages.drawing.accent import (
    MIN_DISTANCE,
    find_contrast,
    find_distance,
    find_palette,
    read_accent,
    to_oklch,
)
from pages.drawing.colors import ACCENT, DARK_PAPER, DARK_PLATE, PAPER, PLATE

# Drawn once and for all, over the whole cube of colours.
COLORS = [f"#{number:06x}" for number in random.Random(16).sample(range(1 << 24), 300)]
COLORS += [ACCENT, "#000000", "#ffffff", "#808080", "#ffff00", "#0000ff", "#00508f", "#a8480a"]


def read(color):
    """Return a colour, or the one that its refusal offers."""
    try:
        return read_accent(color)
    except ValueError as error:
        return re.search(r"\. (#[0-9a-f]{6}), which is darker", str(error))[1]


def differ_in_hue(first, second):
    """Return how far the hues of two colours are apart, in degrees; 0 if one has none."""
    (_, chroma, hue), (_, other_chroma, other) = to_oklch(first), to_oklch(second)
    if min(chroma, other_chroma) < 0.03:
        return 0
    return abs(math.degrees((hue - other + math.pi) % math.tau - math.pi))


@pytest.mark.parametrize(
    ("first", "second", "contrast"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ffffff", "#767676", 4.54)],
)
def test_contrast_is_that_of_wcag(first, second, contrast):
    assert find_contrast(first, second) == pytest.approx(contrast, abs=0.01)


def test_oklch_has_the_values_of_its_specification():
    # https://www.w3.org/TR/css-color-4/#ok-lab: the red of sRGB.
    lightness, chroma, hue = to_oklch("#ff0000")

    assert (lightness, chroma) == pytest.approx((0.628, 0.2577), abs=0.001)
    assert math.degrees(hue) == pytest.approx(29.23, abs=0.1)


@pytest.mark.parametrize(
    ("typed", "color"),
    [
        ("", ACCENT),
        ("  ", ACCENT),
        ("#00508F", "#00508f"),
        ("00508f", "#00508f"),
        ("#a02", "#aa0022"),
    ],
)
def test_an_accent_is_written_in_any_usual_way(typed, color):
    assert read_accent(typed) == color


@pytest.mark.parametrize("typed", ["indigo", "#12345", "#12345g", "rgb(1, 2, 3)", "١٢٣"])
def test_what_is_no_colour_is_refused(typed):
    with pytest.raises(ValueError, match="six hexadecimal digits"):
        read_accent(typed)


def test_an_accent_that_is_not_legible_is_refused_with_its_contrast_and_a_colour_that_would_do():
    with pytest.raises(ValueError, match=r"#ffcc00 has a contrast of 1\.3 to 1 .* 4\.5 to 1"):
        read_accent("#ffcc00")
    # 4.48 to 1 on white, and less on paper.
    with pytest.raises(ValueError, match="contrast of 3"):
        read_accent("#777777")

    for color in COLORS:
        offered = read(color)
        assert min(find_contrast(offered, ground) for ground in (PAPER, PLATE)) >= 4.5
        assert differ_in_hue(color, offered) < 4, color


def test_the_dark_theme_has_a_legible_accent_of_the_same_hue():
    for color in map(read, COLORS):
        light, dark = find_palette(color).accent
        assert light == color
        assert min(find_contrast(dark, ground) for ground in (DARK_PAPER, DARK_PLATE)) >= 4.5
        assert differ_in_hue(light, dark) < 4, color


def test_no_two_series_of_a_chart_look_alike_beside_any_accent():
    for color in map(read, COLORS):
        palette = find_palette(color)
        assert palette.series[0] == palette.accent
        assert len(palette.series) == 6
        for first, second in combinations(palette.series, 2):
            assert find_distance(first, second) >= MIN_DISTANCE, color

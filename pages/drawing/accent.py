"""Accent of the site: a colour of the owner's, checked for the light theme, and its kin.

The dark theme, underlines and charts get colours of the same hue. They are computed in OKLCH, by
https://bottosson.github.io/posts/oklab/; contrast is that of WCAG 2.2.
"""

import math
import re
from operator import mul
from typing import NamedTuple

from .colors import (
    ACCENT,
    DARK_PAPER,
    DARK_PLATE,
    DARK_SERIES,
    DARK_SOFT,
    PAPER,
    PLATE,
    SERIES,
    SOFT,
)

MIN_CONTRAST = 4.5  # of text, by success criterion 1.4.3
# Lightness, and most chroma, of kin of the accent: as those of the indigo.
IN_THE_DARK = 0.772, 0.13
UNDERLINE, DARK_UNDERLINE = (0.722, 0.08), (0.524, 0.1)
# Distance in OKLab below which two curves of a chart look alike.
MIN_DISTANCE = 0.07

HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
FROM_CONES = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
FROM_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]
Pair = tuple[str, str]


class Palette(NamedTuple):
    """Colours that follow the accent, each in the light and in the dark theme."""

    accent: Pair
    underline: Pair
    series: list[Pair]


def read_accent(text: str) -> str:
    """Return the accent as #rrggbb; the usual one for no text.

    Raises ValueError with the reason, and a colour that would do, if it is not legible as text.
    """
    if not text.strip():
        return ACCENT
    found = HEX.fullmatch(text.strip())
    if not found:
        raise ValueError("Write the colour in six hexadecimal digits, such as #3d1f8c.")
    digits = found[1].lower()
    color = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    contrast = min(find_contrast(color, ground) for ground in (PAPER, PLATE))
    if contrast < MIN_CONTRAST:
        # Rounded down, since 4.49 is not enough.
        shown = math.floor(contrast * 10) / 10
        raise ValueError(
            f"{color} has a contrast of {shown} to 1 in the light theme, and links need "
            f"{MIN_CONTRAST} to 1. {darken(color)}, which is darker, has the same hue and would do."
        )
    return color


def find_palette(accent: str) -> Palette:
    """Return the colours that follow an accent. In a chart, none looks like another."""
    in_dark = move(accent, *IN_THE_DARK)
    while min(find_contrast(in_dark, ground) for ground in (DARK_PAPER, DARK_PLATE)) < MIN_CONTRAST:
        lightness, chroma, _ = to_oklch(in_dark)
        in_dark = move(accent, lightness + 0.01, chroma)
    pair = accent, in_dark
    usual, *others = zip(SERIES, DARK_SERIES, strict=True)
    spare = [usual, (SOFT, DARK_SOFT)]
    for index, other in enumerate(others):
        if spare and find_distance(pair, other) < MIN_DISTANCE:
            others[index] = max(spare, key=lambda colors: find_distance(pair, colors))
            spare.remove(others[index])
    underline = move(accent, *UNDERLINE), move(accent, *DARK_UNDERLINE)
    return Palette(pair, underline, [pair, *others])


def find_contrast(color: str, ground: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted(map(find_luminance, (color, ground)))
    return (light + 0.05) / (dark + 0.05)


def find_luminance(color: str) -> float:
    red, green, blue = to_linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def find_distance(first: Pair, second: Pair) -> float:
    """Return the distance of two colours in the theme in which they are more alike."""
    return min(
        math.dist(to_oklab(one), to_oklab(other)) for one, other in zip(first, second, strict=True)
    )


def darken(color: str) -> str:
    """Return the lightest colour of this hue that is legible in the light theme."""
    lightness, chroma, _ = to_oklch(color)
    darker = color
    while min(find_contrast(darker, ground) for ground in (PAPER, PLATE)) < MIN_CONTRAST:
        lightness -= 0.005
        darker = move(color, lightness, chroma)
    return darker


def move(color: str, lightness: float, max_chroma: float) -> str:
    """Return a colour of the same hue, with as much chroma as it had and a screen can show."""
    _, chroma, hue = to_oklch(color)
    chroma = min(chroma, max_chroma)
    while True:
        lab = lightness, chroma * math.cos(hue), chroma * math.sin(hue)
        cones = multiply(FROM_LAB, lab)
        linear = multiply(FROM_CONES, (cones[0] ** 3, cones[1] ** 3, cones[2] ** 3))
        if chroma == 0 or all(-0.0005 <= part <= 1.0005 for part in linear):
            return "#" + "".join(f"{round(encode(part) * 255):02x}" for part in linear)
        chroma = max(0, chroma - 0.002)


def to_oklch(color: str) -> Triple:
    """Return lightness, chroma, and hue in radians."""
    lightness, a, b = to_oklab(color)
    return lightness, math.hypot(a, b), math.atan2(b, a)


def to_oklab(color: str) -> Triple:
    red, green, blue = (math.cbrt(part) for part in multiply(TO_CONES, to_linear(color)))
    return multiply(TO_LAB, (red, green, blue))


def to_linear(color: str) -> Triple:
    """Return the intensities of a colour of sRGB, from 0 to 1."""
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return decode(red), decode(green), decode(blue)


def decode(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def encode(part: float) -> float:
    part = min(1, max(0, part))
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def multiply(matrix: Matrix, vector: Triple) -> Triple:
    first, second, third = (sum(map(mul, row, vector)) for row in matrix)
    return first, second, third

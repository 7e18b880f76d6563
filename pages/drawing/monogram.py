"""Monogram of the owner: the initials, alike in icons, on social cards and as a portrait."""

from functools import lru_cache

from PIL import Image
from PIL.ImageDraw import Draw, ImageDraw

from .lettering import draw_text, find_face, is_right_to_left

TRIAL = 400  # pixels of the font in which the ink is measured


def find_initials(name: str) -> str:
    """Return the first letters of the first and last word of `name`; may be empty."""
    words = [word for word in name.split() if word[0].isalpha()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper()[0] for word in ends)


def draw_monogram(
    pen: ImageDraw,
    initials: str,
    middle: tuple[float, float],
    room: tuple[float, float],
    ink: str,
    stroke: int = 0,
) -> None:
    """Draw `initials` around `middle`, or two leaves if no font has them.

    `room` is the largest width and height of the letters, `stroke` makes them bolder.
    """
    x, y = middle
    if not initials or not all(map(find_face, initials)):
        unit = min(room) / 20
        line = max(1, round(unit * 2))
        pen.rectangle((x - 9 * unit, y - 8 * unit, x - unit, y + 8 * unit), None, ink, line)
        pen.rectangle((x + unit, y - 8 * unit, x + 9 * unit, y + 8 * unit), ink)
        return
    # Letters of scripts that join them would become a word.
    text = "\u200c".join(initials) if is_right_to_left(initials) else initials
    left, top, right, bottom = find_ink(text)
    size = min(room[0] / (right - left), room[1] / (bottom - top))
    corner = x - size * (left + right) / 2, y - size * (top + bottom) / 2
    draw_text(pen, *corner, text, size, ink, stroke)


@lru_cache(maxsize=16)
def find_ink(text: str) -> tuple[float, ...]:
    """Return the box of the ink of letters around their origin, in font sizes."""
    sheet = Image.new("L", (5 * TRIAL, 4 * TRIAL))
    draw_text(Draw(sheet), TRIAL, 2 * TRIAL, text, TRIAL, 255)
    left, top, right, bottom = sheet.getbbox() or (0, 0, 1, 1)
    return left / TRIAL - 1, top / TRIAL - 2, right / TRIAL - 1, bottom / TRIAL - 2

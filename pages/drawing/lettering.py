"""Font of icons and social cards."""

from functools import lru_cache
from pathlib import Path

from PIL.ImageFont import FreeTypeFont, truetype

FONT = Path(__file__).resolve().parents[1] / "fonts/recto-serif-card.ttf"


@lru_cache(maxsize=16)
def open_font(size: float) -> FreeTypeFont:
    """Return the font in a size of pixels."""
    return truetype(FONT, size)


def find_missing(text: str) -> set[str]:
    """Return the letters of `text` that the font lacks.

    Pillow draws them all like this noncharacter.
    """
    font = open_font(100)
    box = bytes(font.getmask("\uffff"))
    return {letter for letter in text if bytes(font.getmask(letter)) == box}

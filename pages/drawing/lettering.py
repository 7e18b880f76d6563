"""Fonts of icons and social cards, and text in any script set with them.

The site's font has most letters of European languages. Others are in fonts of Noto, which
two packages bring. The shaping of Arabic, Hebrew or Devanagari needs libfribidi on the
machine: without it their letters count as missing, and are left out.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from PIL import features
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import FreeTypeFont, truetype

FONT = Path(__file__).resolve().parent / "fonts/recto-serif-card.ttf"
NOTO = Path(str(files("manimgx_fonts")))
CJK = Path(str(files("noto_cjk_sans_jp_regular"))) / "NotoSansCJKjp-Regular.otf"

# Scripts whose letters have one form each, from left to right.
PLAIN = ["", "Symbols", "Armenian", "Georgian", "Ethiopic", "Thai", "Lao"]
SHAPED = [
    *("Arabic", "Hebrew", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Khmer"),
    *("Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu"),
]
IS_SHAPING = bool(features.check("raqm") and features.check("fribidi"))
SCRIPTS = [*PLAIN, *SHAPED] if IS_SHAPING else PLAIN
FACES = [FONT, CJK, *(NOTO / f"NotoSans{script}[wght].ttf" for script in SCRIPTS)]

TRIAL = 100  # pixels
JOINERS = {"\u200c", "\u200d"}
MARKS = {"Mn", "Mc"}
RIGHT_TO_LEFT, LEFT_TO_RIGHT = {"R", "AL"}, {"L", "EN", "AN"}


class Run(NamedTuple):
    """Part of a line in one font and direction."""

    face: Path
    text: str
    is_rtl: bool

    def options(self) -> dict[str, Any]:
        """Arguments of Pillow's functions."""
        if not IS_SHAPING:
            return {}
        # The font has the forms of each country; those of Japan are its own.
        is_japanese = any("\u3040" <= letter <= "\u30ff" for letter in self.text)
        language = {} if is_japanese or self.face != CJK else {"language": "zh-Hans"}
        return {"direction": "rtl" if self.is_rtl else "ltr", **language}


@lru_cache
def open_font(face: Path) -> FreeTypeFont:
    """Return a font in the size that letters are measured in; each size takes up to 10 MB."""
    return truetype(face, TRIAL)


@lru_cache(maxsize=4096)
def has_letter(face: Path, letter: str) -> bool:
    """Tell whether a font has a letter; Pillow draws all that it lacks like a noncharacter."""
    font = open_font(face)
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def find_face(letter: str) -> Path | None:
    """Return the first font that has a letter."""
    return next((face for face in FACES if has_letter(face, letter)), None)


def is_dependent(letter: str) -> bool:
    """Tell whether a letter is drawn with the one before it."""
    return letter in JOINERS or unicodedata.category(letter) in MARKS


def keep_drawable(text: str) -> str:
    """Return `text` without the letters that no font has, such as most emoji."""
    kept: list[str] = []
    has_base = False
    for letter in unicodedata.normalize("NFC", text):
        if letter.isspace():
            kept.append(" ")
        elif "\ufe00" <= letter <= "\ufe0f":  # styles of emoji
            continue
        elif is_dependent(letter):
            kept.append(letter if has_base else "")
        elif unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Me"}:
            continue
        elif has_base := find_face(letter) is not None:
            kept.append(letter)
        else:
            # Bold letters of mathematics, ligatures, letters in circles.
            plain = unicodedata.normalize("NFKC", letter)
            if has_base := plain != letter and all(map(find_face, plain)):
                kept.append(plain)
    return " ".join("".join(kept).split())


def is_right_to_left(text: str) -> bool:
    """Return the direction of a line, which is that of its first letter."""
    directions = map(unicodedata.bidirectional, text)
    return next((one in RIGHT_TO_LEFT for one in directions if one in {"L", "R", "AL"}), False)


def find_directions(text: str) -> list[bool]:
    """Tell of each letter whether it is set from right to left.

    Signs and spaces between letters of one direction have the same, others that of the line.
    """
    known = [
        True if kind in RIGHT_TO_LEFT else False if kind in LEFT_TO_RIGHT else None
        for kind in map(unicodedata.bidirectional, text)
    ]
    base, directions = is_right_to_left(text), []
    for place, one in enumerate(known):
        before = next((other for other in known[place::-1] if other is not None), base)
        after = next((other for other in known[place:] if other is not None), base)
        directions.append(one if one is not None else before if before == after else base)
    return directions


def find_faces(text: str) -> list[Path]:
    """Return the font of each letter; signs and marks stay in that of the letter before."""
    faces: list[Path] = []
    for letter in text:
        last = faces[-1] if faces else FONT
        is_kept = not letter.isalnum() and (is_dependent(letter) or has_letter(last, letter))
        faces.append(last if is_kept else find_face(letter) or FONT)
    return faces


def split_runs(text: str) -> list[Run]:
    """Return the parts of a line from left to right."""
    letters = zip(find_directions(text), find_faces(text), text, strict=True)
    runs: list[Run] = []
    segments = [(rtl, list(part)) for rtl, part in groupby(letters, lambda letter: letter[0])]
    for is_rtl, segment in reversed(segments) if is_right_to_left(text) else segments:
        parts = [
            Run(face, "".join(letter for _, _, letter in part), is_rtl)
            for face, part in groupby(segment, lambda letter: letter[1])
        ]
        runs += reversed(parts) if is_rtl else parts
    return runs


def find_length(run: Run) -> float:
    """Return the width of a run in font sizes."""
    return open_font(run.face).getlength(run.text, **run.options()) / TRIAL


@lru_cache(maxsize=4096)
def measure(text: str) -> float:
    """Return the width of `text` in font sizes."""
    return sum(map(find_length, split_runs(text)))


def draw_text(
    pen: ImageDraw, x: float, y: float, text: str, size: float, ink: str | int, stroke: int = 0
) -> None:
    """Write a line of `text` from `x`, with its base line at `y`."""
    for run in split_runs(text):
        options = {"anchor": "ls", "stroke_width": stroke, **run.options()}
        pen.text((x, y), run.text, ink, truetype(run.face, size), **options)
        x += find_length(run) * size

"""Widths on paper of what does not break into lines: tables and formulas, in em.

They are estimates at the upper end, since the font is that of the reader's system. The style
sheet turns what needs more than the width of a page, or sets it in smaller letters.
"""

from dataclasses import dataclass
from itertools import zip_longest
from math import ceil
from unicodedata import east_asian_width

from bs4 import BeautifulSoup

LETTER, CAPITAL, WIDE = 0.62, 0.8, 1.0  # em
LONG = 24  # letters of a word, from which it breaks
PADDING = 1.2  # of a cell
SCRIPT = 0.75  # size of indices
SCRIPTED = {"msub", "msup", "msubsup", "mmultiscripts"}
FENCES = set("()[]{}|‖⟨⟩⌈⌉⌊⌋,.;:!′")


# Of pages with letters of 7 points, in em.
PORTRAIT, LANDSCAPE = 63, 96


@dataclass(frozen=True)
class Extent:
    """Width in em, whether it needs a landscape page, and whether its numbers break."""

    ems: int
    is_turned: bool
    has_breaks: bool = False


def measure_text(text: str) -> float:
    return sum(map(measure_letter, text))


def has_long_word(text: str) -> bool:
    return any(len(word) > LONG for word in text.split())


def measure_letter(letter: str) -> float:
    if east_asian_width(letter) in "FW":
        return 2 * LETTER
    if letter in "mwMW@%—":
        return WIDE
    return CAPITAL if letter.isupper() else LETTER


def measure_table(columns: list[tuple[bool, list[str]]]) -> Extent:
    """Return the extent of a table, whose columns are of numbers or not, and hold texts.

    Texts break at spaces, and numbers only where even a landscape page is too narrow.
    """
    whole, broken = (
        sum(measure_column(texts, is_whole and is_number) for is_number, texts in columns)
        for is_whole in (True, False)
    )
    width = whole if whole <= LANDSCAPE else broken
    return Extent(ceil(width), width > PORTRAIT, whole > LANDSCAPE)


def measure_column(texts: list[str], is_whole: bool) -> float:
    parts = texts if is_whole else [word[:LONG] for text in texts for word in text.split()]
    return PADDING + max(map(measure_text, parts), default=0)


def measure_formula(mathml: str) -> Extent:
    """Return the extent of a formula of MathML."""
    # Fonts of the system are a little wider than the site's own.
    width = 1.1 * measure_element(BeautifulSoup(mathml, "html.parser").math)
    return Extent(ceil(width), width > PORTRAIT)


def measure_element(element) -> float:
    parts = element.find_all(recursive=False)
    widths = [measure_element(part) for part in parts]
    match element.name:
        case "mspace":
            return float(element.get("width", "0").removesuffix("em") or 0)
        case "mtable":
            return measure_rows(parts)
        case "mi":
            return sum(1.1 if letter.isupper() else 0.8 for letter in element.text)
        case "msqrt" | "mroot":
            return 0.8 + sum(widths)
        case "mo":
            # Others have space at their sides.
            text = element.text.replace("\u2061", "")
            return measure_text(text) + (0 if set(text) <= FENCES else 0.6)
        case name if name in SCRIPTED:
            return widths[0] + SCRIPT * max(widths[1:])
        case "mfrac":
            return max(widths)
        case "mover" | "munder" | "munderover":
            return max(widths[0], SCRIPT * max(widths[1:]))
    return sum(widths) if parts else measure_text(element.text)


def measure_rows(rows) -> float:
    """Return the width of a matrix, or of lines that are aligned."""
    cells = [[measure_element(cell) for cell in row.find_all(recursive=False)] for row in rows]
    return sum(PADDING + max(column) for column in zip_longest(*cells, fillvalue=0.0))

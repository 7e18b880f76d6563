"""Widths on paper of what does not break into lines: tables and formulas, in em.

They are estimates at the upper end, since the font is that of the reader's system. The style
sheet turns what needs more than the width of a page, or sets it in smaller letters.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil
from unicodedata import east_asian_width
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

LETTER, CAPITAL, WIDE = 0.62, 0.8, 1.0  # em
LONG = 24  # letters of a word, from which it breaks
PADDING = 1.2  # of a cell
SCRIPT = 0.75  # size of indices
SCRIPTED = {"msub", "msup", "msubsup", "mmultiscripts"}
FENCES = set("()[]{}|‖⟨⟩⌈⌉⌊⌋,.;:!\u2032")


# Of pages with letters of 7 points, in em.
PORTRAIT, LANDSCAPE = 63, 96


@dataclass(frozen=True)
class Extent:
    """Width in em, whether it needs a landscape page, and whether its numbers break."""

    ems: int
    is_turned: bool
    has_breaks: bool = False

    def widen(self, ems: int) -> "Extent":
        return Extent(self.ems + ems, self.ems + ems > PORTRAIT, self.has_breaks)


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
    try:
        formula = ElementTree.fromstring(mathml)  # noqa: S314 - it is our own
    except ElementTree.ParseError:
        # XML forbids control characters, which HTML shows as nothing.
        return Extent(1, is_turned=False)
    # Fonts of the system are a little wider than the site's own.
    width = 1.1 * measure_element(formula)
    return Extent(ceil(width), width > PORTRAIT)


def measure_element(element: Element) -> float:
    parts, text = list(element), "".join(element.itertext()).replace("\u2061", "")
    widths = [measure_element(part) for part in parts]
    match element.tag:
        case "mspace":
            found = re.fullmatch(r"(-?[\d.]+)em", element.get("width", ""))
            return float(found[1]) if found else 0
        case "mtable":
            return measure_rows(parts)
        case "mi":
            return sum(1.1 if letter.isupper() else 0.8 for letter in text)
        case "msqrt" | "mroot":
            return 0.8 + sum(widths)
        case "mo":
            # Others have space at their sides.
            return measure_text(text) + (0 if set(text) <= FENCES else 0.6)
        case name if name in SCRIPTED:
            return widths[0] + SCRIPT * max(widths[1:])
        case "mfrac":
            return max(widths)
        case "mover" | "munder" | "munderover":
            return max(widths[0], SCRIPT * max(widths[1:]))
    return sum(widths) if parts else measure_text(text)


def measure_rows(rows: list[Element]) -> float:
    """Return the width of a matrix, or of lines that are aligned."""
    cells = [[measure_element(cell) for cell in row] for row in rows]
    return sum(PADDING + max(column) for column in zip_longest(*cells, fillvalue=0.0))

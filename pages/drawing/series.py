"""Parts of all charts: columns of numbers, their look, and lines of text.

Horizontal positions are percentages, vertical ones are em, so that a drawing fills any
column while its text keeps the size of the page. Lengths are strings, because templates format
numbers in the locale of the page, and "12,5" is no length.
"""

from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from .colors import SERIES
from .numbers import DASH

LINE = 1.4  # em from one line of text to the next
NAME_WIDTH = 38  # letters in a line of 280 px, the narrowest drawing
# Attribute `d` of a mark of about 7 px around (0, 0), and whether it is filled.
MARKS = [
    ("M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", True),
    ("M-3.2 -3.2h6.4v6.4h-6.4z", True),
    ("M0 -4.2L4 3H-4z", True),
    ("M0 -4.6L4.6 0L0 4.6L-4.6 0z", True),
    ("M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", False),
    ("M-3.2 -3.2h6.4v6.4h-6.4z", False),
    ("M0 4.2L4 -3H-4z", True),
    ("M-3.2 -3.2L3.2 3.2M-3.2 3.2L3.2 -3.2", False),
    ("M-4 0H4M0 -4V4", False),
    ("M0 -4.2L4 3H-4z", False),
    ("M0 -4.6L4.6 0L0 4.6L-4.6 0z", False),
    ("M0 4.2L4 -3H-4z", False),
]


@dataclass(frozen=True)
class Series:
    """Column of numbers; `numbers` are drawn, `texts` are printed."""

    name: str
    unit: str
    numbers: list[Decimal | None]
    texts: list[str]

    @property
    def known(self) -> list[Decimal]:
        return [number for number in self.numbers if number is not None]

    @property
    def lowest(self) -> str:
        """Text of the lowest number; empty if there is none."""
        return self.texts[self.numbers.index(min(self.known))] if self.known else ""

    @property
    def highest(self) -> str:
        return self.texts[self.numbers.index(max(self.known))] if self.known else ""


@dataclass(frozen=True)
class TextLine:
    y: str
    text: str


@dataclass(frozen=True)
class Look:
    """Colour, mark and dash of a series. The paint of the style sheet, by `hue`, has priority."""

    hue: str  # "1" to "6"
    color: str
    mark: str
    is_filled: bool
    is_dashed: bool

    @classmethod
    def of(cls, index: int) -> "Look":
        hue = index % len(SERIES)
        mark, is_filled = MARKS[index % len(MARKS)]
        return cls(str(hue + 1), SERIES[hue], mark, is_filled, index >= len(SERIES))


def place_lines(lines: list[str], y: float) -> list[TextLine]:
    return [TextLine(em(y + LINE * (number + 0.75)), text) for number, text in enumerate(lines)]


def percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def em(length: float) -> str:
    return f"{length:.2f}em"


def place_text(text: str, y: float, width: int) -> tuple[list[TextLine], float]:
    """Return the lines of `text`, at most `width` letters each, and the y below them."""
    lines = wrap(text, width) or [DASH]
    return place_lines(lines, y), y + LINE * len(lines)


def choose_margin(texts: list[str]) -> str:
    """Return the name of the smallest margin in the style sheet that fits `texts`."""
    longest = max(map(len, texts), default=0)
    margins = [(0, "none"), (3, "small"), (6, "medium"), (10, "large")]
    return next((name for limit, name in margins if longest <= limit), "widest")

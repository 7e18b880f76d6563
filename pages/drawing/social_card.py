"""Social card: the Open Graph image of a page.

It shows the title, the owner, the host, and the sparkline or the owner's monogram. Letters
that no font has are left out; a title of such letters alone gives way to the owner's name.
"""

import hashlib
import re
from dataclasses import astuple, dataclass
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw

from .colors import ACCENT, INK, PAPER, RULE, SOFT
from .lettering import draw_text, is_right_to_left, keep_drawable, measure
from .monogram import draw_monogram, find_initials
from .sparkline import Point, Sparkline

WIDTH, HEIGHT = 1200, 630  # pixels, as networks ask for
MARGIN = 90
SCALE = 2  # of the drawing before it is reduced, for smooth lines
STEPS = 5  # shades of each ink in the palette

MARK_TOP, MARK_HEIGHT, MARK_WIDTH = 84, 72, 432
TITLE_TOP, TITLE_BOTTOM = 190, 478
TITLE_SIZES = range(84, 20, -4)  # 255 letters fit in the smallest
LINE = 1.16  # line height, in font sizes
FOOT_RULE, FOOT = 532, 578  # rule above the foot, and base line of its text
FOOT_SIZE, FOOT_GAP = 30.0, 40
MONOGRAM = 64, 40

# Chinese and Japanese have no spaces: a line can end after each letter, but not before a comma.
IDEOGRAPHS = (
    r"\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\U00020000-\U0003ffff"
)
CLOSERS = r"\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u30fc\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"
WORD = re.compile(rf" ?(?:[{IDEOGRAPHS}]|[^ {IDEOGRAPHS}]+)[{CLOSERS}]*")
# Increment with the drawing, so that networks fetch every card again.
EDITION = 2


@dataclass(frozen=True)
class Card:
    """Content of a card; empty values leave their space free."""

    title: str
    owner: str
    host: str
    sparkline: Sparkline | None = None
    accent: str = ACCENT

    @property
    def digest(self) -> str:
        """Hash of the content."""
        content = repr((EDITION, astuple(self)))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def draw(self) -> bytes:
        """Return the card as a PNG file."""
        picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        pen = Pen(picture)
        title, owner = keep_drawable(self.title), keep_drawable(self.owner)
        if self.sparkline:
            draw_sparkline(pen, self.sparkline, self.accent)
        else:
            draw_hairlines(pen, find_initials(self.owner), self.accent)
        draw_title(pen, title or owner or self.host)
        draw_foot(pen, owner, self.host)
        file = BytesIO()
        picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        picture = picture.quantize(palette=mix_inks(self.accent), dither=Image.Dither.NONE)
        picture.save(file, "PNG", optimize=True)
        return file.getvalue()


class Pen:
    """Draws lines and text in the coordinates of the finished card."""

    def __init__(self, picture: Image.Image) -> None:
        self.pen = ImageDraw.Draw(picture)

    def text(self, x: float, y: float, text: str, size: float, color: str) -> None:
        """Write `text` from `x`, with its base line at `y`."""
        draw_text(self.pen, x * SCALE, y * SCALE, text, size * SCALE, color)

    def monogram(self, x: float, y: float, initials: str, color: str) -> None:
        """Draw `initials` around the point."""
        width, height = MONOGRAM
        room = width * SCALE, height * SCALE
        draw_monogram(self.pen, initials, (x * SCALE, y * SCALE), room, color)

    def line(self, points: list[Point], color: str, width: int) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, color, width * SCALE, joint="curve")

    def dot(self, x: float, y: float, radius: int, color: str) -> None:
        self.pen.circle((x * SCALE, y * SCALE), radius * SCALE, color)


def mix_inks(accent: str) -> Image.Image:
    """Return an image whose palette holds all inks in shades.

    A palette chosen by frequency would lack the accent.
    """
    paper, *inks = map(ImageColor.getrgb, (PAPER, INK, SOFT, accent, RULE))
    colors = [
        round(start + (end - start) * step / STEPS)
        for ink in inks
        for step in range(1, STEPS + 1)
        for start, end in zip(paper, ink, strict=True)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*paper, *colors])
    return palette


def draw_sparkline(pen: Pen, sparkline: Sparkline, accent: str) -> None:
    def place(point: Point) -> Point:
        x, y = point
        return MARGIN + x * MARK_WIDTH, MARK_TOP + y * MARK_HEIGHT

    first, *others = sparkline.lines
    for line in others:
        for stroke in line:
            pen.line([place(point) for point in stroke], SOFT, 2)
    for stroke in first:
        pen.line([place(point) for point in stroke], accent, 3)
    pen.dot(*place(sparkline.end), 6, accent)


def draw_hairlines(pen: Pen, initials: str, accent: str) -> None:
    """Draw the monogram between two lines."""
    for edge in (MARK_TOP, MARK_TOP + MARK_HEIGHT):
        pen.line([(MARGIN, edge), (MARGIN + MARK_HEIGHT, edge)], accent, 1)
    pen.monogram(MARGIN + MARK_HEIGHT / 2, MARK_TOP + MARK_HEIGHT / 2, initials, accent)


def draw_title(pen: Pen, title: str) -> None:
    """Write the title in the largest size that fits, from the side where its script begins."""
    height = TITLE_BOTTOM - TITLE_TOP
    words = WORD.findall(title)
    for size in TITLE_SIZES:
        room = (WIDTH - 2 * MARGIN) / size
        if size == TITLE_SIZES[-1]:
            words = [part for word in words for part in split_word(word, room)]
        lines = balance(words, room)
        is_within = all(measure(line) <= room for line in lines)
        if is_within and size * LINE * len(lines) <= height:
            break
    bottom = TITLE_BOTTOM - size * LINE * len(lines)
    is_rtl = is_right_to_left(title)
    for number, line in enumerate(lines, start=1):
        x = WIDTH - MARGIN - measure(line) * size if is_rtl else MARGIN
        pen.text(x, bottom + size * LINE * number, line, size, INK)


def balance(words: list[str], room: float) -> list[str]:
    """Return as few lines as `room` allows, of about equal width."""
    lines = fill_lines(words, room)
    low, high = 0.0, room
    for _ in range(8):
        middle = (low + high) / 2
        narrower = fill_lines(words, middle)
        if len(narrower) > len(lines):
            low = middle
        else:
            lines, high = narrower, middle
    return lines


def fill_lines(words: list[str], room: float) -> list[str]:
    """Return lines of `words`, which bring the spaces before them."""
    lines: list[str] = []
    width = room
    for word in words:
        width += measure(word)
        if lines and width <= room:
            lines[-1] += word
        else:
            lines.append(word.strip())
            width = measure(lines[-1])
    return lines


def split_word(word: str, room: float) -> list[str]:
    """Return the parts of `word` that fit in `room`."""
    parts = [""]
    for letter in word:
        if measure(parts[-1] + letter) > room:
            parts.append(letter)
        else:
            parts[-1] += letter
    return parts


def draw_foot(pen: Pen, owner: str, host: str) -> None:
    """Write the owner at the left and the host at the right, as large as fits."""
    pen.line([(MARGIN, FOOT_RULE), (WIDTH - MARGIN, FOOT_RULE)], RULE, 1)
    width = measure(owner) + measure(host)
    size = min(FOOT_SIZE, (WIDTH - 2 * MARGIN - FOOT_GAP) / width if width else FOOT_SIZE)
    pen.text(MARGIN, FOOT, owner, size, INK)
    pen.text(WIDTH - MARGIN - measure(host) * size, FOOT, host, size, SOFT)

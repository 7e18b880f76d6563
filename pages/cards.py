"""Social cards: the picture of a page that networks show beside a link to it.

Like the page itself: paper, ink, the trace or the owner's initial between two hairlines.
"""

import hashlib
import unicodedata
from dataclasses import astuple, dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from .trace import Trace

WIDTH, HEIGHT = 1200, 630  # pixels, what networks ask for
MARGIN = 90
SCALE = 2  # drawn so much larger and then reduced, which makes lines smooth
STEPS = 5  # of each ink in the file, from the paper on
PAPER, INK, SOFT = "#fbfaf7", "#1b1a22", "#5c5a66"
ACCENT, RULE = "#3d1f8c", "#dcd8cf"

MARK_TOP, MARK_HEIGHT, MARK_WIDTH = 84, 72, 432
TITLE_TOP, TITLE_BOTTOM = 190, 478
TITLE_SIZES = range(84, 20, -4)  # 255 letters fit in the smallest, however wide
LINE = 1.16  # from line to line, in the size of the letters
FOOT_RULE, FOOT = 532, 578  # the line above the foot, and the base line of its words
FOOT_SIZE, FOOT_GAP = 30, 40
INITIAL_SIZE = 54

SAMPLE = 100  # pixels, the size that letters are measured in
NO_LETTER = "\uffff"
FONT = Path(__file__).resolve().parent / "fonts/recto-serif-card.ttf"
# Changed with the drawing, so that networks fetch every card again.
EDITION = 1


@dataclass(frozen=True)
class Card:
    """What a card shows. An empty text and a trace that is None leave their place free."""

    title: str
    owner: str
    host: str
    trace: Trace | None = None

    @property
    def digest(self):
        """A name for this content: another content has another."""
        content = repr((EDITION, astuple(self)))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def draw(self):
        """Return the card as the bytes of a PNG file."""
        picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        pen = Pen(picture)
        title, owner = pen.keep_drawable(self.title), pen.keep_drawable(self.owner)
        if self.trace:
            draw_trace(pen, self.trace)
        else:
            draw_initial(pen, owner[:1])
        draw_title(pen, title)
        draw_foot(pen, owner, self.host)
        file = BytesIO()
        picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        picture = picture.quantize(palette=mix_inks(), dither=Image.Dither.NONE)
        picture.save(file, "PNG", optimize=True)
        return file.getvalue()


class Pen:
    """Draws and writes with the measures of the finished card."""

    def __init__(self, picture):
        self.pen = ImageDraw.Draw(picture)
        self.sample = ImageFont.truetype(FONT, SAMPLE)

    def measure(self, text):
        """Return the width of `text` in the size of its letters."""
        return self.sample.getlength(text) / SAMPLE

    def keep_drawable(self, text):
        """Return `text` as the font can write it.

        That is without emoji, and "" where the font lacks a letter: an empty box in the
        place of a letter would be worse than no word.
        """
        text = " ".join(unicodedata.normalize("NFC", text).split())
        # What the font lacks it draws as it draws what is no letter at all.
        lack = bytes(self.sample.getmask(NO_LETTER))
        drawable = {x for x in set(text) if bytes(self.sample.getmask(x)) != lack}
        drawable.add(" ")
        kept = [letter for letter in text if letter in drawable or not is_emoji(letter)]
        return " ".join("".join(kept).split()) if drawable.issuperset(kept) else ""

    def text(self, x, y, text, size, color):
        """Write `text` from `x` on, with its base line at `y`."""
        font = ImageFont.truetype(FONT, size * SCALE)
        self.pen.text((x * SCALE, y * SCALE), text, color, font=font, anchor="ls")

    def line(self, points, color, width):
        points = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(points, color, width * SCALE, joint="curve")

    def dot(self, x, y, radius, color):
        self.pen.circle((x * SCALE, y * SCALE), radius * SCALE, color)


def mix_inks():
    """Return a picture whose palette has every ink in steps, so that none is lost.

    Pillow chooses colours by how often they occur, and would leave out the accent.
    """
    paper, *inks = map(ImageColor.getrgb, (PAPER, INK, SOFT, ACCENT, RULE))
    colors = [
        round(start + (end - start) * step / STEPS)
        for ink in inks
        for step in range(1, STEPS + 1)
        for start, end in zip(paper, ink, strict=True)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*paper, *colors])
    return palette


def is_emoji(letter):
    """Tell whether `letter` is a pictograph, or what joins and varies pictographs.

    To those that Python does not know yet it gives the category Cn.
    """
    category = unicodedata.category(letter)
    is_variation = "\ufe00" <= letter <= "\ufe0f"
    return category in {"So", "Sk", "Me"} or category[0] == "C" or is_variation


def draw_trace(pen, trace):
    def place(point):
        x, y = point
        return MARGIN + x * MARK_WIDTH, MARK_TOP + y * MARK_HEIGHT

    first, *others = trace.lines
    for line in others:
        for stroke in line:
            pen.line([place(point) for point in stroke], SOFT, 2)
    for stroke in first:
        pen.line([place(point) for point in stroke], ACCENT, 3)
    pen.dot(*place(trace.end), 6, ACCENT)


def draw_initial(pen, letter):
    for y in (MARK_TOP, MARK_TOP + MARK_HEIGHT):
        pen.line([(MARGIN, y), (MARGIN + MARK_HEIGHT, y)], ACCENT, 1)
    x = MARGIN + (MARK_HEIGHT - pen.measure(letter) * INITIAL_SIZE) / 2
    y = MARK_TOP + MARK_HEIGHT / 2 + INITIAL_SIZE / 3
    pen.text(x, y, letter, INITIAL_SIZE, ACCENT)


def draw_title(pen, title):
    """Write the title in the largest size that has room for all of it."""
    room, height = WIDTH - 2 * MARGIN, TITLE_BOTTOM - TITLE_TOP
    words = [(word, pen.measure(word)) for word in title.split()]
    for size in TITLE_SIZES:
        lines = balance(words, room / size, pen.measure(" "))
        is_whole = all(width <= room / size for _, width in words)
        if is_whole and size * LINE * len(lines) <= height:
            break
    else:
        # A word that is too long even for a line in the smallest size is broken.
        words = [part for word in words for part in split(pen, word, room / size)]
        lines = balance(words, room / size, pen.measure(" "))
    bottom = TITLE_BOTTOM - size * LINE * len(lines)
    for number, line in enumerate(lines, start=1):
        pen.text(MARGIN, bottom + size * LINE * number, line, size, INK)


def balance(words, room, space):
    """Return lines of `words`: as few as `room` allows, and of about one width.

    `words` are pairs of a text and its width.
    """
    lines = fill(words, room, space)
    low, high = 0, room
    for _ in range(8):
        middle = (low + high) / 2
        narrower = fill(words, middle, space)
        if len(narrower) > len(lines):
            low = middle
        else:
            lines, high = narrower, middle
    return lines


def fill(words, room, space):
    lines, used = [], room
    for text, width in words:
        if used + space + width > room:
            lines.append(text)
            used = width
        else:
            lines[-1] += f" {text}"
            used += space + width
    return lines


def split(pen, word, room):
    """Return the parts of a word, a pair of its text and its width, that fit in `room`."""
    parts = [("", 0.0)]
    for letter in word[0]:
        text, width = parts[-1]
        wider = width + pen.measure(letter)
        if wider > room:
            parts.append((letter, wider - width))
        else:
            parts[-1] = text + letter, wider
    return parts


def draw_foot(pen, owner, host):
    """Write the owner's name at the left and the host at the right, as large as they fit."""
    pen.line([(MARGIN, FOOT_RULE), (WIDTH - MARGIN, FOOT_RULE)], RULE, 1)
    width = pen.measure(owner) + pen.measure(host)
    size = FOOT_SIZE
    if width:
        size = min(size, (WIDTH - 2 * MARGIN - FOOT_GAP) / width)
    pen.text(MARGIN, FOOT, owner, size, INK)
    pen.text(WIDTH - MARGIN - pen.measure(host) * size, FOOT, host, size, SOFT)

"""The site's mark, in every size that browsers and phones ask for.

It is a picture of the owner's choice, or else their initials, or, where no font here has
those letters, two leaves of a book.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont, ImageOps

PAPER, INK = "#fbfaf7", "#3d1f8c"
SERIF = Path(__file__).resolve().parents[1] / "fonts/recto-serif-card.ttf"
PORTRAIT = (960, 1200)  # pixels
# Phones may cut all but a circle of this share of the side.
SAFE = 0.8
# The name of each icon, its size in pixels, and whether it may be cut to a circle.
KINDS = {
    "favicon.ico": (48, False),
    "icon-32.png": (32, False),
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-512.png": (512, True),
    "apple-touch-icon.png": (180, False),
}


@dataclass(frozen=True)
class Icons:
    """The icons of one owner, whose addresses change when the mark does."""

    name: str
    image: object = None

    @property
    def tab(self):
        return self.address("icon-32.png")

    @property
    def touch(self):
        return self.address("apple-touch-icon.png")

    @property
    def version(self):
        source = self.image.get_file_hash() if self.image else find_initials(self.name)
        return sha256(source.encode()).hexdigest()[:8]

    def address(self, name):
        return f"{reverse('icon', args=[name])}?v={self.version}"

    def list_for_manifest(self):
        """Return what a web manifest says of the icons for home screens."""
        return [
            {
                "src": self.address(name),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "maskable" if is_cut else "any",
            }
            for name, (size, is_cut) in KINDS.items()
            if size >= 192
        ]

    def draw(self, name):
        """Return the bytes of the icon of this name."""
        size, is_cut = KINDS[name]
        picture = self.fit(size, is_cut) or draw_mark(find_initials(self.name), size)
        file = BytesIO()
        if name.endswith(".ico"):
            picture.save(file, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
        else:
            picture.save(file, "PNG", optimize=True)
        return file.getvalue()

    def fit(self, size, is_cut):
        """Return the owner's picture as a square, or None without one or its file."""
        if not self.image:
            return None
        inner = round(size * SAFE) if is_cut else size
        try:
            with self.image.file.open() as file, Image.open(file) as picture:
                inset = ImageOps.fit(picture.convert("RGBA"), (inner, inner))
        except OSError:
            return None
        square = Image.new("RGB", (size, size), PAPER)
        corner = (size - inner) // 2
        square.paste(inset, (corner, corner), inset)
        return square


def find_initials(name):
    """Return the first letters of the first and last word of a name, "" if they have none."""
    words = [word for word in name.split() if word[0].isalpha()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper()[0] for word in ends)


def draw_mark(initials, size):
    """Return the initials on a square, or two leaves where they cannot be written."""
    square = Image.new("RGB", (size, size), INK)
    pen = ImageDraw.Draw(square)
    # In a tab they need all the room there is.
    width = size * (0.84 if size < 64 else 0.6)
    if not write_initials(pen, initials, (size / 2, size / 2), width, PAPER):
        draw_leaves(pen, size / 32)
    return square


def draw_portrait(name):
    """Return the initials of a name between two lines, as the bytes of a PNG file.

    Only the lines are drawn if the font lacks one of the letters.
    """
    picture = Image.new("RGB", PORTRAIT, PAPER)
    pen = ImageDraw.Draw(picture)
    width, height = PORTRAIT
    initials = find_initials(name)
    write_initials(pen, initials, (width / 2, height / 2), width * 0.6, INK, SERIF)
    for y in (height * 0.28, height * 0.72):
        pen.line([(width * 0.2, y), (width * 0.8, y)], INK, 2)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def write_initials(pen, initials, center, width, ink, path=None):
    """Write the initials, and tell whether the font, Pillow's own by default, has them."""
    if not initials or not all(can_write(letter, path) for letter in initials):
        return False
    pen.text(center, initials, ink, fit_font(initials, width, path), anchor="mm")
    return True


def draw_leaves(pen, unit):
    line = max(1, round(unit * 2))
    pen.rectangle([unit * 7, unit * 8, unit * 15, unit * 24], None, PAPER, line)
    pen.rectangle([unit * 17, unit * 8, unit * 25, unit * 24], PAPER)


def open_font(size, path=None):
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def can_write(letter, path=None):
    """Tell whether the font has the letter: all letters that it lacks look the same."""
    font = open_font(32, path)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def fit_font(text, width, path=None):
    """Return the font in the largest size at which the text fits a square this wide."""
    left, top, right, bottom = open_font(100, path).getbbox(text)
    return open_font(100 * width / max(right - left, bottom - top), path)

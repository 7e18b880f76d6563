"""Icons of the site for browsers and phones, and the portrait of a new site.

An icon shows an image, or else the owner's initials. Where the font lacks a letter of
them, it shows two leaves of a book.
"""

from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from .colors import ACCENT, PAPER
from .lettering import find_missing, open_font

PORTRAIT = (960, 1200)  # pixels
OVERSAMPLING = 4  # Pillow places letters on whole pixels, too coarse for small icons
# Increment with the drawing, so that browsers fetch every icon again.
EDITION = 2
# Size of each icon in pixels, and the share of it that an image fills.
ICONS = {
    "favicon.ico": (48, 1),
    "icon-32.png": (32, 1),
    "icon-192.png": (192, 1),
    "icon-512.png": (512, 1),
    # Phones may cut maskable icons to a circle of this width.
    "icon-maskable-512.png": (512, 0.8),
    "apple-touch-icon.png": (180, 1),
}


def draw_icon(name: str, initials: str, picture: Image.Image | None = None) -> bytes:
    """Return the file of the icon with this `name`, a key of ICONS."""
    size, share = ICONS[name]
    # Each size is drawn by itself, because reduced letters blur.
    sizes = (48, 32, 16) if name.endswith(".ico") else (size,)
    icon, *others = (
        fit_picture(picture, side, round(side * share))
        if picture
        else draw_initials(initials, side)
        for side in sizes
    )
    file = BytesIO()
    if others:
        icon.save(file, "ICO", sizes=[(side, side) for side in sizes], append_images=others)
    else:
        icon.save(file, "PNG", optimize=True)
    return file.getvalue()


def fit_picture(picture: Image.Image, size: int, inner: int) -> Image.Image:
    """Return the middle of `picture`, `inner` pixels wide, on a square of `size`."""
    inset = ImageOps.fit(picture.convert("RGBA"), (inner, inner))
    square = Image.new("RGB", (size, size), PAPER)
    corner = (size - inner) // 2
    square.paste(inset, (corner, corner), inset)
    return square


def find_initials(name: str) -> str:
    """Return the first letters of the first and last word of `name`; may be empty."""
    words = [word for word in name.split() if word[0].isalpha()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper()[0] for word in ends)


def draw_initials(initials: str, size: int) -> Image.Image:
    side = size * OVERSAMPLING
    square = Image.new("RGB", (side, side), ACCENT)
    # In a tab the letters need all the room and weight there is.
    share, stroke = (0.92, side // 64) if size < 64 else (0.6, 0)
    draw_mark(square, initials, (side * share, side * min(share, 0.7)), PAPER, stroke)
    return square.reduce(OVERSAMPLING)


def draw_portrait(name: str) -> bytes:
    """Return the initials of `name`, or two leaves, between two lines, as a PNG file."""
    width, height = PORTRAIT
    picture = Image.new("RGB", PORTRAIT, PAPER)
    draw_mark(picture, find_initials(name), (width * 0.6, height * 0.25), ACCENT)
    pen = ImageDraw.Draw(picture)
    for y in (height * 0.28, height * 0.72):
        pen.line([(width * 0.2, y), (width * 0.8, y)], ACCENT, 2)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_mark(
    picture: Image.Image, initials: str, room: tuple[float, float], ink: str, stroke: int = 0
) -> None:
    """Draw `initials` in the middle of `picture`, or two leaves if the font lacks one.

    `room` is the largest width and height of the letters, `stroke` makes them bolder.
    """
    pen = ImageDraw.Draw(picture)
    x, y = picture.width / 2, picture.height / 2
    if not initials or find_missing(initials):
        unit = min(room) / 20
        line = max(1, round(unit * 2))
        pen.rectangle((x - 9 * unit, y - 8 * unit, x - unit, y + 8 * unit), None, ink, line)
        pen.rectangle((x + unit, y - 8 * unit, x + 9 * unit, y + 8 * unit), ink)
        return
    left, top, right, bottom = open_font(100).getbbox(initials)
    font = open_font(100 * min(room[0] / (right - left), room[1] / (bottom - top)))
    # The box of `getbbox` has the width of the advances, which is off the middle.
    letters, offset = font.getmask2(initials, anchor="ls")
    left, top, right, bottom = letters.getbbox()
    origin = x - offset[0] - (left + right) / 2, y - offset[1] - (top + bottom) / 2
    pen.text(origin, initials, ink, font, anchor="ls", stroke_width=stroke)

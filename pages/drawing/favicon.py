"""Icons of the site for browsers and phones, and the portrait of a new site.

An icon shows an image, or else the owner's monogram.
"""

from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from .colors import ACCENT, PAPER
from .monogram import draw_monogram, find_initials

PORTRAIT = (960, 1200)  # pixels
OVERSAMPLING = 4  # Pillow places letters on whole pixels, too coarse for small icons
# Increment with the drawing, so that browsers fetch every icon again.
EDITION = 4
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


def draw_icon(
    name: str,
    initials: str,
    accent: str,
    picture: Image.Image | None = None,
    focus: tuple[float, float] = (0.5, 0.5),
) -> bytes:
    """Return the file of the icon with this `name`, a key of ICONS.

    `focus` is the point of `picture` that stays in sight, in parts of its width and height.
    """
    size, share = ICONS[name]
    # Each size is drawn by itself, because reduced letters blur.
    sizes = (48, 32, 16) if name.endswith(".ico") else (size,)
    icon, *others = (
        fit_picture(picture, side, round(side * share), focus)
        if picture
        else draw_initials(initials, side, accent)
        for side in sizes
    )
    file = BytesIO()
    if others:
        icon.save(file, "ICO", sizes=[(side, side) for side in sizes], append_images=others)
    else:
        icon.save(file, "PNG", optimize=True)
    return file.getvalue()


def fit_picture(
    picture: Image.Image, size: int, inner: int, focus: tuple[float, float]
) -> Image.Image:
    """Return the part of `picture` around `focus`, `inner` pixels wide, on a square of `size`."""
    inset = ImageOps.fit(picture.convert("RGBA"), (inner, inner), centering=focus)
    square = Image.new("RGB", (size, size), PAPER)
    corner = (size - inner) // 2
    square.paste(inset, (corner, corner), inset)
    return square


def draw_initials(initials: str, size: int, accent: str = ACCENT) -> Image.Image:
    side = size * OVERSAMPLING
    square = Image.new("RGB", (side, side), accent)
    # In a tab the letters need all the room and weight there is.
    share, stroke = (0.92, side // 64) if size < 64 else (0.6, 0)
    room = side * share, side * min(share, 0.7)
    draw_monogram(ImageDraw.Draw(square), initials, (side / 2, side / 2), room, PAPER, stroke)
    return square.reduce(OVERSAMPLING)


def draw_portrait(name: str) -> bytes:
    """Return the monogram of `name` between two lines, as a PNG file."""
    width, height = PORTRAIT
    picture = Image.new("RGB", PORTRAIT, PAPER)
    pen = ImageDraw.Draw(picture)
    middle, room = (width / 2, height / 2), (width * 0.6, height * 0.25)
    draw_monogram(pen, find_initials(name), middle, room, ACCENT)
    for y in (height * 0.28, height * 0.72):
        pen.line([(width * 0.2, y), (width * 0.8, y)], ACCENT, 2)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()

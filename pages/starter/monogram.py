"""The portrait of the starter site: two initials, drawn here, so that it is nobody's."""

from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

PAPER, INK = "#f3f0e9", "#3d1f8c"
WIDTH, HEIGHT = 960, 1200  # pixels: 4:5, the proportion of a portrait
CAP = 264  # pixels: the height of the letters
HAIRLINE = 2  # pixels
MARGIN = 140  # pixels between the letters and the lines
SCALE = 4  # drawn so much larger and then reduced, which makes edges smooth

# Each letter is a list of shapes, filled one over the other, in thousandths of its height
# to the right and down. Of the strokes of a W a pen makes the falling ones thick and the
# rising ones thin.
W_WIDTH, D_WIDTH, GAP = 1320, 930, 84
W = [
    ([(96, 0), (232, 0), (516, 864), (468, 1010)], INK),
    ([(656, 262), (684, 344), (468, 1010), (446, 940)], INK),
    ([(520, 0), (656, 0), (940, 864), (892, 1010)], INK),
    ([(1184, 0), (1216, 0), (892, 1010), (868, 934)], INK),
    ([(0, 0), (340, 0), (340, 28), (0, 28)], INK),
    ([(424, 0), (764, 0), (764, 28), (424, 28)], INK),
    ([(1076, 0), (1320, 0), (1320, 28), (1076, 28)], INK),
]


def draw_bowl(left, center, width, inset):
    """Return the outline of a D's curve, `inset` from the top and bottom of the letter."""
    steps = [pi * (step / 200 - 0.5) for step in range(201)]
    curve = [
        (center + width * cos(angle), 500 + (500 - inset) * sin(angle))
        for angle in steps
    ]
    return [(left, inset), *curve, (left, 1000 - inset)]


D = [
    ([(0, 0), (240, 0), (240, 28), (0, 28)], INK),
    ([(0, 972), (240, 972), (240, 1000), (0, 1000)], INK),
    (draw_bowl(104, 420, 510, 0), INK),
    (draw_bowl(236, 400, 392, 28), PAPER),
]


def draw_monogram():
    """Return the letters W and D between two hairlines as the bytes of a PNG file."""
    picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    pen = ImageDraw.Draw(picture)
    width = CAP * (W_WIDTH + GAP + D_WIDTH) / 1000
    left, top = (WIDTH - width) / 2, (HEIGHT - CAP) / 2

    def draw(shape, color, x):
        places = [
            (x + CAP * right / 1000, top + CAP * down / 1000) for right, down in shape
        ]
        pen.polygon([(SCALE * x, SCALE * y) for x, y in places], color)

    for shapes, start in [(W, 0), (D, W_WIDTH + GAP)]:
        for shape, color in shapes:
            draw(shape, color, left + CAP * start / 1000)
    for y in (top - MARGIN, top + CAP + MARGIN):
        line = [left, y - HAIRLINE / 2, left + width, y + HAIRLINE / 2]
        pen.rectangle([SCALE * place for place in line], INK)
    file = BytesIO()
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()

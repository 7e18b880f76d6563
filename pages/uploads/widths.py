"""Widths of images: on a page, of the renditions that browsers choose from, in the library.

The widths on a page follow layouts.css. The tag `responsive_image` uses them in templates.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Placement:
    """Kind of place on a page where an image is shown."""

    width: int  # on a wide screen, in CSS pixels
    renditions: tuple[int, ...]  # widths in pixels
    sizes: str  # value of the HTML attribute


NARROW = "(min-width: 40rem) 36rem, calc(94vw - 1.2rem)"
PLACEMENTS = {
    "portrait": Placement(240, (480, 240), "(min-width: 66rem) 15rem, 10rem"),
    "text": Placement(576, (1600, 1120, 560), f"(min-width: 66rem) 35rem, {NARROW}"),
    "wide": Placement(840, (1600, 1120, 560), f"(min-width: 66rem) 52.5rem, {NARROW}"),
    "full": Placement(1280, (1600, 1120, 560), "100vw"),
    "gallery": Placement(
        416,
        (840, 420),
        "(min-width: 66rem) 26rem, (min-width: 40rem) 18rem, calc(94vw - 1.2rem)",
    ),
    "poster": Placement(576, (1120, 560), f"(min-width: 66rem) 35rem, {NARROW}"),
}
MAX_RENDITION = max(max(placement.renditions) for placement in PLACEMENTS.values())
# Of an image in the library: room to crop it, and larger renditions later.
MAX_SIDE = 2 * MAX_RENDITION


def find_placement(name):
    """Return the placement with this name; a draft can hold a name that is not one."""
    return PLACEMENTS.get(name, PLACEMENTS["text"])

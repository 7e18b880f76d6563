"""Widths of images: on a page, of the renditions that browsers choose from, in the library.

The widths on a page follow layouts.css. The tag `responsive_image` uses them in templates.
"""

import re
from dataclasses import dataclass

from django.conf import settings

SMALL_SIDE = 960  # pixels of the longest side of an image on a machine of 256 MB
MAX_HEIGHT = 720  # CSS pixels of an image on a page, so that it fits into a window
# Length in the attribute `sizes`, which may stand behind a condition.
LENGTH = re.compile(r"(calc\([^)]*\)|[\d.]+\w+)(?=,|$)")


@dataclass(frozen=True)
class Placement:
    """Kind of place on a page where an image is shown."""

    width: int  # on a wide screen, in CSS pixels
    steps: tuple[int, ...]  # widths of renditions in pixels, the largest first
    sizes: str  # value of the HTML attribute
    ratio: float = 0  # of the width to the height that it is cropped to; 0: its own
    is_filled: bool = False  # whatever the proportions and size of the image

    @property
    def is_animated(self):
        """True if an animation may move there: a rendition, which crops it, does not."""
        return not self.ratio

    @property
    def specs(self):
        """Wagtail's filters of all renditions.

        One browser in thirty reads no AVIF; it chooses from fewer. So do all of a machine
        that keeps small images, since it has no memory to make many.
        """
        many = self.steps if MAX_SIDE > SMALL_SIDE else self.steps[::3]
        few = self.steps[::3] if many is self.steps else many[::2]
        steps = dict(zip(RENDITION_FORMATS, (many, few, (few[0], few[-1])), strict=True))
        return [f"format-{form}|{self.size(width)}" for form in steps for width in steps[form]]

    def size(self, width):
        """Return Wagtail's filter of one width."""
        return f"fill-{width}x{round(width / self.ratio)}" if self.ratio else f"width-{width}"

    def describe(self, width, height):
        """Return attributes of an <img> with an image of so many pixels: its size as shown.

        They alone limit it, so that the element is as large as the image, and nothing beside.
        """
        if self.ratio:
            width, height = min(width, height * self.ratio), min(height, width / self.ratio)
        limits = [self.steps[0] / width, 1]
        if not self.is_filled:
            limits.append(MAX_HEIGHT / height)
        shown = max(1, round(width * min(limits)))
        sizes = self.sizes
        if not self.is_filled and shown < self.width:
            sizes = LENGTH.sub(rf"min({shown}px, \g<0>)", sizes)
        return {"width": shown, "height": max(1, round(shown * height / width)), "sizes": sizes}


# Phones need any width from 563 to 1,156 pixels for an image as wide as their text. So the
# steps are a tenth apart, or a seventh where a place has many widths or many images.
TEXT = (1156, 1052, 957, 870, 791, 719, 654, 595)
GALLERY = (1156, 1005, 874, 760, 661, 575, 423, 352, 282)
NARROW = "(min-width: 39.6rem) 36rem, calc(94vw - 1.2rem)"
# Of two pictures side by side, which are one below the other on a phone.
NARROW_PAIR = (
    "(min-width: 39.6rem) 17.6rem, (min-width: 32rem) calc(47vw - 1rem), calc(94vw - 1.2rem)"
)
PLACEMENTS = {
    "portrait": Placement(
        240,
        (480, 420, 360, 320, 280, 240),
        "(min-width: 66rem) 15rem, 10rem",
        ratio=4 / 5,
        is_filled=True,
    ),
    "text": Placement(576, TEXT, f"(min-width: 66rem) 35rem, {NARROW}"),
    "wide": Placement(840, (1680, 1260, *TEXT), f"(min-width: 66rem) 52.5rem, {NARROW}"),
    "full": Placement(1280, (1680, 1470, 1290, 1130, 988, 864, 756, 661), "100vw", is_filled=True),
    "pair": Placement(412, GALLERY, f"(min-width: 66rem) 25.75rem, {NARROW_PAIR}"),
    "gallery": Placement(270, GALLERY, f"(min-width: 66rem) 16.9rem, {NARROW_PAIR}"),
    "row": Placement(144, (432, 378, 288, 144), "9rem", ratio=3 / 2, is_filled=True),
    "poster": Placement(576, TEXT, f"(min-width: 66rem) 35rem, {NARROW}", is_filled=True),
}
RENDITION_FORMATS = ("avif", "webp", "jpeg")
MIN_RENDITION = min(min(placement.steps) for placement in PLACEMENTS.values())
MAX_RENDITION = max(max(placement.steps) for placement in PLACEMENTS.values())
# Of an image in the library: room to crop it, where the machine has the memory.
MAX_SIDE = settings.MAX_IMAGE_SIDE


def find_placement(name):
    """Return the placement with this name; a draft can hold a name that is not one."""
    return PLACEMENTS.get(name, PLACEMENTS["text"])

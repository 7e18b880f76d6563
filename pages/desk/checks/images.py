"""Checks of images: alt text and size."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.template.defaultfilters import filesizeformat

from pages.blocks import FigureBlock
from pages.blocks.media import GalleryPictureBlock
from pages.models.image import SiteImage

from .findings import page_check
from .walk import Location, walk

# Widths in CSS pixels on a wide screen, as in layouts.css.
FIGURE_WIDTHS = {"text": 576, "wide": 840, "full": 1280}
GALLERY_WIDTH = 416
MAX_WIDTH = 1600  # of the renditions in templates

# Lossless images seldom need more than three bytes per pixel.
BYTES_PER_PIXEL = 3
MIN_LARGE_FILE = 1_000_000  # bytes: smaller files are never reported

GENERIC = re.compile(
    r"an?|and|another|chart|cover|diagram|figure|graph|graphic|icon|illustration|image"
    r"|img|logo|my|of|our|page|photo(graph)?|pic|picture|plot|portrait|preview|project"
    r"|screenshot|shot|site|thumbnail|the|this|untitled",
    re.IGNORECASE,
)
CAMERA = re.compile(
    r"(img|dsc[fn]?|pxl|dji|mvi|screen ?shot|scan|photo|image|picture|untitled)"
    r"[-_ ]*[\d][\d\W_]*(at[\d\W_]*)?",
    re.IGNORECASE,
)
SUFFIX = re.compile(r"\.(avif|bmp|gif|hei[cf]|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)


@dataclass(frozen=True)
class PlacedImage:
    """Image at a location of a page."""

    location: Location
    image: SiteImage
    alt_text: str
    width: int  # of the location, in CSS pixels
    is_decorative: bool = False
    has_own_alt_text: bool = True  # False: it is the image's description

    @property
    def advice(self):
        if self.has_own_alt_text:
            return "Describe in the alt text what it shows."
        return "Open it under Images, and describe what it shows in its description."


def find_images(page):
    """Yield every PlacedImage of `page`."""
    for name, width in page.picture_fields.items():
        if image := getattr(page, name):
            location = Location(name, name.capitalize(), None)
            alt_text = image.default_alt_text
            yield PlacedImage(location, image, alt_text, width, has_own_alt_text=False)
    for location in walk(page):
        if isinstance(location.block, FigureBlock):
            size = location.value.get("width")
            width = FIGURE_WIDTHS.get(size, FIGURE_WIDTHS["text"])
        elif isinstance(location.block, GalleryPictureBlock):
            width = GALLERY_WIDTH
        else:
            continue
        if image := location.value.get("image"):
            alt_text = image.contextual_alt_text or ""
            yield PlacedImage(location, image, alt_text, width, bool(image.decorative))


@page_check
def find_missing_alt_text(page):
    for placed in find_images(page):
        if not placed.is_decorative and not placed.alt_text.strip():
            yield placed.location.finding(
                f"The image in {placed.location.label} has no alt text.", placed.advice
            )


@page_check
def find_generic_alt_text(page):
    for placed in find_images(page):
        if is_generic(placed.alt_text) or is_file_name(placed.alt_text, placed.image):
            yield placed.location.finding(
                f"The alt text “{placed.alt_text}” in {placed.location.label} does not say "
                "what the image shows.",
                placed.advice,
            )


@page_check
def find_repeated_alt_text(page):
    seen = {}
    for placed in find_images(page):
        alt_text = placed.alt_text.strip().lower()
        first = seen.setdefault(alt_text, placed)
        if alt_text and first.image.pk != placed.image.pk:
            yield placed.location.finding(
                f"The image in {placed.location.label} has the same alt text as the one "
                f"in {first.location.label}.",
                "Describe what only this image shows.",
            )


@page_check
def find_large_file(page):
    for placed in find_images(page):
        image = placed.image
        width = min(2 * placed.width, MAX_WIDTH, image.width)
        need = width * width * image.height / image.width * BYTES_PER_PIXEL
        # The stored size, because reading it from the file would open the file.
        if image.file_size and image.file_size > max(need, MIN_LARGE_FILE):
            yield placed.location.finding(
                f"The image in {placed.location.label} has "
                f"{filesizeformat(image.file_size)}; it needs at most "
                f"{filesizeformat(max(need, MIN_LARGE_FILE))} there.",
                f"Upload it {width} pixels wide: visitors never get more pixels.",
            )


@page_check
def find_small_image(page):
    for placed in find_images(page):
        if placed.image.width < placed.width:
            yield placed.location.finding(
                f"The image in {placed.location.label} is {placed.image.width} pixels "
                f"wide, but shown {placed.width} pixels wide.",
                f"Upload one that is {2 * placed.width} pixels wide, or show it smaller.",
            )


def is_generic(alt_text):
    """Tell whether `alt_text` fits any image: "image", "Project Image", "Figure 2"."""
    words = re.findall(r"[^\W\d_]+", alt_text)
    return bool(alt_text.strip()) and all(GENERIC.fullmatch(word) for word in words)


def is_file_name(alt_text, image):
    """Tell whether `alt_text` is a file name, like that of the image."""
    alt_text = alt_text.strip()
    if SUFFIX.search(alt_text) or CAMERA.fullmatch(alt_text):
        return True
    if re.search(r"\s", alt_text) or not re.search(r"[_\d]", alt_text):
        return False
    # Django adds letters to a file name that is already taken.
    return any(
        Path(name).stem.lower().startswith(alt_text.lower())
        for name in (image.title, image.file.name)
    )

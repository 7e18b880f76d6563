"""Checks of images: alt text and size."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.template.defaultfilters import filesizeformat

from pages.blocks import FigureBlock
from pages.blocks.media import GalleryImageBlock
from pages.models.image import SiteImage
from pages.uploads.widths import MAX_RENDITION, find_placement

from .findings import page_check
from .walk import Location, walk

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
    placement: str  # the name of one
    is_decorative: bool = False
    advice: str = "Describe in the alt text what it shows."


def find_images(page):
    """Yield every PlacedImage of `page`."""
    for name, placement in page.image_fields.items():
        if image := getattr(page, name):
            location = Location(name, name.capitalize(), None)
            advice = "Open it under Images, and describe what it shows in its description."
            yield PlacedImage(location, image, image.default_alt_text, placement, advice=advice)
    for location in walk(page):
        if isinstance(location.block, FigureBlock):
            placement = location.value.get("width")
        elif isinstance(location.block, GalleryImageBlock):
            placement = "pair"
        else:
            continue
        if image := location.value.get("image"):
            alt_text = image.contextual_alt_text or ""
            yield PlacedImage(location, image, alt_text, placement, bool(image.decorative))


@page_check
def find_poor_alt_text(page):
    first_with = {}
    for placed in find_images(page):
        here, alt_text = placed.location, placed.alt_text.strip()
        if not alt_text:
            if not placed.is_decorative:
                yield here.finding(
                    f"The image in {here.label} has no alt text.",
                    placed.advice,
                    kind="an image without alt text",
                )
            continue
        if is_generic(alt_text) or is_file_name(alt_text, placed.image):
            yield here.finding(
                f"The alt text “{alt_text}” in {here.label} does not say what the image shows.",
                placed.advice,
                kind="an alt text that does not say what the image shows",
            )
        first = first_with.setdefault(alt_text.lower(), placed)
        if first.image.pk != placed.image.pk:
            yield here.finding(
                f"The image in {here.label} has the same alt text as the one in "
                f"{first.location.label}.",
                "Describe what only this image shows.",
                kind="images with the same alt text",
            )


@page_check
def find_wrong_size(page):
    for placed in find_images(page):
        image, here = placed.image, placed.location
        shown = find_placement(placed.placement).width  # in CSS pixels
        width = min(2 * shown, MAX_RENDITION, image.width)
        need = max(width * width * image.height / image.width * BYTES_PER_PIXEL, MIN_LARGE_FILE)
        # The stored size, because reading it from the file would open the file.
        # Of an animation, visitors get all of the file.
        if not image.is_animated and image.file_size and image.file_size > need:
            yield here.finding(
                f"The image in {here.label} has {filesizeformat(image.file_size)}; it needs "
                f"at most {filesizeformat(need)} there.",
                f"Upload it {width} pixels wide: visitors never get more pixels.",
                kind="a larger image file than needed",
            )
        if image.width < shown:
            yield here.finding(
                f"The image in {here.label} is {image.width} pixels wide, but shown "
                f"{shown} pixels wide.",
                f"Upload one that is {2 * shown} pixels wide, or show it smaller.",
                kind="an image that is too small for its place",
            )


def is_generic(alt_text):
    """Tell whether `alt_text` fits any image: "image", "Project Image", "Figure 2"."""
    words = re.findall(r"[^\W\d_]+", alt_text)
    return all(map(GENERIC.fullmatch, words))


def is_file_name(alt_text, image):
    """Tell whether `alt_text` is a file name, like that of the image."""
    if SUFFIX.search(alt_text) or CAMERA.fullmatch(alt_text):
        return True
    if re.search(r"\s", alt_text) or not re.search(r"[_\d]", alt_text):
        return False
    # Django adds letters to a file name that is already taken.
    return any(
        Path(name).stem.lower().startswith(alt_text.lower())
        for name in (image.title, image.file.name)
    )

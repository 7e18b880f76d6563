"""Checks of pictures: the words that stand in for them, and their size."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.template.defaultfilters import filesizeformat

from ..blocks import FigureBlock
from ..blocks.media import GalleryPictureBlock
from ..models.image import SiteImage
from .findings import check
from .reading import Spot, walk

# The width of each place in CSS pixels, as layouts.css lays it out on a wide screen.
FIGURE_WIDTHS = {"text": 576, "wide": 840, "full": 1280}
GALLERY_WIDTH = 416
WIDEST = 1600  # of the renditions that templates ask for

# A lossless picture needs three bytes for each of its pixels, and seldom more.
BYTES_PER_PIXEL = 3
LIGHT = 1_000_000  # bytes: below this no picture is worth a word

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
SUFFIX = re.compile(
    r"\.(avif|bmp|gif|hei[cf]|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Picture:
    """A picture in its place on a page."""

    spot: Spot
    image: SiteImage
    words: str
    width: int  # of the place, in CSS pixels
    is_decorative: bool = False
    is_described_here: bool = True  # and not in the library

    @property
    def remedy(self):
        """Where the words are written."""
        if self.is_described_here:
            return "Say in its alt text what it shows, as you would on the telephone."
        return "Open it in the picture library, and write what it shows as description."


def find_pictures(page):
    """Yield every Picture of `page` that has words of its own."""
    for name, width in page.picture_fields.items():
        if image := getattr(page, name):
            spot = Spot(name, name.capitalize(), None)
            words = image.default_alt_text
            yield Picture(spot, image, words, width, is_described_here=False)
    for spot in walk(page):
        if isinstance(spot.kind, FigureBlock):
            width = FIGURE_WIDTHS.get(spot.value.get("width"), FIGURE_WIDTHS["text"])
        elif isinstance(spot.kind, GalleryPictureBlock):
            width = GALLERY_WIDTH
        else:
            continue
        if image := spot.value.get("image"):
            words = image.contextual_alt_text or ""
            yield Picture(spot, image, words, width, bool(image.decorative))


@check
def find_missing_alt_text(page):
    for picture in find_pictures(page):
        if not picture.is_decorative and not picture.words.strip():
            yield picture.spot.finding(
                f"The picture in {picture.spot.place} has no alt text.", picture.remedy
            )


@check
def find_generic_alt_text(page):
    for picture in find_pictures(page):
        if is_generic(picture.words) or is_file_name(picture.words, picture.image):
            yield picture.spot.finding(
                f"The alt text “{picture.words}” in {picture.spot.place} does not say "
                "what the picture shows.",
                picture.remedy,
            )


@check
def find_repeated_alt_text(page):
    taken = {}
    for picture in find_pictures(page):
        words = picture.words.strip().lower()
        first = taken.setdefault(words, picture)
        if words and first.image.pk != picture.image.pk:
            yield picture.spot.finding(
                f"The picture in {picture.spot.place} has the same alt text as the one "
                f"in {first.spot.place}.",
                "Say what only this picture shows.",
            )


@check
def find_heavy_picture(page):
    for picture in find_pictures(page):
        image = picture.image
        width = min(2 * picture.width, WIDEST, image.width)
        need = width * width * image.height / image.width * BYTES_PER_PIXEL
        # The size is stored at upload; to look for it now would open the file.
        if image.file_size and image.file_size > max(need, LIGHT):
            yield picture.spot.finding(
                f"The picture in {picture.spot.place} weighs "
                f"{filesizeformat(image.file_size)}, and its place needs no more than "
                f"{filesizeformat(max(need, LIGHT))}.",
                f"Upload it {width} pixels wide: visitors are never sent more.",
            )


@check
def find_small_picture(page):
    for picture in find_pictures(page):
        if picture.image.width < picture.width:
            yield picture.spot.finding(
                f"The picture in {picture.spot.place} is {picture.image.width} pixels "
                f"wide, and its place is {picture.width}: it will not fill it.",
                f"Upload one that is {2 * picture.width} pixels wide, or show it smaller.",
            )


def is_generic(words):
    """Tell whether `words` would fit any picture: "image", "Project Image", "Figure 2"."""
    known = re.findall(r"[^\W\d_]+", words)
    return bool(words.strip()) and all(GENERIC.fullmatch(word) for word in known)


def is_file_name(words, image):
    """Tell whether `words` are the name of a file, perhaps of the picture's own."""
    words = words.strip()
    if SUFFIX.search(words) or CAMERA.fullmatch(words):
        return True
    if re.search(r"\s", words) or not re.search(r"[_\d]", words):
        return False
    # The library adds letters to a name that it has already.
    return any(
        Path(name).stem.lower().startswith(words.lower())
        for name in (image.title, image.file.name)
    )

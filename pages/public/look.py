"""Look of the site as its owner has chosen it: a small style sheet after that of the site.

The usual look has none, so that it costs no request.
"""

import hashlib
from functools import cached_property
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from pages.drawing.accent import find_palette
from pages.drawing.colors import ACCENT, DARK_SERIES, SERIES
from pages.models import Owner

from .views import FOREVER

MARGINS = {Owner.Margin.WIDE: "", Owner.Margin.NARROW: "11rem"}


class Font(NamedTuple):
    """A file of letters, and the size at which it takes the space of Recto Serif.

    So it needs no fallbacks of its own, and no line breaks elsewhere. The numbers are those that
    drawing/fonts/make.py prints.
    """

    file: str
    style: str
    size: str = "100%"
    ascent: str = "normal"
    descent: str = "normal"

    @property
    def address(self):
        return static(f"fonts/{self.file}.woff2")


class Face(NamedTuple):
    """Roman and italic of a typeface, its name and that of the one it was cut from."""

    family: str
    origin: str
    roman: Font
    italic: Font
    fallback: str = '"Recto Georgia", "Recto Times", serif'


FACES = {
    Owner.Face.SERIF: Face(
        "Recto Serif",
        "Source Serif",
        Font("recto-serif", "normal"),
        Font("recto-serif-italic", "italic"),
    ),
    Owner.Face.BOOK: Face(
        "Recto Book",
        "Crimson Pro",
        Font("recto-book", "normal", "114.8%", "90.2%", "29.2%"),
        Font("recto-book-italic", "italic", "115.5%", "89.7%", "29%"),
    ),
    Owner.Face.SLAB: Face(
        "Recto Slab",
        "Bitter",
        Font("recto-slab", "normal", "98.7%", "105%", "33.9%"),
        Font("recto-slab-italic", "italic", "93.9%", "110.3%", "35.7%"),
    ),
    Owner.Face.SANS: Face(
        "Recto Sans",
        "Source Sans",
        Font("recto-sans", "normal", "109.6%", "94.6%", "30.6%"),
        Font("recto-sans-italic", "italic", "103.3%", "100.3%", "32.4%"),
        '"Recto Arial", sans-serif',
    ),
}


class Appearance:
    """Fonts and style sheet of an owner's look."""

    def __init__(self, owner):
        self.owner = owner
        self.face = FACES[owner.face]

    @cached_property
    def sheet(self):
        """The style sheet; empty for the usual look."""
        owner = self.owner
        values = {
            "fonts": [] if owner.face == Owner.Face.SERIF else [self.face.roman, self.face.italic],
            "colors": [] if owner.accent in {"", ACCENT} else name_colors(owner.accent),
            "margin": MARGINS[owner.margin],
        }
        if not any(values.values()):
            return ""
        text = render_to_string("pages/look.css", {"face": self.face, **values})
        return mark_safe("\n".join(filter(str.strip, text.splitlines())))  # noqa: S308

    @property
    def address(self):
        """Address of the style sheet, with a hash of its content."""
        digest = hashlib.sha256(self.sheet.encode()).hexdigest()[:12]
        return reverse("look", args=[digest])


def name_colors(accent):
    """Return the tokens that follow the accent, each with its colours in both themes."""
    palette = find_palette(accent)
    series = [
        (f"series-{number}", *pair)
        for number, pair in enumerate(palette.series, 1)
        if pair != (SERIES[number - 1], DARK_SERIES[number - 1])
    ]
    return [("accent", *palette.accent), ("accent-soft", *palette.underline), *series]


@require_safe
def serve_sheet(request, digest):
    """Serve the style sheet of the present look, to which the addresses of earlier ones lead."""
    look = Appearance(Owner.load(request_or_site=request))
    if not look.sheet:
        raise Http404("The site has its usual look.")
    if request.path != look.address:
        return redirect(look.address)
    kind = "text/css; charset=utf-8"
    return HttpResponse(look.sheet, content_type=kind, headers={"Cache-Control": FOREVER})

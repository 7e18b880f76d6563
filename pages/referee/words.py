"""Checks of descriptions, headings and captions."""

from ..blocks import (
    ChartBlock,
    FigureBlock,
    GalleryBlock,
    HeadingBlock,
    ResultsTableBlock,
)
from .findings import Finding, check, check_across
from .reading import strip_markup, walk
from .surroundings import normalise

LONGEST_DESCRIPTION = 160  # letters; search engines cut what is longer


@check
def find_missing_description(page):
    if not page.description:
        yield Finding(
            "The page has no description.",
            "Write a summary: one or two sentences for lists and search engines.",
            field="summary",
        )


@check
def find_long_description(page):
    length = len(page.description)
    if length > LONGEST_DESCRIPTION:
        yield Finding(
            f"The description is {length} letters long, and search engines show about "
            f"{LONGEST_DESCRIPTION}.",
            "Shorten it, or give search engines a shorter one as the meta description.",
            field="search_description" if page.search_description else "summary",
        )


@check_across
def find_repeated_description(reading, surroundings):
    if not reading.description:
        return
    others = surroundings.descriptions.get(normalise(reading.description), [])
    other = next((page for page in others if page.pk != reading.pk), None)
    if other:
        yield Finding(
            f"The page “{other.title}” has the same description.",
            "Say what only this page is about.",
            field="summary",
        )


@check
def find_skipped_heading(page):
    level = 1  # the title of the page
    for spot in walk(page):
        if isinstance(spot.kind, HeadingBlock):
            last, level = level, int((spot.value.get("level") or "h2")[1:])
            if level > last + 1:
                yield spot.finding(
                    f"“{spot.value.get('text') or ''}” is a subsection, but no section "
                    "begins before it.",
                    "Make it a section, or put a heading of a section above it.",
                )


@check
def find_missing_caption(page):
    for spot in walk(page):
        if isinstance(spot.kind, FigureBlock | ChartBlock | ResultsTableBlock):
            is_missing = not caption_of(spot.value)
        elif isinstance(spot.kind, GalleryBlock):
            own = [picture.get("caption") for picture in spot.value["pictures"]]
            is_missing = not caption_of(spot.value) and not all(own)
        else:
            continue
        if is_missing:
            yield spot.finding(
                f"{spot.place} has no caption.",
                "Say in a sentence what it shows.",
            )


def caption_of(value):
    caption = value.get("caption")
    return strip_markup(getattr(caption, "source", caption) or "")

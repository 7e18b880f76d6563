"""Checks of descriptions, headings and captions."""

from pages.blocks import (
    ChartBlock,
    FigureBlock,
    GalleryBlock,
    HeadingBlock,
    ResultsTableBlock,
)

from .findings import Finding, page_check, site_check
from .site_index import normalise
from .walk import strip_markup, walk

MAX_DESCRIPTION = 160  # characters that search engines show


@page_check
def find_missing_description(page):
    if not page.description:
        yield Finding(
            "The page has no description.",
            "Write a summary: one or two sentences for lists and search engines.",
            field="summary",
        )


@page_check
def find_long_description(page):
    length = len(page.description)
    if length > MAX_DESCRIPTION:
        yield Finding(
            f"The description has {length} characters; search engines show about "
            f"{MAX_DESCRIPTION}.",
            "Shorten it, or write a shorter meta description.",
            field="search_description" if page.search_description else "summary",
        )


@site_check
def find_repeated_description(checked_page, site_index):
    if not checked_page.description:
        return
    pages = site_index.descriptions.get(normalise(checked_page.description), [])
    other = next((page for page in pages if page.pk != checked_page.pk), None)
    if other:
        yield Finding(
            f"The page “{other.title}” has the same description.",
            "Describe what only this page is about.",
            field="summary",
        )


@page_check
def find_skipped_heading(page):
    level = 1  # the title of the page
    for location in walk(page):
        if isinstance(location.block, HeadingBlock):
            last, level = level, int((location.value.get("level") or "h2")[1:])
            if level > last + 1:
                yield location.finding(
                    f"“{location.value.get('text') or ''}” is a subsection without a "
                    "section above it.",
                    "Make it a section, or add a section heading above it.",
                )


@page_check
def find_missing_caption(page):
    for location in walk(page):
        if isinstance(location.block, FigureBlock | ChartBlock | ResultsTableBlock):
            is_missing = not caption_of(location.value)
        elif isinstance(location.block, GalleryBlock):
            own = [picture.get("caption") for picture in location.value["pictures"]]
            is_missing = not caption_of(location.value) and not all(own)
        else:
            continue
        if is_missing:
            yield location.finding(
                f"{location.label} has no caption.",
                "Describe in one sentence what it shows.",
            )


def caption_of(value):
    caption = value.get("caption")
    return strip_markup(getattr(caption, "source", caption) or "")

"""Checks of descriptions, headings and captions."""

from wagtail.rich_text import RichText

from pages.blocks import ChartBlock, FigureBlock, GalleryBlock, HeadingBlock, ResultsTableBlock
from pages.blocks.inline_formula import find_wrong_formulas
from pages.models import AboutPage, HomePage, Owner

from .findings import Finding, page_check, site_check
from .site_index import normalise
from .walk import strip_markup, walk

MAX_DESCRIPTION = 160  # characters that search engines show


@page_check
def find_missing_or_long_description(page):
    length = len(page.description)
    if not length and not has_description_of_owner(page):
        yield Finding(
            "The page has no description.",
            "Write a summary: one or two sentences for lists and search engines.",
            field="summary",
            kind="no description",
        )
    elif length > MAX_DESCRIPTION:
        yield Finding(
            f"The description has {length} characters; search engines show about "
            f"{MAX_DESCRIPTION}.",
            "Shorten it, or write a shorter description for search results.",
            field="search_description" if page.search_description else "summary",
            kind="a long description",
        )


def has_description_of_owner(page):
    """Tell whether the owner's description fits the page, which shows it without one."""
    if not isinstance(page, HomePage | AboutPage):
        return False
    owner = Owner.find()
    return bool(owner.description or owner.claim)


@site_check
def find_repeated_description(checked_page, site_index):
    if checked_page.description:
        pages = site_index.descriptions.get(normalise(checked_page.description), [])
        for _, title in [page for page in pages if page[0] != checked_page.pk][:1]:
            yield Finding(
                f"The page “{title}” has the same description.",
                "Describe what only this page is about.",
                field="summary",
                kind="the description of another page",
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
                    kind="a subsection without a section",
                )


@page_check
def find_missing_caption(page):
    for location in walk(page):
        value = location.value
        if isinstance(location.block, FigureBlock | ChartBlock | ResultsTableBlock):
            captions = []
        elif isinstance(location.block, GalleryBlock):
            captions = [picture.get("caption") for picture in value["pictures"]]
        else:
            continue
        caption = value.get("caption")
        caption = strip_markup(getattr(caption, "source", caption) or "")
        if not caption and not (captions and all(captions)):
            yield location.finding(
                f"{location.label} has no caption.",
                "Describe in one sentence what it shows.",
                kind="a picture, chart or table without a caption",
            )


@page_check
def find_wrong_formula(page):
    for location in walk(page):
        if isinstance(location.value, RichText):
            for sentence in find_wrong_formulas(location.value.source):
                yield location.finding(
                    sentence,
                    "Click on it in the text, and correct its LaTeX; readers see that.",
                    kind="a formula that cannot be set",
                )

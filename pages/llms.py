"""The site in one page of Markdown, as https://llmstxt.org proposes it.

Each section is a part of the site, and each line leads to the Markdown of a page.
"""

import re

from django.utils.translation import gettext as _
from wagtail.models import Page

from .metadata import find_markdown_address
from .models import BasePage


def list_pages(home, owner):
    """Return the lines that tell what the site is and list the pages below `home`."""
    yield f"# {in_a_line(owner.name or home.title)}"
    if summary := owner.description or owner.claim:
        yield from ("", f"> {in_a_line(summary)}")
    pages = find_pages(home)
    parents = {page.path[: -Page.steplen] for page in pages}
    sections = [page for page in pages if page.depth == home.depth + 1]
    parts = [page for page in sections if page.path in parents]
    alone = [page for page in pages if page.pk == home.pk or page in sections]
    yield from list_section(_("Pages"), [page for page in alone if page not in parts])
    for part in parts:
        below = [page for page in pages if page.path.startswith(part.path)]
        yield from list_section(part.title, below)


def find_pages(home):
    """Return all pages of the site that search engines may show, in their order."""
    pages = home.get_descendants(inclusive=True).live().public().order_by("path")
    return [
        page
        for page in pages.defer_streamfields().specific()
        if isinstance(page, BasePage) and page.is_findable and page.full_url
    ]


def list_section(title, pages):
    if not pages:
        return
    yield from ("", f"## {in_a_line(title)}", "")
    for page in pages:
        text = f"- [{in_a_line(page.title)}]({find_markdown_address(page)})"
        about = in_a_line(page.description)
        yield f"{text}: {about}" if about else text


def in_a_line(text):
    """Return the text on one line, with nothing in it that would end a link."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))

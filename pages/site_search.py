"""What visitors find: the pages that hold the words they typed, the best first."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core import paginator
from django.utils.translation import gettext as _
from wagtail.models import Page

from .excerpts import find_excerpt
from .search import MAX_LENGTH, clean

PAGE_SIZE = 10
# Control characters, halves of characters and what Unicode keeps free of them for ever have
# no place in the page that repeats what was typed.
PLANE = 0x10000
NEVER = "".join(chr(end - 2) + chr(end - 1) for end in range(PLANE, 18 * PLANE, PLANE))
NO_TEXT = re.compile(rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{NEVER}]")


@dataclass
class Results:
    """One page of the results of a search, each with its excerpt."""

    typed: str
    remark: str = ""
    page: paginator.Page | None = None

    def query(self, number):
        """Return the query of the page of results with this number."""
        words = {"q": self.typed, "page": number if number > 1 else None}
        return "?" + urlencode({name: word for name, word in words.items() if word})

    @property
    def previous(self):
        return self.query(self.page.number - 1)

    @property
    def next(self):
        return self.query(self.page.number + 1)


def search_site(typed, number="1"):
    """Return the Results for what a visitor typed.

    Pages with all of the words are found, or with some of them if there are none. Raises
    LookupError when there is no page of results with this number.
    """
    typed = NO_TEXT.sub(" ", typed[:MAX_LENGTH]).strip()
    query = clean(typed)
    if not query:
        remark = _("Type a word, with a letter or a digit in it.") if typed else ""
        return Results(typed, remark)
    pages, remark = Page.objects.live().public().specific(), ""
    found = pages.search(query, operator="and")
    if not found.count():
        found = pages.search(query, operator="or")
        remark = (
            _("No page has all of these words. Here is what has some of them.")
            if found.count()
            else _("No page has any of these words. Try other ones, or fewer letters.")
        )
    try:
        page = paginator.Paginator(found, PAGE_SIZE).page(number)
    except paginator.InvalidPage as error:
        raise LookupError("The search has no such page of results.") from error
    for entry in page:
        entry.excerpt = find_excerpt(entry, query)
    return Results(typed, remark, page)

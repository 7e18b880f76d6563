"""What visitors find: the pages that hold the words they typed, the best first."""

import re
from dataclasses import dataclass

from django.core import paginator
from django.utils.translation import gettext as _
from wagtail.models import Page

from .excerpts import find_excerpt
from .listing import Listing, paginate
from .search import MAX_LENGTH, clean

PAGE_SIZE = 10
# Control characters, halves of characters and what Unicode keeps free of them for ever have
# no place in the page that repeats what was typed.
PLANE = 0x10000
NEVER = "".join(chr(end - 2) + chr(end - 1) for end in range(PLANE, 18 * PLANE, PLANE))
NO_TEXT = re.compile(rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{NEVER}]")
# The database compares each with all: what is in more pages than these is in no order.
MAX_RANKED = 200


@dataclass
class Results(Listing):
    """One page of the results of a search, each with its excerpt."""

    typed: str
    remark: str = ""
    page: paginator.Page | None = None

    @property
    def filters(self):
        return {"q": self.typed}


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
    operator = "and"
    found = pages.search(query, operator=operator)
    if not found.count():
        operator = "or"
        found = pages.search(query, operator=operator)
        remark = (
            _("No page has all of these words. Here is what has some of them.")
            if found.count()
            else _("No page has any of these words. Try other ones, or fewer letters.")
        )
    count = found.count()
    if count > MAX_RANKED:
        found = pages.search(query, operator=operator, order_by_relevance=False)
    page = paginate(found, number, PAGE_SIZE, count)
    for entry in page:
        entry.excerpt = find_excerpt(entry, query)
    return Results(typed, remark, page)

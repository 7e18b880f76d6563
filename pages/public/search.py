"""The search page for visitors: results, and the passages that hold their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from unicodedata import category

from django.core import paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.search import index

from pages.blocks.rich_text import read_rich_text
from pages.models.listing import Listing, paginate

from .search_backend import MAX_LENGTH, clean
from .words import WORD, compose, find_words, fold

PAGE_SIZE = 10
# Ranking compares each result with all others: above this number results have no order.
MAX_RANKED = 200
# Control characters, surrogates and noncharacters, which HTML may not contain.
FORBIDDEN_IN_HTML = {"Cc", "Cs", "Cn"}

SNIPPET_LENGTH = 200  # characters, about two lines of a list of results


@dataclass
class SearchListing(Listing):
    """One page of search results, each with its `snippet`."""

    typed: str
    remark: str = ""
    page: paginator.Page | None = None

    @property
    def filters(self):
        return {"q": self.typed}


def search_site(root_page, typed, number="1"):
    """Return the SearchListing for a typed text among the public pages below the root page.

    Pages with all of the words are found, or else pages with some of them. Raises
    LookupError when there is no page of results with this number.
    """
    allowed = (" " if category(c) in FORBIDDEN_IN_HTML else c for c in typed[:MAX_LENGTH])
    typed = "".join(allowed).strip()
    if not clean(typed):
        remark = _("Type a word, with a letter or a digit in it.") if typed else ""
        return SearchListing(typed, remark)
    # Above the root page of the site, the root of the tree is a public page too.
    pages = root_page.get_descendants(inclusive=True).live().public().specific()
    operator = "and"
    if not (count := pages.search(typed).count()):
        operator = "or"
        count = pages.search(typed, operator=operator).count()
    is_ranked = count <= MAX_RANKED
    found = pages.search(typed, operator=operator, order_by_relevance=is_ranked)
    page = paginate(found, number, PAGE_SIZE, count)
    for result in page:
        result.snippet = find_snippet(result, typed)
    return SearchListing(typed, describe(count, typed, operator), page)


def describe(count, typed, operator):
    """Return a sentence about the number of results, for those who do not see the list."""
    if not count:
        return _("No page has any of these words. Try other words or shorter ones.")
    if operator == "or":
        text = ngettext(
            "No page has all of these words. %(count)s page has some of them.",
            "No page has all of these words. %(count)s pages have some of them.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s result for “%(words)s”", "%(count)s results for “%(words)s”", count
        )
    return text % {"count": count, "words": typed}


def find_snippet(page, typed):
    """Return the first passage of a page with a typed word, or its description.

    The snippet is a list of pairs: a piece of text, and whether it matches.
    """
    wanted = frozenset(find_words(typed, is_query=True))
    for text in chain([page.description], read_texts(page)):
        text = " ".join(compose(text).split())
        if place := next(find_matches(text, wanted), None):
            return mark(cut(text, place[0]), wanted)
    return [(cut(compose(page.description), 0), False)]


def read_texts(page):
    """Yield the searchable texts of a page without a query."""
    for field in type(page).get_search_fields():
        if type(field) is index.SearchField:
            value = getattr(page, field.field_name, "")
            yield from read_stored(getattr(value, "raw_data", value))


def read_stored(value):
    """Yield the passages in a stored value: its texts with a blank, which choices lack.

    Wagtail's own indexing would fetch the chosen images and pages.
    """
    if isinstance(value, str):
        if " " in value:
            yield read_rich_text(value)
    elif isinstance(value, Mapping):
        # Readers see formulas set, not their LaTeX.
        yield from read_stored([part for name, part in value.items() if name != "latex"])
    elif isinstance(value, Iterable):
        for part in value:
            yield from read_stored(part)


def find_matches(text, wanted):
    """Yield start and end of each part of a text that is a form of a wanted word."""
    for match in WORD.finditer(text):
        start, word = match.start(), match[0]
        if match[1]:
            for first, last in find_parts(word, wanted):
                yield start + first, start + last
        elif not wanted.isdisjoint(find_words(word)):
            yield match.span()


def find_parts(run, wanted):
    """Yield start and end of wanted characters and pairs, where words have no spaces."""
    is_wanted = [False] * len(run)
    for size in (1, 2):
        for place in range(len(run) - size + 1):
            if fold(run[place : place + size]) in wanted:
                is_wanted[place : place + size] = [True] * size
    for is_found, group in groupby(range(len(run)), key=is_wanted.__getitem__):
        if is_found:
            places = list(group)
            yield places[0], places[-1] + 1


def is_unspaced(text, place):
    match = WORD.match(text, place)
    return bool(match and match[1])


def cut(text, place):
    """Return about SNIPPET_LENGTH characters around a place, in whole words."""
    start = max(0, place - SNIPPET_LENGTH // 3)
    if start and not is_unspaced(text, start):
        start = text.find(" ", start, place) + 1 or place
    end = start + SNIPPET_LENGTH
    if end < len(text) and not is_unspaced(text, end):
        end = text.rfind(" ", place + 1, end) if " " in text[place:end] else end
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return before + text[start:end] + after


def mark(text, wanted):
    """Return a text in pieces, each with whether it is a wanted word."""
    pieces, end = [], 0
    for first, last in find_matches(text, wanted):
        pieces += [(text[end:first], False), (text[first:last], True)]
        end = last
    return [*pieces, (text[end:], False)]

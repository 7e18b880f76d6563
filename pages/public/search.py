"""Search: the backend for the site and the admin, and the search page for visitors.

The backend is Wagtail's own for the database, made to accept every query. SQLite's index
reads a quote as its own grammar and fails, PostgreSQL refuses NUL, and both fail at a
thousand words.
"""

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from unicodedata import category

from django.core import paginator
from django.db import connection
from django.db.models import FloatField, Func
from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index
from wagtail.search.backends import database

from pages.models.listing import Listing, paginate

# Titles are found by fewer. Every word is one level of nesting in the statement.
MAX_LENGTH = 500
MAX_WORDS = 50
# Nested queries, such as quoted phrases. Each costs as much as many words.
MAX_PARTS = 20

PAGE_SIZE = 10
# Ranking compares each result with all others: above this number results have no order.
MAX_RANKED = 200
# Control characters, surrogates and noncharacters, which HTML may not contain.
FORBIDDEN_IN_HTML = {"Cc", "Cs", "Cn"}

SNIPPET_LENGTH = 200  # characters, about two lines of a list of results
# Shorter words are the beginning of too many others.
STEM_LENGTH = 4


# The backend


def clean(text):
    """Return the words of a typed text that a database can search for, "" without any."""
    words = re.sub(r'["\x00-\x1f\x7f\ud800-\udfff]', " ", text[:MAX_LENGTH]).split()
    # Words without a letter or a digit are in no index.
    found = [word for word in words if any(map(str.isalnum, word))]
    return " ".join(found[:MAX_WORDS])


def clean_query(query, numbers=None):
    """Return a query with cleaned texts, or "" if none is left.

    Queries without text stay as they are. Each text takes one of the `numbers`, an
    iterator; texts after its end are dropped.
    """
    numbers = numbers or iter(range(MAX_PARTS))
    if isinstance(query, str):
        return clean(query)
    cleaned = copy.copy(query)
    if hasattr(query, "query_string"):
        cleaned.query_string = clean(query.query_string)
        is_kept = cleaned.query_string and next(numbers, None) is not None
        return cleaned if is_kept else ""
    if hasattr(query, "subqueries"):
        parts = (clean_query(part, numbers) for part in query.subqueries)
        cleaned.subqueries = [part for part in parts if part != ""]
        return cleaned if cleaned.subqueries else ""
    return query


def clean_first(search):
    """Return a search method that cleans its query."""
    return lambda query, *args, **kwargs: search(clean_query(query), *args, **kwargs)


def rank_titles_first(compiler):
    """Return a query compiler for SQLite that ranks titles first, as PostgreSQL does.

    A word in the title counts ten times; columns are autocompletion, body and title.
    SQLite's default compares only lengths of texts.
    """
    from wagtail.search.models import SQLiteFTSIndexEntry

    bm25 = f"bm25({SQLiteFTSIndexEntry._meta.db_table}, 0, 1, 10)"
    rank = Func(template=bm25, output_field=FloatField())
    attributes = {"_build_rank_expression": lambda *args: rank}
    return type(compiler.__name__, (compiler,), attributes)


# Wagtail looks for this name, and its own is a function too.
def SearchBackend(params):
    """Return the backend for the database in use."""
    backend = database.SearchBackend(params)
    if connection.vendor == "sqlite":
        backend.query_compiler_class = rank_titles_first(backend.query_compiler_class)
    backend.search = clean_first(backend.search)
    backend.autocomplete = clean_first(backend.autocomplete)
    return backend


# The search page


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
    query = clean(typed)
    if not query:
        remark = _("Type a word, with a letter or a digit in it.") if typed else ""
        return SearchListing(typed, remark)
    # Above the root page of the site, the root of the tree is a public page too.
    pages = root_page.get_descendants(inclusive=True).live().public().specific()
    operator, remark = "and", ""
    if not (count := pages.search(query).count()):
        operator = "or"
        count = pages.search(query, operator=operator).count()
        remark = (
            _("No page has all of these words. These pages have some of them.")
            if count
            else _("No page has any of these words. Try other words or shorter ones.")
        )
    is_ranked = count <= MAX_RANKED
    found = pages.search(query, operator=operator, order_by_relevance=is_ranked)
    page = paginate(found, number, PAGE_SIZE, count)
    for result in page:
        result.snippet = find_snippet(result, query)
    return SearchListing(typed, remark, page)


def find_snippet(page, query):
    """Return the first passage of a page with a word of the query, or its description.

    The snippet is a list of pairs: a piece of text, and whether it matches the query.
    """
    wanted = [word.casefold() for word in re.findall(r"\w+", query)]
    for text in chain([page.description], read_texts(page)):
        text = " ".join(text.split())
        if match := next(find_words(text, wanted), None):
            return mark(cut(text, match.start()), wanted)
    return [(cut(page.description, 0), False)]


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
            yield get_text_for_indexing(value)
    elif isinstance(value, Iterable):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from read_stored(part)


def find_words(text, wanted):
    """Yield a match for every word of a text that is a form of a wanted word."""
    for match in re.finditer(r"\w+", text):
        word = match[0].casefold()
        if any(is_form_of(word, one) for one in wanted):
            yield match


def is_form_of(word, wanted):
    """Return whether one of two words begins with the other, as in "networks"."""
    shorter, longer = sorted((word, wanted), key=len)
    return longer == shorter or (len(shorter) >= STEM_LENGTH and longer.startswith(shorter))


def cut(text, place):
    """Return about SNIPPET_LENGTH characters around a place, in whole words."""
    start = max(0, place - SNIPPET_LENGTH // 3)
    if start:
        start = text.find(" ", start, place) + 1 or place
    end = start + SNIPPET_LENGTH
    if end < len(text):
        end = text.rfind(" ", place + 1, end) if " " in text[place:end] else end
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return before + text[start:end] + after


def mark(text, wanted):
    """Return a text in pieces, each with whether it is a wanted word."""
    pieces, end = [], 0
    for match in find_words(text, wanted):
        pieces += [(text[end : match.start()], False), (match[0], True)]
        end = match.end()
    return [*pieces, (text[end:], False)]

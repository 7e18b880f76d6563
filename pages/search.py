"""The search engine of the site and of the admin: the database's own, made fit for people.

People type quotes, brackets and pages of text. SQLite's index takes a quote for its own
grammar and fails, PostgreSQL refuses a NUL, and both end at a thousand words.
"""

import copy
import re
from functools import cache

from django.db.models import FloatField, Func
from wagtail.search.backends import database

# A title is found by fewer. Every word is one level of nesting in the statement.
MAX_LENGTH = 500
MAX_WORDS = 50
# Texts of their own in a query, as those in quotes are. Each costs as much as many words.
MAX_PARTS = 20


def clean(text):
    """Return what a database can look up of a text that somebody typed, or "".

    A "word" without a letter or a digit is in no index.
    """
    words = re.sub(r'["\x00-\x1f\x7f\ud800-\udfff]', " ", text[:MAX_LENGTH]).split()
    found = [word for word in words if any(map(str.isalnum, word))]
    return " ".join(found[:MAX_WORDS])


def clean_query(query, numbers=None):
    """Return a query with its texts as `clean` leaves them, or "" if none is left.

    What is made of neither text nor queries stays as it is. Each text takes one of the
    `numbers`, an iterator, and those that get none are left out.
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


class Rank(Func):
    """How well a row of SQLite's index answers; the less, the better.

    A word in the title counts ten times. By itself the index asks only how long a text is.
    """

    output_field = FloatField()

    def as_sql(self, compiler, connection, **options):
        from wagtail.search.models import SQLiteFTSIndexEntry

        # Its columns are what completes a word, the body and the title.
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, 0, 1, 10)", []


class TitleFirst:
    """Makes the queries of SQLite's backend rank as those of PostgreSQL's do."""

    def _build_rank_expression(self, vectors, config):
        return Rank()


class ForPeople:
    """Makes a search backend take every query."""

    def search(self, query, *args, **kwargs):
        return super().search(clean_query(query), *args, **kwargs)

    def autocomplete(self, query, *args, **kwargs):
        return super().autocomplete(clean_query(query), *args, **kwargs)


@cache
def made_for_people(backend):
    compiler = backend.query_compiler_class
    if compiler.__name__.startswith("SQLite"):
        compiler = type(compiler.__name__, (TitleFirst, compiler), {})
    return type(
        backend.__name__, (ForPeople, backend), {"query_compiler_class": compiler}
    )


def SearchBackend(params):
    """Return the backend of the database that the site runs on."""
    return made_for_people(type(database.SearchBackend(params)))(params)

"""Search backend of the site and the admin: Wagtail's own for the database, fed with words.

Index and queries hold the words of words.py, so that both databases find the same, and no
query reaches their grammars: SQLite's fails at a quote, PostgreSQL's at NUL, and both at a
thousand words.
"""

import copy
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import islice

from django.db import connection
from django.db.models import FloatField, Func
from wagtail.search import index
from wagtail.search.backends import database
from wagtail.search.query import MatchAll, Or, PlainText

from .words import encode, find_words

# Titles are found by fewer. Every word is one level of nesting in the statement.
MAX_LENGTH = 500
MAX_WORDS = 50
# Nested queries, such as quoted phrases. Each costs as much as many words.
MAX_PARTS = 20


# Queries


def clean(text, **options):
    """Return the words of a typed text, as the index has them; "" without any."""
    words = map(encode, find_words(text[:MAX_LENGTH], is_query=True, **options))
    return " ".join(islice(dict.fromkeys(words), MAX_WORDS))


def clean_query(query, numbers=None, **options):
    """Return a query with cleaned texts, or "" if none is left.

    Queries without text stay as they are. Each text takes one of the `numbers`, an
    iterator; texts after its end are dropped.
    """
    numbers = numbers or iter(range(MAX_PARTS))
    if isinstance(query, str):
        return clean(query, **options)
    cleaned = copy.copy(query)
    if hasattr(query, "query_string"):
        cleaned.query_string = clean(query.query_string, **options)
        is_kept = cleaned.query_string and next(numbers, None) is not None
        return cleaned if is_kept else ""
    if hasattr(query, "subqueries"):
        parts = (clean_query(part, numbers, **options) for part in query.subqueries)
        cleaned.subqueries = [part for part in parts if part != ""]
        return cleaned if cleaned.subqueries else ""
    return query


def clean_first(search, clean=clean_query):
    """Return a search method that cleans its query."""
    return lambda query, *args, **kwargs: search(clean(query), *args, **kwargs)


def complete_query(query):
    """Return a cleaned query for words of titles, or their beginnings, and for stems of texts."""
    if isinstance(query, MatchAll):
        return query
    if isinstance(query, str):
        query = PlainText(query)
    parts = [clean_query(query, has_stems=False), clean_query(query)]
    return Or(parts) if all(parts) else ""


# The index


def join_texts(value):
    """Return the texts in a value, such as the content of a StreamField, as one."""
    if isinstance(value, Mapping):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " ".join(map(join_texts, value))
    return "" if value is None else str(value)


def read_words(field):
    """Return a copy of a search field that reads the words of an object, not its text.

    Autocompletion finds the beginnings of words, so its field has all of them and not stems.
    """
    copied = copy.copy(field)
    if isinstance(field, index.RelatedFields):
        copied.fields = list(map(read_words, field.fields))
    else:
        find = partial(find_words, has_stems=isinstance(field, index.SearchField))
        copied.get_value = lambda one: " ".join(map(encode, find(join_texts(field.get_value(one)))))
    return copied


def index_words(index_class):
    """Return an index that stores the words of objects."""

    class WordIndex(index_class):
        def add_items(self, model, objs):
            fields, objs = list(map(read_words, model.get_search_fields())), list(objs)
            for one in objs:
                one.get_search_fields = lambda: fields
            try:
                super().add_items(model, objs)
            finally:
                # An object that goes into a cache or to another process takes no function along.
                for one in objs:
                    del one.get_search_fields

    return WordIndex


def rank_titles_first(compiler):
    """Return a query compiler for SQLite that ranks titles first, as PostgreSQL does.

    A word in the title counts ten times; columns are autocompletion, which has the words of
    titles, body and title. SQLite's default compares only lengths of texts.
    """
    from wagtail.search.models import SQLiteFTSIndexEntry

    bm25 = f"bm25({SQLiteFTSIndexEntry._meta.db_table}, 10, 1, 10)"
    rank = Func(template=bm25, output_field=FloatField())
    attributes = {"_build_rank_expression": lambda *args: rank}
    return type(compiler.__name__, (compiler,), attributes)


def complete_in_texts(compiler, search_compiler):
    """Return a compiler for autocompletion, by which the admin searches, that finds texts too.

    Wagtail's own finds the words of titles alone.
    """

    class TextCompiler(compiler):
        FTS_TABLE_FIELDS = [  # of SQLite
            *getattr(compiler, "FTS_TABLE_FIELDS", []),
            *getattr(search_compiler, "FTS_TABLE_FIELDS", []),
        ]

        def get_index_vectors(self, *args):
            texts = search_compiler.get_index_vectors(self, *args)
            return [*super().get_index_vectors(*args), *texts]

    return TextCompiler


# Wagtail looks for this name, and its own is a function too.
def SearchBackend(params):
    """Return the backend for the database in use."""
    # PostgreSQL's other configurations would stem the words again, and drop some.
    backend = database.SearchBackend({**params, "SEARCH_CONFIG": "simple"})
    search, complete = backend.query_compiler_class, backend.autocomplete_query_compiler_class
    complete = complete_in_texts(complete, search)
    if connection.vendor == "sqlite":
        search, complete = rank_titles_first(search), rank_titles_first(complete)
    backend.query_compiler_class, backend.autocomplete_query_compiler_class = search, complete
    backend.index_class = index_words(backend.index_class)
    backend.search = clean_first(backend.search)
    backend.autocomplete = clean_first(backend.autocomplete, complete_query)
    return backend

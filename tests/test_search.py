"""Search, in the admin and by the models, takes whatever people type."""

import random

import pytest
from wagtail.models import Page
from wagtail.search.query import MATCH_ALL, And, Not, Phrase, PlainText

from pages.models import SiteImage
from pages.search import clean, clean_query
from tests.support.factories import make_image, make_page

ANYTHING = [
    '"',
    '"""',
    '"engine',
    'say "engine',
    '""',
    '" "',
    "'",
    "\x00",
    "engine\x00",
    "\\",
    "AND",
    "engine AND",
    "OR NOT",
    "NEAR(engine",
    "NOT engine",
    "*",
    "engine*",
    "* engine",
    "(",
    ")(",
    ":",
    "title:engine",
    "{title} : engine",
    "^engine",
    "-",
    "- engine",
    "!engine & | <->",
    "%",
    "%s %d %(x)s",
    "engine 🎉",
    "🎉",
    "; DROP TABLE x; --",
    "''\"\\()*:^-+~{}[]|&!<>@#$%",
    "x" * 10_000,
    "x " * 5_000,
    '"' * 10_000,
    "(" * 10_000,
    "€" * 10_000,
    "a AND " * 2_000,
    'a "b" ' * 2_000,
]
# What queries that nobody thought of are made of: grammar of both databases, edges of
# Unicode, and words that are there.
PIECES = [
    *"\"'\\()[]{}*:^~-+!&|<>@#$%_,;=?/. \t\n\x00\x1f\x7f\x85\xa0\u2028\ufeff\ufffe\uffff",
    *(
        "\ud800",
        "\udfff",
        "\u202e",
        "\u0301",
        "e\u0301",
        "\U0001f469\u200d",
        "\U000e0041",
    ),
    *("AND", "OR", "NOT", "NEAR", "NEAR/2", "<->", "<2>", "&&", "||", "--", "/*", ":*"),
    *(
        "title",
        "rowid",
        "NULL",
        "1e999",
        "0",
        "engine",
        "Engine",
        "engin",
        "\u8463\u609f",
    ),
    *("x" * 600, " " * 600, '""' * 300, "( " * 300),
]


def make_query(number):
    """Return one of endlessly many queries, the same for the same number."""
    chance = random.Random(number)
    pieces = chance.choices(PIECES, k=chance.randrange(1, 30))
    return chance.choice(["", " "]).join(pieces)


ADDRESSES = [
    "/admin/images/",
    "/admin/images/chooser/results/",
    "/admin/documents/",
    "/admin/documents/chooser/results/",
    "/admin/choose-page/search/",
    "/admin/pages/",
    "/admin/pages/search/",
    "/admin/pages/usage/projects/projectpage/",
    "/admin/users/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_admin_searches_for_anything_that_is_typed(index, admin_client, address):
    for query in [
        '"',
        'say "engine',
        "engine\x00",
        "-",
        "x " * 5_000,
        'a "b" ' * 2_000,
    ]:
        response = admin_client.get(address, {"q": query})

        assert response.status_code in {200, 400}, query[:50]


@pytest.mark.parametrize("query", ANYTHING, ids=lambda query: repr(query[:12]))
def test_every_query_is_answered(home, query):
    for words in (query, PlainText(query), Phrase(query), And([PlainText(query)])):
        assert list(Page.objects.search(words)) is not None
        assert Page.objects.search(words).count() < 2
    assert list(Page.objects.autocomplete(query)) is not None
    assert list(Page.objects.search(query, operator="or")) is not None


def test_queries_that_nobody_thought_of_are_answered(home):
    page = make_page(home, title="Engine")

    for number in range(300):
        query = make_query(number)
        found = Page.objects.search(query)

        # Each is looked for in the database, and what is found is a page.
        assert {page.page_ptr, home.page_ptr} >= set(found), repr(query)
        assert Page.objects.autocomplete(query).count() < 3, repr(query)
        assert Page.objects.search(query, operator="or").count() < 3, repr(query)


@pytest.mark.parametrize(
    "query",
    [
        'The "engine" & C',
        '"engine"',
        'the "engine',
        "engine *",
        "* (engine) - & C",
        "engine\x00",
        "engine" + " *" * 1_000,
    ],
)
def test_what_has_a_quote_in_its_title_is_found(home, query):
    page = make_page(home, title='The "engine" & C')

    assert page.page_ptr in Page.objects.search(query)
    assert page.page_ptr in Page.objects.autocomplete(query)


def test_a_picture_is_found_in_the_library_by_a_title_with_quotes(db, admin_client):
    make_image(title='A 7" disc')
    make_image(title="A drum")

    html = admin_client.get("/admin/images/", {"q": '7" di'}).content.decode()

    assert "A 7&quot; disc" in html
    assert "A drum" not in html


def test_operators_are_words_like_others(home):
    page = make_page(home, title="Wanted and found")

    assert page.page_ptr in Page.objects.search("wanted AND found")
    assert not Page.objects.search("wanted OR lost")


def test_a_query_without_text_stays_as_it_is(db):
    disc, drum = make_image(title="disc"), make_image(title="drum")

    assert set(SiteImage.objects.search(MATCH_ALL)) == {disc, drum}
    assert set(SiteImage.objects.search(Not(PlainText("disc")))) == {drum}


def test_a_query_is_cut_where_no_title_is_as_long():
    assert len(clean("word " * 5_000).split()) == 50
    assert len(clean("x" * 10_000)) == 500


def test_a_query_of_a_thousand_texts_is_cut_however_they_are_nested():
    nested = And([And([PlainText("wheel"), Phrase("a cog")])] * 500)

    cut = repr(clean_query(nested))

    assert cut.count("<PlainText") + cut.count("<Phrase") == 20

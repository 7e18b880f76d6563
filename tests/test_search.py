"""Search, in the admin and by the models, takes whatever people type."""

import pytest
from wagtail.models import Page
from wagtail.search.query import MATCH_ALL, And, Not, Phrase, PlainText

from pages.models import SiteImage
from pages.search import clean
from tests.factories import make_image, make_page

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

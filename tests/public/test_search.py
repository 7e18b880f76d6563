"""Search accepts every query, and visitors find public pages by it, the best first."""

import random

import html5lib
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction
from wagtail.search.query import MATCH_ALL, And, Not, Phrase, PlainText

from pages.models import HomePage, SiteImage
from pages.public.search import (
    SNIPPET_LENGTH,
    clean,
    clean_query,
    find_snippet,
    search_site,
)
from projects.models import Topic
from tests.support.factories import (
    make_body,
    make_figure,
    make_image,
    make_page,
    make_project,
    make_publication,
)

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
# Parts of random queries: grammar of both databases, edges of Unicode, and words that
# are in the index.
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
    """Return a random query, the same for the same number."""
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


def assert_search_page_is_valid(client, typed):
    response = client.get("/search/", {"q": typed})

    assert response.status_code == 200, repr(typed)
    assert not response.cookies
    html5lib.HTMLParser(strict=True).parse(response.content)


@pytest.mark.parametrize("query", [*ANYTHING, ""], ids=lambda query: repr(query[:12]))
def test_every_query_is_answered(home, client, query):
    make_page(home, title='The "engine" & C')

    for words in (query, PlainText(query), Phrase(query), And([PlainText(query)])):
        assert Page.objects.search(words).count() < 3
    assert Page.objects.autocomplete(query).count() < 3
    assert Page.objects.search(query, operator="or").count() < 3
    assert_search_page_is_valid(client, query)


def test_random_queries_are_answered(home, client):
    page = make_page(home, title="Engine", summary="An engine, an engine.")

    for number in range(200):
        query = make_query(number)

        assert {page.page_ptr, home.page_ptr} >= set(Page.objects.search(query)), query
        assert Page.objects.autocomplete(query).count() < 3, repr(query)
        assert Page.objects.search(query, operator="or").count() < 3, repr(query)
        # A browser sends what it cannot encode as a sign of its own.
        assert_search_page_is_valid(client, query.encode(errors="replace").decode())


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
def test_a_title_with_a_quote_is_found(home, query):
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


def test_a_long_query_is_cut():
    assert len(clean("word " * 5_000).split()) == 50
    assert len(clean("x" * 10_000)) == 500


def test_a_query_of_a_thousand_texts_is_cut_however_they_are_nested():
    nested = And([And([PlainText("wheel"), Phrase("a cog")])] * 500)

    cut = repr(clean_query(nested))

    assert cut.count("<PlainText") + cut.count("<Phrase") == 20


# The search page


def titles(typed, **options):
    page = search_site(HomePage.objects.get(), typed, **options).page
    return [entry.title for entry in page] if page else []


def test_pages_are_found_by_title_summary_body_topic_and_author(
    index, publication_index
):
    body = make_body(("prose", "<p>It weaves algebraical patterns.</p>"))
    pages = [
        make_project(
            index, title="Loom", summary="It knots.", body=body, topics=["Silk"]
        ),
        make_publication(publication_index, title="Cards", authors=["J. Jacquard"]),
    ]
    for page in pages:
        page.save_revision().publish()

    for words in ("loom", "knots", "algebraical", "silk"):
        assert titles(words) == ["Loom"]
    assert titles("jacquard") == ["Cards"]


def test_a_page_named_by_the_word_comes_before_one_that_mentions_it(home):
    text = "<p>Long before the engine there was " + "much else to tell of. " * 40
    make_page(home, title="History", body=make_body(("prose", text + "</p>")))
    make_page(home, title="Engine")

    assert titles("engine") == ["Engine", "History"]


def test_pages_with_all_words_are_found_or_else_those_with_some(home):
    make_page(home, title="Analytical engine")
    make_page(home, title="Difference engine")

    assert titles("analytical engine") == ["Analytical engine"]
    assert titles("analytical loom") == ["Analytical engine"]
    assert "some of them" in search_site(home, "analytical loom").remark
    assert "any of these words" in search_site(home, "loom").remark


def test_drafts_and_private_pages_are_not_found(home):
    make_page(home, title="Engine of tomorrow", live=False)
    hidden = make_page(home, title="Engine of mine")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    assert titles("engine") == []


def test_unpublished_changes_are_not_found(home):
    page = make_page(home, title="Engine")
    page.title, page.summary = "Loom", "It weaves."
    page.save_revision()

    assert titles("engine") == ["Engine"]
    assert titles("loom weaves") == []


def test_a_project_is_found_by_the_new_name_of_its_topic(index):
    project = make_project(index, title="Loom", topics=["Silk"])
    project.save_revision().publish()
    topic = Topic.objects.get()
    topic.name = "Wool"

    topic.save()

    assert titles("wool") == ["Loom"]
    assert titles("silk") == []


def test_a_project_is_not_found_by_a_topic_that_was_deleted(index):
    project = make_project(index, title="Loom", topics=["Silk"])
    project.save_revision().publish()

    Topic.objects.get().delete()

    assert titles("silk") == []


def test_pages_are_ranked_by_where_the_word_stands_in_them(home):
    far = "<p>" + "much else to tell of. " * 60 + "An engine.</p>"
    make_page(home, title="Far down", body=make_body(("prose", far)))
    make_page(home, title="Often", summary="An engine beside an engine.")
    make_page(home, title="An engine", summary="An engine.")

    assert titles("engine")[0] == "An engine"
    assert titles("engine")[-1] == "Far down"


def test_the_words_are_marked_in_the_passage_that_holds_them(home, client):
    text = "One thing and another. " * 30 + "An engine <b>& its engines</b> in brass. "
    make_page(home, body=make_body(("prose", f"<p>{text * 2}</p>")))

    html = client.get("/search/", {"q": "engines"}).content.decode()

    assert "An <mark>engine</mark> &amp; its <mark>engines</mark> in brass" in html


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("networks", "network"), ("RÉSEAU", "réseau"), ("网络", "网络"), ("c", "C")],
)
def test_a_word_is_marked_in_other_forms_of_it(home, typed, marked):
    page = make_page(home, summary=f"A {marked} of many.")

    assert (marked, True) in find_snippet(page, typed)


def test_a_snippet_is_a_passage_of_whole_words(home):
    page = make_page(home, summary="", body=make_body(("quote", {"text": "no"})))
    page.body = make_body(("prose", f"<p>{'before ' * 99}engine {'after ' * 99}</p>"))

    text = "".join(piece for piece, _ in find_snippet(page, "engine"))

    assert len(text) < SNIPPET_LENGTH + 10
    assert set(text.split()) == {"…", "before", "engine", "after"}


def test_a_long_word_makes_no_long_snippet(home):
    page = make_page(home, summary="engine" + "x" * 290)

    text = "".join(piece for piece, _ in find_snippet(page, "engine"))

    assert len(text) < SNIPPET_LENGTH + 10


def test_results_come_in_pages_of_ten(home, client):
    for number in range(12):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")

    first = client.get("/search/", {"q": "engine"}).content.decode()
    second = client.get("/search/", {"q": "engine", "page": "2"}).content.decode()

    assert first.count('<li class="row">') == 10
    assert second.count('<li class="row">') == 2
    assert 'href="?q=engine&amp;page=2"' in first
    assert 'href="?q=engine"' in second


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "9" * 5_000, "\x00"])
def test_a_page_of_results_that_does_not_exist_is_not_found(home, client, number):
    make_page(home, title="Engine")

    response = client.get("/search/", {"q": "engine", "page": number})

    assert response.status_code == 404


def test_a_query_without_a_word_says_what_to_type(home, client):
    html = client.get("/search/", {"q": "!?"}).content.decode()

    assert "Type a word, with a letter or a digit in it." in html


def test_search_results_are_kept_from_search_engines(home, client):
    html = client.get("/search/", {"q": "engine"}).content.decode()

    assert '<meta name="robots" content="noindex">' in html


def test_more_results_take_no_more_queries(home, client):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/search/", {"q": "engine"}).status_code == 200
        return len(queries)

    def make(number):
        figure = ("figure", make_figure(make_image()))
        text = ("prose", "<p>An engine of brass.</p>")
        make_page(home, title=f"Page {number}", body=make_body(figure, text))

    make(0)
    count_queries()
    few = count_queries()
    for number in range(1, 9):
        make(number)

    assert count_queries() == few


def test_a_word_in_more_pages_than_are_ranked_is_found(home, monkeypatch):
    monkeypatch.setattr("pages.public.search.MAX_RANKED", 2)
    for number in range(4):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")

    assert set(titles("engine")) == {f"Engine {number}" for number in range(4)}
    assert set(titles("engine loom")) == set(titles("engine"))


def test_a_search_without_ranking_takes_no_more_queries(
    home, monkeypatch, django_assert_num_queries
):
    for number in range(4):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")
    with CaptureQueriesContext(connection) as ranked:
        search_site(home, "engine")
    monkeypatch.setattr("pages.public.search.MAX_RANKED", 2)

    with django_assert_num_queries(len(ranked)):
        search_site(home, "engine")


def test_the_root_of_the_tree_is_not_found(home, client):
    call_command("update_index", verbosity=0)

    assert "No page has" in client.get("/search/", {"q": "root"}).text

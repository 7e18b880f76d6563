"""Search accepts every query and finds public pages, the best first."""

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

# The grammar of both databases, and control characters.
QUERIES = [
    *('"', '"""', '"engine', 'say "engine', '" "', "'", "\x00", "engine\x00", "\\", ""),
    *("AND", "engine AND", "OR NOT", "NEAR(engine", "NOT engine", "*", "* engine", "("),
    *(")(", ":", "title:engine", "{title} : engine", "^engine", "-", "!engine & | <->"),
    *("%s %d %(x)s", "🎉", "; DROP TABLE x; --", "''\"\\()*:^-+~{}[]|&!<>@#$%"),
    *("x" * 10_000, "x " * 5_000, '"' * 10_000, "(" * 10_000, "€" * 10_000),
    *("a AND " * 2_000, 'a "b" ' * 2_000),
]
PIECES = [
    *"\"'\\()[]{}*:^~-+!&|<>@#$%_,;=?/. \t\n\x00\x1f\x7f\x85\xa0\u2028\ufeff\ufffe\uffff",
    *("\ud800", "\u202e", "e\u0301", "\U0001f469\u200d", "\U0003ffff", "\u8463\u609f"),
    *("AND", "OR", "NOT", "NEAR/2", "<->", "<2>", "&&", "||", "--", "/*", ":*", "NULL"),
    *("title", "rowid", "1e999", "engine", "Engine", "x" * 600, '""' * 300, "( " * 300),
]


def make_query(seed):
    chance = random.Random(seed)
    pieces = chance.choices(PIECES, k=chance.randrange(1, 30))
    return chance.choice(["", " "]).join(pieces)


def titles(typed, **options):
    page = search_site(HomePage.objects.get(), typed, **options).page
    return [entry.title for entry in page] if page else []


# Every query is answered


def search_everywhere(client, query):
    for words in (query, PlainText(query), Phrase(query), And([PlainText(query)])):
        assert Page.objects.search(words).count() < 3, repr(query)
    assert Page.objects.search(query, operator="or").count() < 3, repr(query)
    assert Page.objects.autocomplete(query).count() < 3, repr(query)
    # A browser replaces characters that it cannot encode.
    typed = query.encode(errors="replace").decode()
    response = client.get("/search/", {"q": typed})
    assert response.status_code == 200, repr(query)
    assert not response.cookies
    html5lib.HTMLParser(strict=True).parse(response.content)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: repr(query[:12]))
def test_every_query_is_answered(home, client, query):
    make_page(home, title='The "engine" & C')

    search_everywhere(client, query)


def test_random_queries_are_answered(home, client):
    make_page(home, title="Engine", summary="An engine, an engine.")

    for seed in range(100):
        search_everywhere(client, make_query(seed))


@pytest.mark.parametrize(
    "address",
    [
        *("/admin/images/", "/admin/images/chooser/results/", "/admin/documents/"),
        *("/admin/documents/chooser/results/", "/admin/choose-page/search/"),
        *("/admin/pages/", "/admin/pages/search/", "/admin/users/"),
        "/admin/pages/usage/projects/projectpage/",
    ],
)
def test_every_query_is_answered_in_the_admin(index, admin_client, address):
    for query in (
        '"',
        'say "engine',
        "engine\x00",
        "-",
        "x " * 5_000,
        'a "b" ' * 2_000,
    ):
        response = admin_client.get(address, {"q": query})

        assert response.status_code in {200, 400}, query[:50]


@pytest.mark.parametrize(
    "query",
    [
        *('The "engine" & C', '"engine"', 'the "engine', "engine *"),
        *("* (engine) - & C", "engine\x00", "engine" + " *" * 1_000, "the AND engine"),
    ],
)
def test_a_title_with_a_quote_is_found(home, query):
    page = make_page(home, title='The "engine" AND & C')

    assert page.page_ptr in Page.objects.search(query)
    assert page.page_ptr in Page.objects.autocomplete(query)


def test_an_image_is_found_in_the_library_by_a_title_with_quotes(db, admin_client):
    make_image(title='A 7" disc')
    make_image(title="A drum")

    html = admin_client.get("/admin/images/", {"q": '7" di'}).content.decode()

    assert "A 7&quot; disc" in html
    assert "A drum" not in html


def test_a_query_without_text_is_not_changed(db):
    disc, drum = make_image(title="disc"), make_image(title="drum")

    assert set(SiteImage.objects.search(MATCH_ALL)) == {disc, drum}
    assert set(SiteImage.objects.search(Not(PlainText("disc")))) == {drum}


def test_long_and_nested_queries_are_cut():
    nested = And([And([PlainText("wheel"), Phrase("a cog")])] * 500)

    cut = repr(clean_query(nested))

    assert cut.count("<PlainText") + cut.count("<Phrase") == 20
    assert len(clean("word " * 5_000).split()) == 50
    assert len(clean("x" * 10_000)) == 500


# Results


def test_pages_are_found_by_title_summary_body_topic_and_author(index, publication_index):
    body = make_body(("prose", "<p>It weaves algebraical patterns.</p>"))
    pages = [
        make_project(index, title="Loom", summary="It knots.", body=body, topics=["Silk"]),
        make_publication(publication_index, title="Cards", authors=["J. Jacquard"]),
    ]
    for page in pages:
        page.save_revision().publish()

    for words in ("loom", "knots", "algebraical", "silk"):
        assert titles(words) == ["Loom"]
    assert titles("jacquard") == ["Cards"]


def test_a_page_with_the_word_in_its_title_comes_first_and_one_far_down_last(home):
    far = "<p>" + "much else to describe. " * 60 + "An engine.</p>"
    make_page(home, title="Far down", body=make_body(("prose", far)))
    make_page(home, title="Often", summary="An engine beside an engine.")
    make_page(home, title="Engine")

    assert titles("engine") == ["Engine", "Often", "Far down"]


def test_pages_with_all_words_are_found_or_else_those_with_some(home):
    make_page(home, title="Analytical engine")
    make_page(home, title="Difference engine")

    assert titles("analytical engine") == ["Analytical engine"]
    assert titles("analytical loom") == ["Analytical engine"]
    assert "some of them" in search_site(home, "analytical loom").remark
    assert "any of these words" in search_site(home, "loom").remark
    assert "Type a word" in search_site(home, "!?").remark


def test_drafts_private_pages_and_the_root_of_the_tree_are_not_found(home):
    call_command("update_index", verbosity=0)
    page = make_page(home, title="Engine")
    page.title, page.summary = "Loom", "It weaves."
    page.save_revision()
    make_page(home, title="Engine of tomorrow", live=False)
    private = make_page(home, title="Private engine")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert titles("engine") == ["Engine"]
    assert titles("loom weaves") == []
    assert titles("root") == []


def test_a_project_is_found_by_the_present_names_of_its_topics(index):
    project = make_project(index, title="Loom", topics=["Silk"])
    project.save_revision().publish()
    topic = Topic.objects.get()

    topic.name = "Wool"
    topic.save()
    found = titles("wool"), titles("silk")
    topic.delete()

    assert found == (["Loom"], [])
    assert titles("wool") == []


def test_results_come_in_pages_of_ten_without_a_limit_of_their_number(home, client, monkeypatch):
    monkeypatch.setattr("pages.public.search.MAX_RANKED", 2)
    for number in range(12):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")

    first = client.get("/search/", {"q": "engine"}).content.decode()
    second = client.get("/search/", {"q": "engine", "page": "2"}).content.decode()

    assert first.count('<li class="row">') == 10
    assert second.count('<li class="row">') == 2
    assert 'href="?q=engine&amp;page=2"' in first
    assert 'href="?q=engine"' in second
    assert '<meta name="robots" content="noindex">' in first
    assert len({*titles("engine loom"), *titles("engine loom", number="2")}) == 12


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "9" * 5_000, "\x00"])
def test_a_page_of_results_that_does_not_exist_is_not_found(home, client, number):
    make_page(home, title="Engine")

    response = client.get("/search/", {"q": "engine", "page": number})

    assert response.status_code == 404


@pytest.mark.parametrize("max_ranked", [200, 0], ids=["ranked", "unranked"])
def test_more_results_take_no_more_queries(home, client, monkeypatch, max_ranked):
    monkeypatch.setattr("pages.public.search.MAX_RANKED", max_ranked)

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


# Snippets


def test_the_words_are_marked_in_the_passage_that_holds_them(home, client):
    text = "One thing and another. " * 30 + "An engine <b>& its engines</b> in brass. "
    make_page(home, body=make_body(("prose", f"<p>{text * 2}</p>")))

    html = client.get("/search/", {"q": "engines"}).content.decode()

    assert "An <mark>engine</mark> &amp; its <mark>engines</mark> in brass" in html


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("networks", "network"), ("RÉSEAU", "réseau"), ("网络", "网络"), ("c", "C")],
)
def test_other_forms_of_a_word_are_marked_too(home, typed, marked):
    page = make_page(home, summary=f"A {marked} of many.")

    assert (marked, True) in find_snippet(page, typed)


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        (f"{'before ' * 99}engine {'after ' * 99}", {"…", "before", "engine", "after"}),
        ("engine" + "x" * 290, None),
    ],
)
def test_a_snippet_is_a_short_passage_of_whole_words(home, passage, words):
    page = make_page(home, summary="")
    page.body = make_body(("prose", f"<p>{passage}</p>"))

    text = "".join(piece for piece, _ in find_snippet(page, "engine"))

    assert len(text) < SNIPPET_LENGTH + 10
    assert words is None or set(text.split()) == words

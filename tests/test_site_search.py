"""Visitors search the site: what they find, in what order, and what is kept from them."""

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pages.excerpts import LENGTH, find_excerpt
from pages.site_search import search_site
from projects.models import Topic
from tests.support.factories import (
    make_body,
    make_figure,
    make_image,
    make_page,
    make_project,
    make_publication,
)
from tests.test_search import ANYTHING, make_query


def titles(typed, **options):
    page = search_site(typed, **options).page
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
    assert "some of them" in search_site("analytical loom").remark
    assert "any of these words" in search_site("loom").remark


def test_what_visitors_may_not_read_is_not_found(home):
    make_page(home, title="Engine of tomorrow", live=False)
    hidden = make_page(home, title="Engine of mine")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    assert titles("engine") == []


def test_what_is_written_but_not_published_yet_is_not_found(home):
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


def test_queries_that_nobody_thought_of_are_answered_with_a_page(home, client):
    make_page(home, title="Engine", summary="An engine, an engine.")

    for number in range(100):
        query = make_query(number)
        # A browser sends what it cannot encode as a sign of its own.
        typed = query.encode(errors="replace").decode()
        response = client.get("/search/", {"q": typed})

        assert response.status_code == 200, repr(query)
        html5lib.HTMLParser(strict=True).parse(response.content)


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

    assert (marked, True) in find_excerpt(page, typed)


def test_an_excerpt_is_a_passage_of_whole_words(home):
    page = make_page(home, summary="", body=make_body(("quote", {"text": "no"})))
    page.body = make_body(("prose", f"<p>{'before ' * 99}engine {'after ' * 99}</p>"))

    text = "".join(piece for piece, _ in find_excerpt(page, "engine"))

    assert len(text) < LENGTH + 10
    assert set(text.split()) == {"…", "before", "engine", "after"}


def test_a_word_of_no_end_does_not_make_an_excerpt_of_no_end(home):
    page = make_page(home, summary="engine" + "x" * 290)

    text = "".join(piece for piece, _ in find_excerpt(page, "engine"))

    assert len(text) < LENGTH + 10


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


@pytest.mark.parametrize("typed", [*ANYTHING, ""], ids=lambda typed: repr(typed[:12]))
def test_every_query_is_answered_with_a_page(home, client, typed):
    make_page(home, title='The "engine" & C')

    response = client.get("/search/", {"q": typed})

    assert response.status_code == 200
    html5lib.HTMLParser(strict=True).parse(response.content)
    assert not response.cookies


def test_a_query_without_a_word_is_told_what_to_type(home, client):
    html = client.get("/search/", {"q": "!?"}).content.decode()

    assert "Type a word, with a letter or a digit in it." in html


def test_robots_do_not_list_what_was_searched_for(home, client):
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


def test_a_word_that_is_almost_everywhere_is_found_there_too(home, monkeypatch):
    monkeypatch.setattr("pages.site_search.MAX_RANKED", 2)
    for number in range(4):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")

    assert set(titles("engine")) == {f"Engine {number}" for number in range(4)}
    assert set(titles("engine loom")) == set(titles("engine"))


def test_a_word_that_is_almost_everywhere_takes_no_more_queries(
    home, monkeypatch, django_assert_num_queries
):
    for number in range(4):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")
    with CaptureQueriesContext(connection) as ranked:
        search_site("engine")
    monkeypatch.setattr("pages.site_search.MAX_RANKED", 2)

    with django_assert_num_queries(len(ranked)):
        search_site("engine")

"""An address that leads nowhere: what helps to find the page that was meant."""

from urllib.parse import unquote_to_bytes

import html5lib
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pages import nearest
from tests.support.factories import make_owner, make_page, make_project
from tests.support.greek_site import WORD

ODD_PATHS = [
    "/%00",
    "/%00/%0d%0a",
    "/%ff%fe",
    "/%f0%9f%8e%89/",
    "/%D7%A9%D7%9C%D7%95%D7%9D/",
    "/%E2%80%AEgnp.exe",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/?q=%00",
    "/notes/?%00=%00",
    "/[",
    "//[/",
    "/%5B%5D/?[",
    "/%",
    "/%zz",
    "/;;;",
    "/*",
    "/-",
    "/_/",
    "/.",
    "/index.html",
    "/.index",
    "/<script>alert(1)</script>",
    "/%3Cscript%3Ealert(1)%3C/script%3E",
    "/{{ 7 }}{% x %}",
    "/'; DROP TABLE x; --",
    "/" + "x" * 10_000,
    "/" + "a-" * 5_000,
    "/" + "x/" * 5_000,
    "/" + "%E8%91%A3" * 1_000,
]


def suggestions(client, path):
    """Return the addresses that an answer of 404 suggests."""
    response = client.get(path, follow=True)
    assert response.status_code == 404
    html = BeautifulSoup(response.content, "html5lib")
    return [link["href"] for link in html.select("#nearest + ul a")]


@pytest.mark.parametrize(
    "path",
    [
        "/two-steam-recognition/",
        "/two-stream/",
        "/projects/two_stream_recognition.html",
        "/old/TWO-STREAM-RECOGNITION",
        "/recognition-of-two-streams/",
        "/two-stream-recognition/index.html",
        "/actions-in-vidoes/",
    ],
)
def test_the_nearest_address_is_shown(index, client, path):
    make_page(index.get_parent(), title="Notes")
    page = make_project(index, title="Actions in videos", slug="two-stream-recognition")

    assert suggestions(client, path) == [page.url]


def test_the_likeliest_comes_first_and_there_are_few(home, client):
    for number in range(10):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")
    make_page(home, title="Engines", slug="engines")

    found = suggestions(client, "/engines-/")

    assert found[0] == "/engines/"
    assert len(found) == nearest.SHOWN


def test_an_address_in_another_script_has_a_nearest_one(home, client, settings):
    page = make_page(home, title="双流网络识别", slug="网络")

    assert suggestions(client, "/双流网络识/") == [page.url]


def test_what_visitors_may_not_see_is_not_suggested(home, client):
    make_page(home, title="Engine of tomorrow", live=False)
    hidden = make_page(home, title="Engine of mine")
    make_page(hidden, title="Engine of ours")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_page(home, title="Engine of few", is_noindex=True)

    for slug in ("tomorrow", "mine", "ours", "few"):
        assert suggestions(client, f"/engine-of-{slug}s/") == []


def test_an_address_like_no_other_suggests_nothing(home, client):
    make_page(home, title="Notes")

    assert suggestions(client, "/wp-login.php") == []


def test_the_page_offers_a_search_and_is_kept_from_search_engines(home, client):
    make_owner()

    html = BeautifulSoup(client.get("/nothing/").content, "html5lib")

    form = html.find("form", role="search")
    assert form["action"] == "/search/"
    assert form.find("input", type="search")["name"] == "q"
    assert html.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert html.find("link", rel="canonical") is None


def test_it_speaks_the_language_of_the_site(home, client, settings):
    settings.LANGUAGE_CODE = "de"
    make_page(home, title=WORD, slug="notizen")

    html = BeautifulSoup(client.get("/notizn/").content, "html5lib")

    assert html.html["lang"] == "de"
    assert html.h1.text == "Hier ist keine Seite"
    assert html.h2.text == "Vielleicht suchen Sie"


@pytest.mark.parametrize("path", ODD_PATHS, ids=lambda path: repr(path[:14]))
def test_every_odd_address_is_answered(home, client, path):
    make_page(home, title="Notes")
    client.raise_request_exception = False

    address, _, query = path.partition("?")
    response = client.get(
        "/",
        PATH_INFO=unquote_to_bytes(address).decode("latin-1"),
        QUERY_STRING=query,
    )

    assert response.status_code in {200, 301, 302, 400, 404}
    assert "elsewhere.example" not in response.get("Location", "")
    if response.status_code == 404:
        html5lib.HTMLParser(strict=True).parse(response.content)
        assert b"<script>alert" not in response.content


def test_whatever_is_asked_of_no_page_it_is_not_there(home, client):
    assert client.post("/nothing/", {"a": "b"}).status_code == 404
    assert client.head("/nothing/").status_code == 404


def test_more_pages_take_no_more_queries(home, client):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            assert len(suggestions(client, "/engine/")) > 0
        return len(queries)

    make_page(home, title="Engine 0", slug="engine-0")
    count_queries()
    few = count_queries()
    for number in range(1, 12):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")

    assert count_queries() == few


def test_only_so_many_pages_are_compared(home, client, monkeypatch):
    monkeypatch.setattr(nearest, "MAX_PAGES", 3)
    compared = []
    monkeypatch.setattr(
        nearest, "compare", lambda wanted, slug: compared.append(slug) or 0
    )
    for number in range(9):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")

    client.get("/" + "engine" * 1_000)

    assert len(set(compared)) == 3

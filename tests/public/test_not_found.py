"""An address without a page gets a page that helps to find the right one."""

from urllib.parse import unquote_to_bytes

import html5lib
import pytest
from bs4 import BeautifulSoup

from tests.support.factories import make_owner, make_page, make_project_index

ODD_PATHS = [
    *("/%00/%0d%0a", "/%ff%fe", "/%f0%9f%8e%89/", "/%E2%80%AEgnp.exe", "/%zz", "/%"),
    *("//elsewhere.example/", "/\\elsewhere.example", "/../../etc/passwd", "//[/"),
    *("/%2e%2e/%2e%2e/etc/passwd", "/?q=%00", "/notes/?%00=%00", "/%5B%5D/?[", "/;;;"),
    *("/*", "/-", "/.", "/.index", "/index.html", "/{{ 7 }}{% x %}"),
    *("/%c0%af%c0%af/", "/media/..%2fdb.sqlite3", "/static/..%2f..%2fmanage.py"),
    *("/documents/99999999999999999999/a.pdf", "/?" + "q" * 10_000, "/?a=%00&b=%ff"),
    *("/projects/?page=%00", "/projects/?topic=<script>alert", "/projects/?year=%D9%A3"),
    *("/<script>alert(1)</script>", "/%3Cscript%3Ealert(1)%3C/script%3E"),
    *("/" + "x" * 10_000, "/" + "x/" * 5_000, "/" + "%E8%91%A3" * 1_000),
]


def test_the_404_page_offers_a_search_and_is_kept_from_search_engines(home, client):
    make_owner()

    html = BeautifulSoup(client.get("/nothing/").content, "html5lib")

    assert html.h1.text == "There is no page here"
    assert html.title.text == "Page not found · Ada Lovelace"
    form = html.find("form", role="search")
    assert form["action"] == "/search/"
    assert form.find("input", type="search")["name"] == "q"
    assert html.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert html.find("link", rel="canonical") is None
    assert client.post("/nothing/").status_code == client.head("/nothing/").status_code == 404


@pytest.mark.parametrize("path", ODD_PATHS, ids=lambda path: repr(path[:14]))
def test_every_odd_address_is_answered(home, client, path):
    make_page(home, title="Notes")
    make_project_index(home)
    address, _, query = path.partition("?")

    info = unquote_to_bytes(address).decode("latin-1")
    response = client.get("/", PATH_INFO=info, QUERY_STRING=query)

    assert response.status_code in {200, 301, 302, 400, 404}
    assert "elsewhere.example" not in response.get("Location", "")
    assert b"<script>alert" not in response.content
    if response.status_code == 404:
        html5lib.HTMLParser(strict=True).parse(response.content)

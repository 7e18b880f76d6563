"""Readers of pages, forms, fragments and messages."""

import html5lib
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext


def read_page(client, page):
    """Return a page, or the document at an address, as visitors get it."""
    response = client.get(getattr(page, "url", page))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def read_html(client, address):
    """Return the HTML of a page of the admin, with single spaces."""
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.text.split())


def count_queries(client, address):
    """Return how many queries a page of the admin takes when it is read again."""
    client.get(address)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def field_of(soup, name):
    """Return the part of a form with a field, its help text and its errors."""
    return soup.select_one(f"[name={name}]").find_parent(attrs={"data-field": True})


def render_block(value, **context):
    """Return the HTML of a block's value in a body."""
    return value.block.render(value, context=context)


def read_fragment(html):
    """Parse a fragment like a browser, but fail on the first error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(html)


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def read_messages(response):
    """Return the messages at the top of a page of the admin."""
    soup = BeautifulSoup(response.content, "html5lib")
    return [" ".join(item.get_text(" ").split()) for item in soup.select(".messages li")]

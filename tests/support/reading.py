"""Readers of pages, forms, fragments and messages."""

import html5lib
from bs4 import BeautifulSoup


def read_page(client, page):
    """Return a page, or the document at an address, as visitors get it."""
    response = client.get(getattr(page, "url", page))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


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

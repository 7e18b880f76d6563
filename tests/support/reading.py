"""How tests read what the site shows: a page, a field of a form, a fragment strictly."""

import html5lib
from bs4 import BeautifulSoup


def read_page(client, page):
    """Return the page, or what stands at an address, as a visitor gets it."""
    response = client.get(getattr(page, "url", page))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def field_of(soup, name):
    """Return the part of a form that holds a field, with what is said beside it."""
    return soup.select_one(f"[name={name}]").find_parent(attrs={"data-field": True})


def render_block(value, **context):
    """Return the HTML of a block's value as a body shows it."""
    return value.block.render(value, context=context)


def read_fragment(html):
    """Parse a fragment as a browser would, but fail on the first mistake in it."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(html)


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def read_messages(response):
    """Return what the admin says at the head of a page, message by message."""
    soup = BeautifulSoup(response.content, "html5lib")
    return [
        " ".join(item.get_text(" ").split()) for item in soup.select(".messages li")
    ]

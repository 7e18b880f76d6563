"""This site as a visitor without an account sees it, asked in this process."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client


@dataclass(frozen=True)
class Answer:
    """What the site answers; `document` is the parsed page, None for other files."""

    status: int
    location: str = ""
    document: "Document | None" = None


@dataclass(frozen=True)
class Document:
    """The links that stand in a page, as (address, words), and the names of its places."""

    links: tuple
    names: frozenset


class Visitor:
    """Visits each address of this site once and remembers the answer."""

    def __init__(self):
        parts = urlsplit(settings.SITE_URL)
        self.is_secure = parts.scheme == "https"
        self.client = Client(HTTP_HOST=parts.netloc, raise_request_exception=False)
        self.answers = {}

    def visit(self, path):
        """Return the Answer to a path, which may have a query."""
        if path not in self.answers:
            self.answers[path] = self.ask(path)
        return self.answers[path]

    def ask(self, path):
        if path.startswith(settings.STATIC_URL):
            return Answer(200 if is_static_file(urlsplit(path).path) else 404)
        self.client.cookies.clear()
        # The whole address: a path that begins with // would be taken for a host.
        response = self.client.get(settings.SITE_URL + path, secure=self.is_secure)
        location = response.headers.get("Location", "")
        if response.streaming:
            close(response)
            return Answer(response.status_code, location)
        return Answer(response.status_code, location, read(response))


def close(response):
    """Close a file that was going to be sent, unread.

    The end of a request closes the connection to the database, which we still need. The
    client takes the same care with what it reads to the end.
    """
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def is_static_file(path):
    """Tell whether a file of ours is served there.

    Asked of Django, since its development server and WhiteNoise serve these files before
    the application is asked.
    """
    name = unquote(path.removeprefix(settings.STATIC_URL))
    try:
        return bool(finders.find(name)) or staticfiles_storage.exists(name)
    except (SuspiciousOperation, ValueError):
        return False


# The page as it was parsed

ADDRESSES = {
    "a": ["href"],
    "area": ["href"],
    "audio": ["src"],
    "embed": ["src"],
    "form": ["action"],
    "iframe": ["src"],
    "image": ["href", "xlink:href"],
    "img": ["src"],
    "link": ["href"],
    "object": ["data"],
    "script": ["src"],
    "source": ["src"],
    "track": ["src"],
    "use": ["href", "xlink:href"],
    "video": ["src", "poster"],
}
# These name a host to get ready for, not something to get.
HINTS = {"preconnect", "dns-prefetch"}
# Addresses in what search engines and previews read.
METADATA = {"og:image", "og:url", "og:video", "og:audio", "twitter:image"}


def read(response):
    """Return the Document in a response; None if it is no HTML."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return None
    soup = BeautifulSoup(response.text, "html.parser")
    links = dict.fromkeys(
        (address, words)
        for element in soup.find_all([*ADDRESSES, "meta"])
        if HINTS.isdisjoint(element.get("rel") or [])
        for words in [name_link(element)]
        for address in find_addresses(element)
    )
    names = {element["id"] for element in soup.find_all(id=True)}
    names |= {anchor["name"] for anchor in soup.find_all("a", attrs={"name": True})}
    return Document(tuple(links), frozenset(names))


def find_addresses(element):
    """Yield the addresses in an element; "" for a link that has lost its own.

    Wagtail writes <a> without any attribute where the page or document is deleted.
    """
    if element.name == "meta":
        if (element.get("property") or element.get("name")) in METADATA:
            yield element.get("content", "")
    elif element.name == "a" and not element.attrs:
        yield ""
    for attribute in ADDRESSES.get(element.name, []):
        if element.get(attribute) is not None:
            # An empty address is that of the page itself.
            yield element[attribute].strip() or "#"
    # "small.webp 480w, large.webp 960w": a comma within an address is part of it.
    yield from re.findall(r"([^\s,]\S*[^\s,])(?:\s[^,]*)?", element.get("srcset", ""))


def name_link(element):
    """Return the words of a link, by which an editor finds it on the page."""
    picture = element.find("img", alt=True)
    words = element.get_text(" ", strip=True) or (picture and picture["alt"])
    return " ".join((words or element.get("alt") or f"<{element.name}>").split())

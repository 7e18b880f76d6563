"""Rules: which requests the cache may answer, which responses it may keep, and which
encoding and form a client prefers (RFC 9110, 12.4.2 and 12.5)."""

import re
from functools import lru_cache, wraps
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

# What is no published page: it never has a snapshot, so none is looked for.
NEVER = {"cards", "documents", "draft", "media", "search", "_util", "_wagtail"}
PAGE = re.compile(r"/(?:[^/.\x00-\x20]+/)*|/(?:[^/.\x00-\x20]+/)*[^/.\x00-\x20]+\.md")
FILES = {
    *("/atom.xml", "/feed.json", "/sitemap.xml", "/robots.txt", "/llms.txt"),
    "/site.webmanifest",
}
MAX_LENGTH = 500  # of the address of a snapshot
VARY = {"accept", "accept-encoding"}
PRIVATE = re.compile(r"private|no-store|no-cache", re.IGNORECASE)
# Best first. "" is the identity: the bytes as they are.
ENCODINGS = ("br", "gzip", "")
MARKDOWN = "markdown"
# No browser sends more at once, in characters.
LONGEST_REMEMBERED = 2000


class Key(NamedTuple):
    """What a snapshot is found by: an address of this site, and the form of the answer."""

    path: str
    query: str = ""
    form: str = ""

    def __str__(self):
        return f"{self.path}?{self.query} {self.form}"


class Rules:
    """The rules for the site with these settings."""

    def __init__(self, settings):
        self.host = settings.SITE_URL.partition("://")[2]
        self.is_https = settings.IS_HTTPS
        self.session = settings.SESSION_COOKIE_NAME + "="
        self.admin = settings.ADMIN_URL

    def is_secure(self, environ):
        """Tell whether the request came by https, where the site asks for that."""
        return not self.is_https or environ.get("HTTP_X_FORWARDED_PROTO") == "https"

    def may_answer(self, environ):
        """Tell whether a snapshot may answer the request, if there is one.

        Never one of somebody who has logged in, or has given the password of a page, and
        never in the admin.
        """
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and environ.get("HTTP_HOST") == self.host
            and self.session not in environ.get("HTTP_COOKIE", "")
            and "HTTP_AUTHORIZATION" not in environ
            and not environ["PATH_INFO"].startswith(self.admin)
        )


def is_possible(path):
    """Tell whether a snapshot can have this path."""
    if path in FILES:
        return True
    first = path[1:].partition("/")[0]
    return (
        first not in NEVER
        and len(path) <= MAX_LENGTH
        and PAGE.fullmatch(path) is not None
    )


def remembered(count):
    """Return a decorator that remembers `count` results of a function of two sequences.

    Not those of long ones: a stranger can send headers of 400 kB, each another, and would
    fill the memory with them.
    """

    def decorate(function):
        remembering = lru_cache(maxsize=count)(function)

        @wraps(function)
        def call(one, other):
            is_short = len(one) + len(other) <= LONGEST_REMEMBERED
            return (remembering if is_short else function)(one, other)

        return call

    return decorate


def read_qualities(header):
    """Return the quality, from 0 to 1, of each thing that an Accept header names.

    What has a quality that is no number is not wanted.
    """
    qualities = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if name:
            qualities[name] = quality if 0 <= quality <= 1 else 0.0
    return qualities


@remembered(256)
def choose_encoding(header, offered):
    """Return the one of the `offered` encodings that an Accept-Encoding header prefers.

    It is the identity where none of them is admitted.
    """
    qualities = read_qualities(header)
    rest = qualities.get("*", 0.0)
    ranks = {
        "br": qualities.get("br", rest),
        "gzip": qualities.get("gzip", qualities.get("x-gzip", rest)),
        # It is always understood, so it stands behind whatever else is named.
        "": qualities.get("identity", rest or 0.0001),
    }
    admitted = [name for name in ENCODINGS if name in offered and ranks[name] > 0]
    return max(admitted, key=ranks.get, default="")


def choose_form(header):
    """Return "markdown" for an Accept header that names it before HTML, otherwise ""."""
    qualities = read_qualities(header)
    named = list(qualities)

    def rank(kind):
        for place in (kind, "text/*", "*/*"):
            if place in qualities:
                return qualities[place], -named.index(place)
        return 0.0, 0

    markdown, html = rank("text/markdown"), rank("text/html")
    return MARKDOWN if markdown > html and markdown[0] > 0 else ""


def read_tags(header):
    """Return the entity tags of an If-None-Match header, without what marks weak ones."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


@remembered(1024)
def make_key(path, accept):
    """Return the key of an address without a query, in the form that the client prefers.

    None is for what can have no snapshot.
    """
    if not is_possible(path):
        return None
    return Key(path, "", choose_form(accept) if path[-1:] == "/" else "")


def reduce(query, parameters):
    """Return the query with nothing but these parameters, in their order.

    Of a parameter that is there twice the last counts, as for Django, and an empty one is
    as none. Returns None for a query that is written in an unusual way, like "page=01": it
    would be one of a thousand names for one page.
    """
    try:
        given = dict(parse_qsl(query, max_num_fields=20))
    except ValueError:
        return None
    known = {name: given[name] for name in parameters if name in given}
    for value in known.values():
        digits = value.strip().replace("_", "").lstrip("+-")
        is_odd = digits.isdecimal() and not re.fullmatch(r"[1-9][0-9]*", value)
        if is_odd or len(value) > 100 or "\ufffd" in value:
            return None
    return urlencode(known)


def offer(response, parameters=()):
    """Say that every visitor may get this response of a view, and return it.

    It depends on nothing but what is counted in the epoch, the path, and the `parameters`
    of the query.
    """
    response.query_parameters = parameters
    return response


def offered(view, parameters=()):
    """Return the view, whose every response may be kept."""

    def offering(*args, **kwargs):
        return offer(view(*args, **kwargs), parameters)

    return offering


def may_keep(response):
    """Tell whether an answer of Django may be kept for every visitor.

    Its view must have offered it. The rest would each be a mistake of a view, and is kept
    from becoming one that all visitors see.
    """
    headers = response.headers
    varied = {name.strip().lower() for name in headers.get("Vary", "").split(",")}
    return (
        hasattr(response, "query_parameters")
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Set-Cookie" not in headers
        and "Content-Encoding" not in headers
        and not PRIVATE.search(headers.get("Cache-Control", ""))
        and varied <= {"", *VARY}
        and b"csrfmiddlewaretoken" not in response.content
    )

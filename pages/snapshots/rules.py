"""Which requests a snapshot may answer, and which answers may be kept as one."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from .negotiation import choose_form, remembered

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

"""Policy of the cache: which requests it may answer and which responses it may keep.

It also reads what a client prefers from its headers, by RFC 9110 (12.4.2 and 12.5).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from ..rsgi import Request

# First parts of paths that are no published page.
NO_PAGES = {
    *("cards", "documents", "draft", "media", "search", "static"),
    *("_util", "_wagtail"),
}
PAGE = re.compile(
    r"/(?:[^/.\x00-\x20]+/)*|/(?:[^/.\x00-\x20]+/)*[^/.\x00-\x20]+\.(?:md|bib|ris|json|css)"
)
FILES = {
    *("/atom.xml", "/feed.json", "/sitemap.xml", "/robots.txt", "/llms.txt"),
    "/site.webmanifest",
}
MAX_PATH_LENGTH = 500
CACHEABLE_VARY = {"", "accept", "accept-encoding"}
PRIVATE = re.compile(r"private|no-store|no-cache", re.IGNORECASE)
# In the order of preference. "" is the unencoded body.
ENCODINGS = ("br", "gzip", "")
MARKDOWN = "markdown"
# In characters. The rest is not read: browsers send shorter headers.
MAX_HEADER_LENGTH = 500


class Key(NamedTuple):
    """Key of a cached response: path, declared query parameters and form (HTML or Markdown)."""

    path: str
    query: str = ""
    form: str = ""

    def __str__(self) -> str:
        return f"{self.path}?{self.query} {self.form}"


class Policy:
    """Policy for the site with these settings."""

    def __init__(self, settings: Any) -> None:
        self.is_on = settings.CACHE_MEMORY_MB > 0
        self.host = settings.SITE_URL.partition("://")[2]
        self.is_https = settings.IS_HTTPS
        self.session = settings.SESSION_COOKIE_NAME + "="
        self.admin = settings.ADMIN_URL

    def is_plain(self, request: Request) -> bool:
        """Tell whether a request only reads, and came by HTTPS to a site on HTTPS."""
        return request.method in {"GET", "HEAD"} and (
            not self.is_https or request.headers.get("x-forwarded-proto") == "https"
        )

    def key(self, request: Request) -> Key | None:
        """Return the key of the response to a request, or None if Django has to answer it.

        Django answers requests by people who have logged in or given the password of a
        page, all requests to the admin, and those that are not plain.
        """
        headers = request.headers
        if (
            self.is_on
            and self.is_plain(request)
            and headers.get("host") == self.host
            and self.session not in request.cookie
            and "authorization" not in headers
            and not request.path.startswith(self.admin)
        ):
            accept = headers.get("accept", "")
            # Cut, so that make_key() remembers nothing long. A path that is too long stays so.
            return make_key(request.path[: MAX_PATH_LENGTH + 1], accept[:MAX_HEADER_LENGTH])
        return None

    def is_page_view(self, request: Request, response: Any) -> bool:
        """Tell whether a response of Django shows a public page to a visitor."""
        return (
            hasattr(response, "query_parameters")
            and response.status_code == 200
            and response.headers["Content-Type"].startswith("text/html")
            and is_cacheable_path(request.path)
            and self.session not in request.cookie
        )


def is_cacheable_path(path: str) -> bool:
    """Tell whether a published page or one of the FILES can have this path."""
    return path in FILES or (
        path[1:].partition("/")[0] not in NO_PAGES
        and len(path) <= MAX_PATH_LENGTH
        and PAGE.fullmatch(path) is not None
    )


@lru_cache(1024)
def make_key(path: str, accept: str) -> Key | None:
    """Return the key of a path without a query, in the form that the client prefers.

    Returns None for a path that is never cached.
    """
    if not is_cacheable_path(path):
        return None
    return Key(path, "", choose_form(accept) if path[-1:] == "/" else "")


def canonical_query(query: str, parameters: tuple[str, ...]) -> str | None:
    """Return the query with only these parameters, in their order.

    Of a repeated parameter the last value counts, as in Django. An empty value counts as none,
    but for a parameter like "about=", of a redirect from "?about". Returns None for an unusual
    spelling like "page=01", since one page would have a thousand keys.
    """
    try:
        given = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return None
    may_be_empty = {name.removesuffix("="): name[-1:] == "=" for name in parameters}
    known = {
        name: given[name]
        for name in may_be_empty
        if name in given and (given[name] or may_be_empty[name])
    }
    for value in known.values():
        digits = value.strip().replace("_", "").lstrip("+-")
        is_odd = digits.isdecimal() and not re.fullmatch(r"[1-9][0-9]*", value)
        if is_odd or len(value) > 100 or "\ufffd" in value:
            return None
    return urlencode(known)


def offer(response: Any, parameters: tuple[str, ...] = ()) -> Any:
    """Mark the response of a view as cacheable, and return it.

    It must depend only on public content, the path, and the `parameters` of the query.
    """
    response.query_parameters = parameters
    return response


def offered(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return the view with each of its responses marked as cacheable."""
    return lambda *args, **kwargs: offer(view(*args, **kwargs))


def may_keep(response: Any) -> bool:
    """Tell whether a response of Django may be cached and shown to every visitor.

    A view has to offer it. The other conditions catch mistakes of views before all
    visitors see them.
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
        and varied <= CACHEABLE_VARY
        and b"csrfmiddlewaretoken" not in response.content
    )


def parse_qualities(header: str) -> dict[str, float]:
    """Return the quality, from 0 to 1, of each item of an Accept header.

    An item whose quality is not a number counts as unwanted.
    """
    qualities = {}
    for part in header[:MAX_HEADER_LENGTH].lower().split(","):
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


@lru_cache(256)
def choose_encoding(header: str, offered: tuple[str, ...]) -> str:
    """Return the `offered` encoding that an Accept-Encoding header prefers.

    Returns "", the unencoded body, where the header admits none of them.
    """
    qualities = parse_qualities(header)
    rest = qualities.get("*", 0.0)
    ranks = {
        "br": qualities.get("br", rest),
        "gzip": qualities.get("gzip", qualities.get("x-gzip", rest)),
        # Every client understands it, so it comes after all that the header names.
        "": qualities.get("identity", rest or 0.0001),
    }
    admitted = [name for name in ENCODINGS if name in offered and ranks[name] > 0]
    return max(admitted, key=lambda name: ranks[name], default="")


def choose_form(header: str) -> str:
    """Return "markdown" for an Accept header that prefers it to HTML, otherwise ""."""
    qualities = parse_qualities(header)
    named = list(qualities)

    def rank(kind: str) -> tuple[float, int]:
        for name in (kind, "text/*", "*/*"):
            if name in qualities:
                return qualities[name], -named.index(name)
        return 0.0, 0

    markdown, html = rank("text/markdown"), rank("text/html")
    return MARKDOWN if markdown > html and markdown[0] > 0 else ""


def parse_entity_tags(header: str) -> set[str]:
    """Return the entity tags of an If-None-Match header, for weak comparison."""
    return {tag.strip().removeprefix("W/") for tag in header[:MAX_HEADER_LENGTH].split(",")}

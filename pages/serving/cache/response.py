"""One cached response: made of Django's, answered to clients, packed for the database."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..rsgi import Answer
from .policy import MAX_HEADER_LENGTH, choose_encoding, parse_entity_tags

Headers = list[tuple[str, str]]

CACHE_CONTROL = "public, max-age=0, must-revalidate"
# A 304 has no body, so no headers that describe one.
BODY_HEADERS = {"content-type", "content-encoding"}
# The server sets the first and the cache the next two; the last names one request.
DROPPED_HEADERS = {"content-length", "etag", "vary", "x-request-id"}
DIGEST_SIZE = 32


@dataclass(slots=True)
class CachedResponse:
    """Response with status 200, in each encoding that makes it smaller.

    `headers` are those that do not depend on the encoding; `bodies` are by encoding, ""
    for the plain bytes; `tag` identifies the content. `parameters` are the query parameters
    that the page declares. `version` is the cache version it was rendered at, None for
    static files. `is_page` tells HTML from feeds and files.
    """

    headers: Headers
    bodies: dict[str, bytes]
    tag: str
    parameters: tuple[str, ...] = ()
    version: str | None = None
    is_page: bool = field(init=False, compare=False)
    _encodings: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _variants: dict[str, tuple[str, Headers]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        types = [value for name, value in self.headers if name.lower() == "content-type"]
        self.is_page = types[:1] != [] and types[0].startswith("text/html")
        self._encodings = tuple(self.bodies)
        for encoding in self.bodies:
            tag = f'"{self.tag}-{encoding}"' if encoding else f'"{self.tag}"'
            own = [("Content-Encoding", encoding)] if encoding else []
            self._variants[encoding] = tag, [*self.headers, ("ETag", tag), *own]

    @property
    def size(self) -> int:
        """Approximate number of bytes of memory."""
        return sum(map(len, self.bodies.values())) + 4096

    def answer(self, asked: Mapping[str, str], *more: tuple[str, str]) -> Answer:
        """Return the Answer to a request with these headers, with `more` of its own."""
        accepted = asked.get("accept-encoding", "")[:MAX_HEADER_LENGTH]
        encoding = choose_encoding(accepted, self._encodings)
        tag, headers = self._variants[encoding]
        known = asked.get("if-none-match")
        if known and not {tag, "*"}.isdisjoint(parse_entity_tags(known)):
            bare = [pair for pair in headers if pair[0].lower() not in BODY_HEADERS]
            return Answer(304, [*bare, *more])
        return Answer(200, [*headers, *more], self.bodies[encoding])


def make_response(
    headers: Sequence[tuple[str, str]],
    body: bytes,
    parameters: Iterable[str],
    version: str,
) -> CachedResponse:
    """Return the cached response for the headers and the body of Django's."""
    kept = [pair for pair in headers if pair[0].lower() not in DROPPED_HEADERS]
    if not any(name.lower() == "cache-control" for name, _ in kept):
        kept.append(("Cache-Control", CACHE_CONTROL))
    varied = [value for name, value in headers if name.lower() == "vary"]
    kept.append(("Vary", ", ".join([*varied, "Accept-Encoding"])))
    tag = hashlib.sha256(body).hexdigest()[:32]
    return CachedResponse(kept, compress(body), tag, tuple(parameters), version)


def compress(body: bytes) -> dict[str, bytes]:
    """Return the body in each encoding that makes it smaller, and unencoded."""
    import gzip

    import brotli

    bodies = {
        "br": brotli.compress(body, quality=11),
        "gzip": gzip.compress(body, compresslevel=9, mtime=0),
    }
    smaller = {name: data for name, data in bodies.items() if len(data) < len(body)}
    return {**smaller, "": body}


def pack(response: CachedResponse) -> bytes:
    """Return the response as bytes that begin with their own checksum."""
    described = {
        "headers": response.headers,
        "tag": response.tag,
        "parameters": response.parameters,
        "sizes": {name: len(body) for name, body in response.bodies.items()},
    }
    data = json.dumps(described).encode() + b"\n" + b"".join(response.bodies.values())
    return hashlib.sha256(data).digest() + data


def unpack(data: bytes, version: str) -> CachedResponse:
    """Return the response that was packed. Raises ValueError if the bytes are damaged."""
    digest, data = data[:DIGEST_SIZE], data[DIGEST_SIZE:]
    if hashlib.sha256(data).digest() != digest:
        raise ValueError("its bytes are damaged")
    line, _, rest = data.partition(b"\n")
    described = json.loads(line)
    bodies, start = {}, 0
    for name, size in described["sizes"].items():
        bodies[name] = rest[start : start + size]
        start += size
    headers = [(name, value) for name, value in described["headers"]]
    parameters = tuple(described["parameters"])
    return CachedResponse(headers, bodies, described["tag"], parameters, version)

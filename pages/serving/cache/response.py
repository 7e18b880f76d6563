"""One ready response: made from an answer, sent to clients, packed for the database."""

import hashlib
import json
from dataclasses import dataclass, field

from .policy import choose_encoding, read_tags

CACHE_CONTROL = "public, max-age=0, must-revalidate"
# Said of the bytes that are sent, so not of an answer without any.
OF_THE_BODY = {"content-type", "content-encoding", "content-length"}
DIGEST_SIZE = 32


@dataclass(slots=True)
class Snapshot:
    """A response with the status 200, in each encoding that makes it smaller.

    `headers` are pairs, without those that depend on the encoding; `bodies` are by encoding,
    "" for the plain bytes; `tag` names the content. `parameters` are those of the query
    that the address knows. `epoch` is that of the site it shows, or None for what depends
    on none. `is_page` tells whether people read it.
    """

    headers: list
    bodies: dict
    tag: str
    parameters: tuple = ()
    epoch: str | None = None
    is_page: bool = field(init=False, compare=False)
    _encodings: tuple = field(init=False, repr=False, compare=False)
    _ready: dict = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self):
        types = [
            value for name, value in self.headers if name.lower() == "content-type"
        ]
        self.is_page = types[:1] != [] and types[0].startswith("text/html")
        self._encodings = tuple(self.bodies)
        for encoding, body in self.bodies.items():
            tag = f'"{self.tag}-{encoding}"' if encoding else f'"{self.tag}"'
            length = ("Content-Length", str(len(body)))
            own = [("Content-Encoding", encoding)] if encoding else []
            headers = [*self.headers, ("ETag", tag), *own, length]
            bare = [pair for pair in headers if pair[0].lower() not in OF_THE_BODY]
            self._ready[encoding] = tag, headers, bare, [body]

    @property
    def size(self):
        """About how many bytes of memory it takes."""
        return sum(map(len, self.bodies.values())) + 4096

    def answer(self, environ, start_response, *more):
        """Answer a GET or HEAD, with `more` headers."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = choose_encoding(accepted, self._encodings)
        tag, headers, bare, body = self._ready[encoding]
        if "HTTP_IF_NONE_MATCH" in environ:
            known = read_tags(environ["HTTP_IF_NONE_MATCH"])
            if tag in known or "*" in known:
                start_response("304 Not Modified", [*bare, *more])
                return []
        start_response("200 OK", [*headers, *more])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body


def make_snapshot(headers, body, parameters, epoch):
    """Return the snapshot of a response with these headers, pairs, and this body."""
    # What is the server's to say, and what names one request.
    own = {"content-length", "etag", "vary", "x-request-id"}
    kept = [pair for pair in headers if pair[0].lower() not in own]
    if not any(name.lower() == "cache-control" for name, _ in kept):
        kept.append(("Cache-Control", CACHE_CONTROL))
    varied = [value for name, value in headers if name.lower() == "vary"]
    kept.append(("Vary", ", ".join([*varied, "Accept-Encoding"])))
    tag = hashlib.sha256(body).hexdigest()[:32]
    return Snapshot(kept, compress(body), tag, tuple(parameters), epoch)


def compress(body):
    """Return the body in each encoding that makes it smaller, and as it is."""
    import gzip

    import brotli

    bodies = {
        "br": brotli.compress(body, quality=11),
        "gzip": gzip.compress(body, compresslevel=9, mtime=0),
    }
    smaller = {name: data for name, data in bodies.items() if len(data) < len(body)}
    return {**smaller, "": body}


def pack(snapshot):
    """Return the snapshot as bytes that say by themselves whether they are whole."""
    about = {
        "headers": snapshot.headers,
        "tag": snapshot.tag,
        "parameters": snapshot.parameters,
        "sizes": {name: len(body) for name, body in snapshot.bodies.items()},
    }
    data = json.dumps(about).encode() + b"\n" + b"".join(snapshot.bodies.values())
    return hashlib.sha256(data).digest() + data


def unpack(data, epoch):
    """Return the snapshot that was packed. Raises ValueError if the bytes are damaged."""
    digest, data = data[:DIGEST_SIZE], data[DIGEST_SIZE:]
    if hashlib.sha256(data).digest() != digest:
        raise ValueError("its bytes are damaged")
    line, _, rest = data.partition(b"\n")
    about = json.loads(line)
    bodies, at = {}, 0
    for name, size in about["sizes"].items():
        bodies[name] = rest[at : at + size]
        at += size
    headers = [tuple(pair) for pair in about["headers"]]
    return Snapshot(headers, bodies, about["tag"], tuple(about["parameters"]), epoch)

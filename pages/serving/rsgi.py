"""Requests and answers of RSGI, the interface between Granian and this site.

Granian's side is a scope, which describes a request, and a protocol, which takes the answer
and gives the body of the request block by block. Nothing of Django is imported here.
"""

import asyncio
import io
import sys
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from .headers import FOR_THIS_SITE

SAFE = {"GET", "HEAD"}
IN_MEMORY = 64 * 1024  # bytes of a body; the rest of it is on the disk
PATIENCE = 15  # seconds in which a client has to send the next STEP bytes
STEP = 4 * 1024


class Request:
    """Request without its body. `headers` is a mapping with lower-case names."""

    __slots__ = ("headers", "method", "path", "query", "scope")

    def __init__(self, scope):
        self.scope = scope
        self.method = scope.method
        self.path = scope.path
        self.query = scope.query_string
        self.headers = scope.headers

    @property
    def cookie(self):
        """The cookies, which some proxies send in several headers."""
        return "; ".join(self.headers.get_all("cookie"))

    def find_length(self):
        """Return the length of the body, or None if the client does not say it."""
        if "transfer-encoding" in self.headers:
            return None
        # Granian has refused what is not a number.
        return int(self.headers.get("content-length") or 0)

    def make_environ(self):
        """Return the WSGI environment of the request, with an empty body."""
        client, _, _ = self.scope.client.rpartition(":")
        host, _, port = self.scope.server.rpartition(":")
        environ = make_environ(self.method, self.path, self.query, host, port, client.strip("[]"))
        for name, value in self.headers.items():
            # A name with "_" could pass for one with "-".
            if "_" not in name:
                key = "HTTP_" + name.upper().replace("-", "_")
                separator = "; " if name == "cookie" else ","
                environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
        for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            environ[key] = environ.pop(f"HTTP_{key}", "")
        return environ


def make_environ(method, path, query, host, port, client):
    """Return the WSGI environment of a request without headers and body."""
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        # WSGI passes the bytes of a path as Latin-1.
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


class Answer(NamedTuple):
    """Response whose body is in memory. Granian sends no body to HEAD and with 304."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""

    def send(self, protocol):
        protocol.response_bytes(self.status, self.headers, self.body)


class FileAnswer(NamedTuple):
    """Response with the range `part` of the bytes of a file on the disk."""

    status: int
    headers: list[tuple[str, str]]
    path: str
    part: range

    def send(self, protocol):
        start, stop = self.part.start, self.part.stop
        protocol.response_file_range(self.status, self.headers, self.path, start, stop)


def answer_in_words(status, text):
    """Return an Answer with a plain text that is not cached."""
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
        **FOR_THIS_SITE,
    }
    return Answer(status, list(headers.items()), text.encode())


class Refused(Exception):
    """The body of a request is not received further; `answer` says why."""

    def __init__(self, answer):
        self.answer = answer


async def receive(protocol, length, limit, ask):
    """Return the whole body of a request as a file, and its size. Raises Refused.

    A client may take its time, but not PATIENCE seconds without progress. A body of more
    than `limit` bytes is received if `ask(size)` does not raise Refused. The `length` is
    None if the client does not say it.
    """
    if length is not None and length > limit:
        await ask(length)
        limit = length
    body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it outlives this
    loop = asyncio.get_running_loop()
    size = empty = 0
    ends_at, reached = loop.time() + PATIENCE, STEP
    blocks = aiter(protocol)
    try:
        while True:
            try:
                async with asyncio.timeout_at(ends_at):
                    block = await anext(blocks)
            except StopAsyncIteration:
                break
            size += len(block)
            empty += not block
            if size > limit:
                await ask(size)
                limit = 2 * size
            body.write(block)
            if size >= reached:
                ends_at, reached = loop.time() + PATIENCE, size + STEP
    except TimeoutError:
        raise refuse(HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive") from None
    except OSError:
        raise refuse(HTTPStatus.INSUFFICIENT_STORAGE, "There is no room for the request") from None
    # Granian ends a body with an empty block, after another one where the client has gone.
    # Half a text must not be saved.
    if size != length if length is not None else empty > 1:
        raise refuse(HTTPStatus.BAD_REQUEST, "The request is incomplete")
    body.seek(0)
    return body, size


def refuse(status, reason):
    return Refused(answer_in_words(status, f"{reason}: send it once more.\n"))

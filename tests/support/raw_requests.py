"""Bytes that are no HTTP, or HTTP that two servers could read in two ways."""

import random

LONG = b"a" * 100_000
# First lines of a request to %s.
LINES = [
    *(b"", b"GET", b"GET %s", b"GET %s HTTP/9.9", b"GET %s HTTP/0.9", b"GET %s HTTP/2.0"),
    *(b"GET  %s  HTTP/1.1", b" GET %s HTTP/1.1", b"G\0T %s HTTP/1.1", b"\xff %s HTTP/1.1"),
    *(b"GET %s\0 HTTP/1.1", b"GET %s\xff HTTP/1.1", b"GET %s a HTTP/1.1", b"%s" + LONG),
    *(b"GET %s" + LONG + b" HTTP/1.1", LONG + b" %s HTTP/1.1", b"GET %s HTTP/1.1" + LONG),
    *(b"GET http://evil.example%s HTTP/1.1", b"GET //evil.example%s HTTP/1.1"),
    *(b"CONNECT localhost:1%s HTTP/1.1", b"OPTIONS * HTTP/1.1", b"GET * HTTP/1.1"),
    *(b"GET %s?%%00%%ff HTTP/1.1", b"GET %s/../../%%2e%%2e/etc/passwd HTTP/1.1"),
    *(b"PRI * HTTP/2.0\r\n\r\nSM\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
]
HEADERS = [
    *(b"", b"Host: localhost", b"Host:", b"Host: a\r\nHost: b", b"Host: \xff"),
    *(b"Host: localhost\r\nA: " + LONG, b"Host: localhost\r\n" + LONG + b": a"),
    *(b"Host: localhost" + b"\r\nA: b" * 1000, b"Host: localhost\r\nCookie: a=\0"),
    *(b"Host: localhost\r\nno colon", b"Host : localhost", b"Host: localhost\r\n folded"),
    *(b"Host: localhost\r\n: a", b"Host: localhost\nA: b", b"Host: localhost\rA: b"),
    *(b"Host: localhost\r\nContent-Type: a; charset=\0", b"\0: \0", b"\xff: \xff"),
    *(b"Host: localhost\r\nExpect: the moon", b"Host: localhost\r\nUpgrade: h2c"),
]
# How long a body says it is, and what comes then.
BODIES = [
    *((b"Content-Length: x", b"a"), (b"Content-Length: -1", b"a")),
    *((b"Content-Length: 1.5", b"a"), (b"Content-Length: " + b"9" * 30, b"a")),
    *((b"Content-Length: 5, 5", b"aaaaa"), (b"Content-Length: +5", b"aaaaa")),
    (b"Content-Length: 1\r\nContent-Length: 2", b"aa"),
    (b"Content-Length: 10", b"a"),
    (b"Transfer-Encoding: chunked", b"zz\r\n"),
    (b"Transfer-Encoding: chunked", b"FFFFFFFFFFFFFFFFFF\r\na"),
    (b"Transfer-Encoding: chunked", b"-1\r\na\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked", b"1;" + LONG + b"\r\na\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked", b"5\r\na"),
    (b"Transfer-Encoding: chunked", b"1\r\nab\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked", b"0\r\nA: " + LONG + b"\r\n\r\n"),
    (b"Transfer-Encoding: identity, chunked", b"0\r\n\r\n"),
    (b"Transfer-Encoding: chunked, identity", b"0\r\n\r\n"),
    (b"Transfer-Encoding: xchunked", b"0\r\n\r\n"),
    (b"Transfer-Encoding : chunked", b"0\r\n\r\n"),
    (b"Transfer-Encoding:\x0bchunked", b"0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", b"0\r\n\r\n"),
    # A second request hidden in the body of the first.
    (b"Content-Length: 4\r\nTransfer-Encoding: chunked", b"5c\r\nGET /admin/ HTTP/1.1"),
    (
        b"Content-Length: 50\r\nTransfer-Encoding: chunked",
        b"0\r\n\r\nGET /admin/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ),
    (b"Content-Length: 0", b"GET /admin/ HTTP/1.1\r\nX: a"),
]
PATHS = [b"/", b"/contact/", b"/admin/login/", b"/static/none.css", b"/media/images/no.png"]


def make_raw_requests(seed):
    """Yield the bytes of a few hundred requests, the same ones for the same seed."""
    chance = random.Random(seed)
    for path in PATHS:
        for line in LINES:
            line = line.replace(b"%s", path).replace(b"%%", b"%")
            yield line + b"\r\nHost: localhost\r\n\r\n"
        for headers in HEADERS:
            yield b"GET " + path + b" HTTP/1.1\r\n" + headers + b"\r\n\r\n"
        for headers, body in BODIES:
            start = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\n"
            yield start + headers + b"\r\n\r\n" + body
        yield chance.randbytes(5000)
        yield b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n" * 2

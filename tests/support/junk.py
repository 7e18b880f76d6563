"""Values, headers and bodies that no browser sends, for the requests of tests/support/fuzz.py."""

import json
from urllib.parse import quote, urlencode

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]
MADE_UP_METHODS = ["CONNECT", "PROPFIND", "get", "G\xe9T", "", "A" * 300, "GET "]
DEEP = 3000
NUMBERS = [
    *("0", "-1", "00", "1.5", "1e400", "NaN", "inf", "0x10", "1_0", "٣", "²", "+1", " 1"),
    *map(str, (2**31, 2**32, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, -(10**30))),
    "9" * 5000,
]
DATES = [
    *("2026-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "-0001-01-01"),
    *("2026-02-30T25:61:61Z", "24:61", "0001-01-01T00:00:00+23:59", "now"),
]
TEXTS = [
    *("", " ", "\0", "a\0b", "\ud800", "a\udfffb", "\ufeff", "\ufffe", "é", "👩🏽‍🔬", "\u202e"),
    *("'", '"', "\\", "%", "%00", "%zz", "<script>", "{{ 7 }}", "${7}", "{0}", "%s%n"),
    *("../../etc/passwd", "/etc/passwd", "..\\..", "C:\\", "//evil.example", "."),
    *("javascript:alert(1)", "https://evil.example/", "http://[::1", "http://a:b:c/"),
    *("\r\nX-Made-Up: 1", "\n", "\t", "a" * 300, "ü" * 70_000, "(" * 500, "*" * 50),
    *("null", "true", "[]", "{}", "[" * DEEP, '{"a":' * DEEP, '""', "[1, 2", "[[[]]]"),
    *("title", "-title", "--title", "?", "title__regex", "pk", "-", "live", "password"),
    *("csv", "xlsx", "html", "en", "xx", "pages.homepage", "a.b", "a.b.c", ".", "all"),
]
JUNK = [*NUMBERS, *DATES, *TEXTS]
BYTES = [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\x00", b"\xf8\x88", b"%u0041"]

# By what WSGI calls them; bytes beyond ASCII come as Latin-1, and NUL in few: see the test
# of the server.
HEADERS = {
    "HOST": [
        *("", "evil.example", "localhost:99999", "[::1", "localhost:x", "LOCALHOST"),
        *("localhost.", "a" * 5000, "\xff", "localhost, localhost", "@"),
    ],
    "ACCEPT": ["*/*", "text/markdown", "q=;,;", "text/html;q=x", "a/b" * 999, "\xff"],
    "ACCEPT_LANGUAGE": ["de", "xx-" * 300, ";q=1", "*", "\xff", "a;q=1e999"],
    "ACCEPT_ENCODING": ["br", "gzip;q=x", "*;q=0", ",;,", "\xff"],
    "RANGE": ["bytes=0-", "bytes=-", "bytes=5-1", "bytes=" + "0-1," * 500, "x=1-2"],
    "IF_RANGE": ['"a"', "\xff", "Wed, 99 Foo 2026"],
    "IF_NONE_MATCH": ["*", 'W/"', '"a", "b"', "\xff", '"' * 999],
    "IF_MODIFIED_SINCE": [
        *("Wed, 99 Foo 2026 99:99:99 GMT", "0", "Thu, 01 Jan 1970 00:00:00 GMT"),
        *("Sun, 31 Feb 2026 00:00:00 GMT", "Mon, 01 Jan 99999 00:00:00 GMT", "\xff"),
    ],
    "IF_MATCH": ["*", '"x"'],
    "IF_UNMODIFIED_SINCE": ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday"],
    "X_FORWARDED_FOR": ["1.2.3.4", "::1, x", "\xff", "," * 500, "999.1.1.1"],
    "X_FORWARDED_PROTO": ["https", "http", "gopher", "\xff", "https,http"],
    "X_FORWARDED_HOST": ["evil.example", "\xff"],
    "X_REQUEST_ID": ["0123456789abcdef", "\r\nX: 1", "\xff" * 20, "a" * 999],
    "REFERER": ["", "http://localhost/", "http://[::1", "\xff", "a" * 9999, "//"],
    "ORIGIN": ["null", "http://localhost", "http://evil.example", "http://[", "\xff"],
    "AUTHORIZATION": ["Basic !!!", "Basic " + "QQ==" * 999, "Bearer \xff", ""],
    "SEC_PURPOSE": ["prefetch", "prefetch;prerender", "\xff"],
    "SEC_FETCH_SITE": ["cross-site", "\xff"],
    "X_REQUESTED_WITH": ["XMLHttpRequest", "\xff"],
    "USER_AGENT": ["Mozilla/5.0", "", "\xff" * 999, "bot"],
    "TRANSFER_ENCODING": ["chunked", "chunked, chunked", "\xff"],
    "EXPECT": ["100-continue", "the moon"],
    "UPGRADE": ["h2c", "websocket"],
    "CONTENT_ENCODING": ["gzip", "br", "\xff"],
    "X_CSRFTOKEN": ["", "a" * 64, "\xff"],
    "X_HTTP_METHOD_OVERRIDE": ["DELETE"],
}
COOKIES = [
    *("a", "=", ";;;", "a=b; a=c", "\xff=\xff", 'a="', 'a="\\000"', "x" * 9999, "a=" * 999),
    *("csrftoken=x", "csrftoken=\xff", "messages=[[", "sessionid=", "sessionid=\xff"),
    *('sessionid="a\\000bcdefghij"', "sessionid=" + "a" * 5000, "device=x", "sessionid=made-up"),
    *("django_language=\xff", "wagtail_sidebar_collapsed=2"),
]
CONTENT_TYPES = [
    *("", "a", "/", "text/plain", "application/json", "application/json; charset=x"),
    *("application/x-www-form-urlencoded; charset=none-such", "multipart/form-data"),
    *("application/x-www-form-urlencoded; charset=utf-16", "a; charset=utf-8", "a; charset=\0"),
    *("multipart/form-data; boundary=", "multipart/form-data; boundary=\xff"),
    *("multipart/form-data; boundary=" + "b" * 999, "\xff", "image/png", "x" * 9999),
    *("application/x-www-form-urlencoded; charset=\xff", "multipart/mixed; boundary=b"),
]
LENGTHS = ["", "x", "-1", "0", "5", "1.5", "\xb2", "99999999", str(10**30), "9" * 5000]


def encode(pairs):
    """Return a query in percent-encoding, lone surrogates as the bytes they would be."""
    return urlencode([(to_bytes(name), to_bytes(value)) for name, value in pairs], quote_via=quote)


def to_bytes(text):
    return text.encode("utf-8", "surrogatepass")


def make_multipart(chance, fields):
    """Return the parts of a form, or what is nearly such, and their type."""
    boundary = b"fuzz"
    parts = []
    for name, value in fields:
        head = b'Content-Disposition: form-data; name="%s"' % to_bytes(name)
        if chance.random() < 0.1:
            file = chance.choice(["a.png", "", "../../a", "\0", "a" * 500, "é.pdf"])
            head += b'; filename="%s"\r\nContent-Type: image/png' % to_bytes(file)
        if chance.random() < 0.03:
            head = chance.choice([b"", b"Content-Disposition", b"\xff: \xff", b"a" * 9999])
        if chance.random() < 0.03:
            way = chance.choice([b"base64", b"quoted-printable", b"\xff"])
            head += b"\r\nContent-Transfer-Encoding: " + way
        parts.append(b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary, head, to_bytes(value)))
    end = b"--%s--\r\n" % boundary
    if chance.random() < 0.1:
        end = chance.choice([b"", b"--", b"--fuzz", b"\r\n\r\n", b"--fuzz--" * 99])
    return b"".join(parts) + end, "multipart/form-data; boundary=fuzz"


def make_json(chance, fields):
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(
            [b"[" * 100_000, b'{"a":' * 9999, b"{", b"\xff", b"1e999", b"9" * 9999, b'"']
        )
    values = {
        name: chance.choice([value, [value], {"a": value}, None, 10**30, [[[]]], True])
        for name, value in fields
    }
    return json.dumps(chance.choice([values, [values], fields])).encode()

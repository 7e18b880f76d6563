"""HTTP responses with files: whole, in ranges, or not modified.

Uses the standard library alone, so that MediaFiles serves images before Django has loaded.
"""

import os
import re
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from ..cache.lru import LRUCache
from ..headers import FOR_ALL, FOR_THIS_SITE

# A file that is opened by itself runs no script.
POLICY = "default-src 'none'; media-src 'self'; sandbox"
# Not every machine knows the newer types by their endings.
TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
FIVE_MINUTES = "public, max-age=300"
ONE_YEAR = "public, max-age=31536000, immutable"
# The public folders; documents may be private. The name of a rendition changes with its
# content.
LIFETIMES = {"images": ONE_YEAR, "original_images": FIVE_MINUTES}
BLOCK = 256 * 1024  # bytes that are read at once
HELD = 8 * 1024 * 1024  # bytes of pictures in memory
ONE_PART = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)
ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


class StorageUnavailable(Exception):
    """The storage of the uploads does not answer."""


class File:
    """HTTP metadata of one version of a file.

    `size` is in bytes, `changed_at` a Unix time in nanoseconds; `headers` describe the file.
    """

    def __init__(self, size, changed_at, headers):
        # Imported late: it would delay the first page after a start.
        from email.utils import formatdate

        self.size = size
        self.changed_at = changed_at
        self.etag = f'"{changed_at:x}-{size:x}"'
        self.date = formatdate(changed_at // 10**9, usegmt=True)
        self.headers = {
            **headers,
            "ETag": self.etag,
            "Last-Modified": self.date,
            "Accept-Ranges": "bytes",
        }

    def answer(self, environ):
        """Return the status, the headers and the range of bytes of the response.

        `environ` has the request headers as WSGI names them. The range is None when no
        byte of the file is sent.
        """
        headers = self.headers.copy()
        if self.is_known(environ):
            del headers["Content-Type"]
            return HTTPStatus.NOT_MODIFIED, headers, None
        part = self.find_part(environ)
        if part is None:
            headers["Content-Length"] = str(self.size)
            return HTTPStatus.OK, headers, range(self.size)
        if not part:
            headers["Content-Range"] = f"bytes */{self.size}"
            return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers, None
        headers["Content-Length"] = str(len(part))
        headers["Content-Range"] = f"bytes {part[0]}-{part[-1]}/{self.size}"
        return HTTPStatus.PARTIAL_CONTENT, headers, part

    def is_known(self, environ):
        """Tell whether the client has this version already (RFC 9110, 13.2.2)."""
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            return tags.strip() == "*" or self.etag in ENTITY_TAG.findall(tags)
        date = environ.get("HTTP_IF_MODIFIED_SINCE")
        if date is None:
            return False
        from email.utils import parsedate_to_datetime

        try:
            return parsedate_to_datetime(date).timestamp() >= self.changed_at // 10**9
        except (ValueError, TypeError, OverflowError):
            return False

    def find_part(self, environ):
        """Return the requested range of bytes, or None for the whole file.

        The range is empty when it is beyond the end. The whole file is the response to an
        invalid range, to several, and to one of an earlier version (RFC 9110, 14.2).
        """
        if "HTTP_RANGE" not in environ:
            return None
        asked = ONE_PART.fullmatch(environ["HTTP_RANGE"].strip())
        state = environ.get("HTTP_IF_RANGE")
        is_meant = not state or state in {self.etag, self.date}
        if environ["REQUEST_METHOD"] != "GET" or not asked or not is_meant:
            return None
        first, last = asked.groups()
        if first and last and int(last) < int(first):
            return None
        if first:
            return range(self.size)[int(first) : int(last) + 1 if last else None]
        if last:
            return range(self.size)[max(self.size - int(last), 0) :]
        return None


def read_part(file, part):
    """Yield the bytes of an open file in the range `part`, and close it at the end."""
    with file:
        if part.start:
            file.seek(part.start)
        left = len(part)
        while left and (block := file.read(min(left, BLOCK))):
            left -= len(block)
            yield block


def describe(content_type, lifetime, disposition="inline"):
    """Return the headers of an uploaded file, which each response has.

    A file that is shown within pages may be embedded by other sites, which show feeds.
    """
    is_shown = disposition == "inline"
    return {
        **(FOR_ALL if is_shown else FOR_THIS_SITE),
        "Content-Type": content_type,
        "Content-Disposition": disposition,
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": lifetime,
    }


def find_type(name):
    """Return the content type of an image of this name, or None for other files."""
    return TYPES.get(name.rpartition(".")[2].lower())


def read_version(stat):
    """Return the size in bytes and the time of change in nanoseconds."""
    return stat.st_size, stat.st_mtime_ns


class Picture(NamedTuple):
    """An image: its path, its File, and its bytes or an open file."""

    path: str
    state: File
    content: object

    @property
    def version(self):
        return self.state.size, self.state.changed_at

    @property
    def size(self):
        """Approximate bytes of memory."""
        return self.state.size + 2048


class MediaFiles:
    """WSGI middleware that serves the images in a folder of this machine.

    It passes all other requests to `application`; those over plain HTTP too, if the site is
    `secure`. `root` is the folder of the uploads, `prefix` the start of their addresses, and
    `headers` a dictionary that each response gets.
    """

    def __init__(self, application, root, prefix="/media/", *, secure=False, headers=None):
        self.application = application
        self.root = Path(root)
        self.secure = secure
        self.prefix = prefix
        self.headers = headers or {}
        self.held = LRUCache(HELD)
        self.address = re.compile(rf"{re.escape(prefix)}((?:{'|'.join(LIFETIMES)})/[^/]+)")

    def __call__(self, environ, start_response):
        address = environ["PATH_INFO"]
        # Most requests are for other addresses, and lose no time here.
        is_asked = address.startswith(self.prefix) and self.may_answer(environ)
        picture = self.look(address) if is_asked else None
        if picture is None:
            return self.application(environ, start_response)
        status, headers, part = picture.state.answer(environ)
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        if not part or environ["REQUEST_METHOD"] == "HEAD":
            part = range(0)
        if isinstance(picture.content, bytes):
            return [picture.content[part.start : part.stop]]
        body = read_part(picture.content, part)
        # Granian sends a list of bytes several times as fast as an iterator.
        return body if len(part) > BLOCK else [b"".join(body)]

    def may_answer(self, environ):
        """Tell whether an image may be the response."""
        scheme = environ.get("HTTP_X_FORWARDED_PROTO")
        is_secure = scheme == "https" or not self.secure
        return is_secure and environ["REQUEST_METHOD"] in {"GET", "HEAD"}

    def look(self, address):
        """Return the current Picture of this address, or None.

        A small one is kept in memory until its file changes.
        """
        held = self.held.get(address)
        path = held.path if held else self.find(address)
        if path is None:
            return None
        try:
            if held and held.version == read_version(os.stat(path)):  # noqa: PTH116
                return held
            file = open(path, "rb", 0)  # noqa: PTH123, SIM115 - quick; see read_part
        except (OSError, ValueError):
            return None
        own = describe(find_type(path), LIFETIMES[path.split("/")[-2]])
        version = read_version(os.fstat(file.fileno()))
        state = File(*version, {**self.headers, **own})
        if state.size > BLOCK:
            return Picture(path, state, file)
        with file:
            picture = Picture(path, state, file.read(BLOCK))
        self.held.put(address, picture)
        return picture

    def find(self, address):
        """Return the path of the image at this address, which need not exist, or None."""
        found = self.address.fullmatch(address)
        if not found or not find_type(address):
            return None
        with suppress(ValueError):
            # WSGI passes the bytes of a path as Latin-1.
            return f"{self.root}/{found[1].encode('latin-1').decode()}"
        return None

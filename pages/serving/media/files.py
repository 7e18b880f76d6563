"""Files as HTTP serves them, whole or in parts, and only when they have changed.

Of the standard library alone, so that pictures can be served before Django has loaded, and
at its speed: see MediaFiles.
"""

import os
import re
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from ..cache.lru import LRUCache
from ..headers import FOR_ALL, FOR_THIS_SITE

# What is opened by itself may run nothing.
POLICY = "default-src 'none'; media-src 'self'; sandbox"
# Pictures by their endings: not every machine knows the newer ones by their names.
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
# The folders that anybody may read. The name of a rendition changes with its content;
# documents are served to those alone who may read them.
LIFETIMES = {"images": ONE_YEAR, "original_images": FIVE_MINUTES}
BLOCK = 256 * 1024  # bytes that are read at once
HELD = 8 * 1024 * 1024  # bytes of pictures in memory
ONE_PART = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)
ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


class StorageAway(Exception):
    """The storage of the uploads does not answer."""


class File:
    """What is answered about one state of a file: its size in bytes, changed at a time.

    `changed_at` is a Unix time in nanoseconds, `headers` what says what the file is.
    """

    def __init__(self, size, changed_at, headers):
        # Not for the first page of a site that has just started.
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
        """Return the status, the headers and the range of bytes of the answer.

        `environ` has the request headers as WSGI names them. The range is None where no
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
        """Tell whether who asks has this state already (RFC 9110, 13.2.2)."""
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
        """Return the range of bytes that is asked for, or None for the whole file.

        It is empty when the file has no such bytes. As RFC 9110 (14.2) allows, the whole
        file answers what is no range and what is more than one, and what was meant for an
        earlier state of the file.
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
    """Return the headers of an uploaded file, which are the same for each answer.

    What is shown within a page is shown in feeds as well, by other sites.
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
    """Return the type of a picture of this name, or None where it is none."""
    return TYPES.get(name.rpartition(".")[2].lower())


def read_version(stat):
    """Return what tells one state of a file from another: size in bytes, nanoseconds."""
    return stat.st_size, stat.st_mtime_ns


class Picture(NamedTuple):
    """A picture: where it is, the File that tells of it, and its bytes or an open file."""

    path: str
    state: File
    content: object

    @property
    def version(self):
        return self.state.size, self.state.changed_at

    @property
    def size(self):
        """About how many bytes of memory it takes."""
        return self.state.size + 2048


class MediaFiles:
    """A WSGI application that serves the pictures in a folder of this machine.

    All else it leaves to `application`: what is no picture, or is not there. `root` is the
    folder of the uploads and `prefix` where their addresses begin. Where the site is
    `secure`, so is what came over plain HTTP. Each answer has the `headers`, pairs by name.
    """

    def __init__(
        self, application, root, prefix="/media/", *, secure=False, headers=None
    ):
        self.application = application
        self.root = Path(root)
        self.secure = secure
        self.prefix = prefix
        self.headers = headers or {}
        self.held = LRUCache(HELD)
        self.address = re.compile(
            rf"{re.escape(prefix)}((?:{'|'.join(LIFETIMES)})/[^/]+)"
        )

    def __call__(self, environ, start_response):
        address = environ["PATH_INFO"]
        # Most are for something else, and are to lose no time here.
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
        """Tell whether a picture may be the answer."""
        scheme = environ.get("HTTP_X_FORWARDED_PROTO")
        is_secure = scheme == "https" or not self.secure
        return is_secure and environ["REQUEST_METHOD"] in {"GET", "HEAD"}

    def look(self, address):
        """Return the Picture of this address as it is now, or None.

        A small one is held in memory, for as long as its file does not change.
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
        """Return where the picture of this address would be on the disk, or None."""
        found = self.address.fullmatch(address)
        if not found or not find_type(address):
            return None
        with suppress(ValueError):
            # WSGI hands over the bytes of an address as if they were Latin-1.
            return f"{self.root}/{found[1].encode('latin-1').decode()}"
        return None

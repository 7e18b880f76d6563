"""HTTP responses with files: whole, in ranges, or not modified.

Uses the standard library alone, so that MediaFiles serves images before Django has loaded.
"""

import os
import re
import stat
from http import HTTPStatus
from typing import NamedTuple

from ..cache.lru import LRUCache
from ..cache.policy import parse_entity_tags
from ..headers import FOR_ALL, FOR_THIS_SITE
from ..rsgi import Answer, FileAnswer

# A file that is opened by itself runs no script.
POLICY = "default-src 'none'; media-src 'self'; sandbox"
# Not every machine knows the newer types by their extensions.
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
HELD = 8 * 1024 * 1024  # bytes of images in memory
SINCE = "if-modified-since"
DATE_LENGTH = 40  # characters; a longer header would take long to parse
ONE_PART = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


class StorageUnavailable(Exception):
    """The storage of the uploads does not answer."""


class File:
    """HTTP metadata of one version of a file.

    `size` is in bytes, `changed_at` a Unix time in nanoseconds; `headers` describe the file.
    """

    def __init__(self, size, changed_at, headers):
        # Imported late: it would delay the first page after a start.
        from email.utils import formatdate

        self.version = size, changed_at
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

    def answer(self, method, asked):
        """Return the status, the headers and the range of bytes of the response.

        `asked` are the headers of the request. The range is None when no byte of the file
        is sent.
        """
        headers = self.headers.copy()
        if self.is_known(asked):
            del headers["Content-Type"]
            return HTTPStatus.NOT_MODIFIED, headers, None
        part = self.find_part(asked) if method == "GET" else None
        if part is None:
            headers["Content-Length"] = str(self.size)
            return HTTPStatus.OK, headers, range(self.size)
        if not part:
            headers["Content-Range"] = f"bytes */{self.size}"
            return HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers, None
        headers["Content-Length"] = str(len(part))
        headers["Content-Range"] = f"bytes {part[0]}-{part[-1]}/{self.size}"
        return HTTPStatus.PARTIAL_CONTENT, headers, part

    def is_known(self, asked):
        """Tell whether the client has this version already (RFC 9110, 13.2.2)."""
        if tags := asked.get("if-none-match"):
            return not parse_entity_tags(tags).isdisjoint({self.etag, "*"})
        date = asked.get(SINCE)
        if date is None or len(date) > DATE_LENGTH:
            return False
        from email.utils import parsedate_to_datetime

        try:
            return parsedate_to_datetime(date).timestamp() >= self.changed_at // 10**9
        except (ValueError, TypeError, OverflowError):
            return False

    def find_part(self, asked):
        """Return the requested range of bytes, or None for the whole file.

        The range is empty when it is beyond the end. The whole file is the response to an
        invalid range, to several, and to one of an earlier version (RFC 9110, 14.2).
        """
        found = ONE_PART.fullmatch(asked.get("range", "").strip())
        state = asked.get("if-range")
        if not found or (state and state not in {self.etag, self.date}):
            return None
        first, last = found.groups()
        if first and last and int(last) < int(first):
            return None
        if first:
            return range(self.size)[int(first) : int(last) + 1 if last else None]
        if last:
            return range(self.size)[max(self.size - int(last), 0) :]
        return None


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


class Image(NamedTuple):
    """An image on the disk: its path, its File, and if it is small its Answer, whole."""

    path: str
    file: File
    whole: Answer | None = None

    @property
    def size(self):
        """Approximate bytes of memory."""
        return self.file.size + 2048


class MediaFiles:
    """Images in a folder of this machine.

    `root` is the folder of the uploads, `prefix` the start of their addresses, and
    `headers` a dictionary that each response gets.
    """

    def __init__(self, root, prefix, headers):
        self.root = root
        self.prefix = prefix
        self.headers = headers
        self.held = LRUCache(HELD)
        self.address = re.compile(rf"{re.escape(prefix)}((?:{'|'.join(LIFETIMES)})/[^/\0]+)")

    def answer(self, request):
        """Return the response with an image, or None if there is none at the address."""
        # Most requests are for other addresses, and lose no time here.
        if not request.path.startswith(self.prefix):
            return None
        image = self.look(request.path)
        if image is None:
            return None
        path, file, whole = image
        asked = request.headers
        is_conditional = "range" in asked or "if-none-match" in asked or SINCE in asked
        if whole and request.method == "GET" and not is_conditional:
            return whole
        return answer_file(request, path, file, whole and whole.body)

    def look(self, address):
        """Return the current Image of this address, or None.

        A small one is kept in memory until its file changes.
        """
        held = self.held.get(address)
        path = held.path if held else self.find(address)
        if path is None:
            return None
        try:
            version = read_version(path)
            if held and held.file.version == version:
                return held
            headers = describe(find_type(path), LIFETIMES[path.split("/")[-2]])
            file = File(*version, {**self.headers, **headers})
            if file.size > BLOCK:
                return Image(path, file)
            with open(path, "rb", 0) as opened:  # noqa: PTH123 - quick
                content = opened.read(BLOCK)
            status, headers, _ = file.answer("GET", {})
            image = Image(path, file, Answer(status, list(headers.items()), content))
        except (OSError, ValueError):
            return None
        self.held.put(address, image)
        return image

    def find(self, address):
        """Return the path of the image at this address, which need not exist, or None."""
        found = self.address.fullmatch(address)
        return f"{self.root}/{found[1]}" if found and find_type(address) else None


def read_version(path):
    """Return the size in bytes of a regular file, and the time of change in nanoseconds."""
    found = os.stat(path)  # noqa: PTH116 - quick
    if not stat.S_ISREG(found.st_mode):
        raise FileNotFoundError
    return found.st_size, found.st_mtime_ns


def answer_file(request, path, file, content=None):
    """Return the response with a File at this path, from its content if that is given."""
    status, headers, part = file.answer(request.method, request.headers)
    headers = list(headers.items())
    if not part or request.method == "HEAD":
        return Answer(status, headers)
    if content is None:
        return FileAnswer(status, headers, path, part)
    return Answer(status, headers, content[part.start : part.stop])


def read_part(file, part):
    """Yield the bytes of an open file in the range `part`, and close it at the end."""
    with file:
        file.seek(part.start)
        left = len(part)
        while left and (block := file.read(min(left, BLOCK))):
            left -= len(block)
            yield block

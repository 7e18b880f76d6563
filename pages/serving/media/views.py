"""Views of uploaded files in any storage, whole or in ranges.

Browsers request a film in ranges, and Safari plays no other; neither Django's nor Wagtail's
view serves them. MediaFiles answers for images on this disk without Django.
"""

import logging
from http import HTTPStatus
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.core.files.utils import validate_file_name
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model

from ..cache.lru import LRUCache
from .files import (
    BLOCK,
    FIVE_MINUTES,
    LIFETIMES,
    File,
    StorageUnavailable,
    describe,
    find_type,
    read_part,
)
from .renditions import remake_rendition

logger = logging.getLogger(__name__)

# Bytes of copies on the disk; a document has at most 50 MB.
copies = LRUCache(128 * 1024 * 1024)


@require_safe
def serve_media(request, folder, path):
    """Serve an uploaded image or a rendition."""
    if folder not in LIFETIMES:
        raise Http404
    name = validate_file_name(f"{folder}/{path}", allow_relative_path=True)
    content_type = find_type(name) or "application/octet-stream"
    headers = describe(content_type, LIFETIMES[folder])
    try:
        return serve_file(request, default_storage, name, headers)
    except Http404:
        if not remake_rendition(name):
            raise
    return serve_file(request, default_storage, name, headers)


@require_safe
def serve_document(request, document_id, filename):
    """Serve a document in place of Wagtail's view, after the checks of its hooks."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    if document.filename != filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        if isinstance(answer := hook(document, request), HttpResponseBase):
            return answer
    is_private = bool(document.collection.get_view_restrictions())
    return send_document(request, document, document.content_disposition, is_private)


def send_document(request, document, disposition, is_private):
    """Return a response with the file of a document; shared caches keep no private one."""
    file = document.file
    headers = describe(document.content_type, FIVE_MINUTES, disposition)
    response = serve_file(request, file.storage, file.name, headers)
    if is_private:
        del response.headers["Cache-Control"]
        patch_cache_control(response, private=True, no_cache=True)
    return response


class FileResponse(StreamingHttpResponse):
    """Response with the range `part` of a file on the disk, which Granian sends."""

    def __init__(self, file, part, **options):
        super().__init__(read_part(file, part), **options)
        self._resource_closers.append(file.close)
        self.path, self.part = file.name, part


def serve_file(request, storage, name, headers):
    """Return a response with the file of this name, or the requested range of it.

    Raises Http404 if the storage has no such file.
    """
    try:
        size, changed_at = look(storage, name)
        file = File(size, int(changed_at.timestamp() * 1_000_000) * 1_000, headers)
        status, headers, part = file.answer(request.method, request.headers)
        options = {"status": status, "headers": headers}
        if part is None or request.method == "HEAD":
            return HttpResponse(**options)
        if len(part) > BLOCK:
            return FileResponse(open_copy(storage, name, file), part, **options)
        # Read whole, so that an error is a 503 and not half a file.
        return HttpResponse(b"".join(read(storage, name, part)), **options)
    except (OSError, ValueError) as error:
        raise Http404("There is no such file.") from error
    except StorageUnavailable:
        logger.exception("The file %s cannot be read now.", name)
        return HttpResponse(
            "This file cannot be read now: try again in a minute.",
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Retry-After": "60"},
            content_type="text/plain",
        )


class Copy(NamedTuple):
    """Copy of a file of a bucket, which is deleted with its last reference."""

    file: object
    size: int


def open_copy(storage, name, file):
    """Return an open file on the disk with the content of a stored file.

    Of the files in a bucket a few copies are kept, since nobody knows when a slow client
    has read one.
    """
    if not hasattr(storage, "read_part"):
        return storage.open(name).file
    key = name, *file.version
    copy = copies.get(key)
    if copy is None:
        copy = Copy(NamedTemporaryFile(), file.size)  # noqa: SIM115 - it outlives this
        for block in storage.read_part(name, range(file.size)):
            copy.file.write(block)
        copy.file.flush()
        copies.put(key, copy)
    return open(copy.file.name, "rb")  # noqa: PTH123


def look(storage, name):
    """Return size and time of change of a file; a bucket gives both in one request."""
    if hasattr(storage, "look"):
        return storage.look(name)
    return storage.size(name), storage.get_modified_time(name)


def read(storage, name, part):
    """Return an iterator of the bytes in the range `part`."""
    if hasattr(storage, "read_part"):
        return storage.read_part(name, part)
    return read_part(storage.open(name), part)

"""Views of uploaded files in any storage, whole or in ranges.

Browsers request a video in ranges, and Safari plays no other; neither Django's nor Wagtail's
view serves them. MediaFiles answers for images on this disk without Django.
"""

import logging
from http import HTTPStatus

from django.core.files.storage import default_storage
from django.core.files.utils import validate_file_name
from django.db import Error as DatabaseError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model

from ...models import SiteImage, SiteRendition
from .copies import copies
from .disk import Disk
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


@require_safe
def serve_media(request, folder, path):
    """Serve an uploaded image or a rendition."""
    if folder not in LIFETIMES:
        raise Http404
    name = validate_file_name(f"{folder}/{path}", allow_relative_path=True)
    content_type = find_type(name) or "application/octet-stream"
    headers = describe(content_type, LIFETIMES[folder])
    copy = copies.get((name, ""))
    if copy and not copy.is_confirmed and not is_image(name, request):
        copies.forget(name)
    try:
        return serve_file(request, default_storage, name, headers)
    except Http404:
        if not remake_rendition(name):
            raise
    return serve_file(request, default_storage, name, headers)


def is_image(name, request):
    """Tell whether an image or a rendition has this file; while the database is away, no."""
    if request.META.get("pages.database_is_away"):
        return False
    try:
        return any(model.objects.filter(file=name).exists() for model in (SiteRendition, SiteImage))
    except DatabaseError:
        return False


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
    response = serve_file(
        request, file.storage, file.name, headers, document.file_hash, is_private=is_private
    )
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


def serve_file(request, storage, name, headers, file_hash="", *, is_private=False):
    """Return a response with the file of this name, or the requested range of it.

    A public file of a bucket is answered by its copy, if there is one. The `file_hash` tells
    files of one name apart. Raises Http404 if the storage has no such file.
    """
    key, is_bucket = (name, file_hash), not isinstance(storage, Disk)
    copy = copies.get(key) if is_bucket else None
    try:
        if copy and not is_private:
            copies.refresh(storage, key)
            size, changed_at = copy.version
        else:
            size, changed_at = storage.look(name)
            copy = copy if copy and copy.version == (size, changed_at) else None
        file = File(size, int(changed_at.timestamp() * 1_000_000) * 1_000, headers)
        status, headers, part = file.answer(request.method, request.headers)
        options = {"status": status, "headers": headers}
        if part is None or request.method == "HEAD":
            return HttpResponse(**options)
        is_large = len(part) > BLOCK
        if is_bucket and not copy and (is_large or size <= BLOCK):
            copy = copies.add(storage, key, size, changed_at)
        if is_bucket and is_large and not copy:
            raise StorageUnavailable("There is no room for a copy of it.")
        if is_large:
            return FileResponse(open_whole(storage, name, copy), part, **options)
        # Read whole, so that an error is a 503 and not half a file.
        opened = copy and open_whole(storage, name, copy)
        blocks = read_part(opened, part) if opened else storage.read_part(name, part)
        return HttpResponse(b"".join(blocks), **options)
    except (OSError, ValueError) as error:
        raise Http404("There is no such file.") from error
    except StorageUnavailable as error:
        logger.warning("The file %s cannot be read now: %s", name, error)
        return HttpResponse(
            "This file cannot be read now: try again in a minute.",
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Retry-After": "60"},
            content_type="text/plain",
        )


def open_whole(storage, name, copy):
    """Return an open file on the disk, that of the copy if there is one."""
    return open(copy.path, "rb") if copy else storage.open(name).file  # noqa: PTH123

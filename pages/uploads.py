"""Uploaded files, sent whole or in parts.

A browser asks for a film in parts, and Safari plays none that comes whole. Neither
Django's nor Wagtail's own view knows parts.
"""

import mimetypes
import re

from django.core.files.storage import default_storage
from django.core.files.utils import validate_file_name
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import condition, require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from whitenoise.responders import SlicedFile

# Documents are served to those alone who may read them.
PUBLIC_FOLDERS = {"images", "original_images"}
# What is opened by itself may run nothing.
POLICY = "default-src 'none'; media-src 'self'; sandbox"
ONE_PART = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


@require_safe
def serve_media(request, folder, path):
    """Serve an uploaded picture or one of its renditions."""
    if folder not in PUBLIC_FOLDERS:
        raise Http404
    name = validate_file_name(f"{folder}/{path}", allow_relative_path=True)
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return serve_file(request, default_storage, name, content_type, "inline")


@require_safe
def serve_document(request, document_id, filename):
    """Serve a document in the place of Wagtail's view, to those whom its hooks let pass."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    if document.filename != filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        if isinstance(answer := hook(document, request), HttpResponseBase):
            return answer
    file = document.file
    kind, disposition = document.content_type, document.content_disposition
    response = serve_file(request, file.storage, file.name, kind, disposition)
    if document.collection.get_view_restrictions():
        patch_cache_control(response, private=True, no_cache=True)
    return response


def serve_file(request, storage, name, content_type, disposition):
    """Return the response with the file of this name, or with the part that is asked for.

    Raises Http404 when the storage has no such file or can have none.
    """
    try:
        size, changed_at = storage.size(name), storage.get_modified_time(name)
        file = storage.open(name)
    except (OSError, ValueError) as error:
        raise Http404("There is no such file.") from error
    etag = f'"{int(changed_at.timestamp() * 1_000_000):x}-{size:x}"'

    @condition(lambda request: etag, lambda request: changed_at)
    def respond(request):
        part = find_part(request, size, {etag, http_date(int(changed_at.timestamp()))})
        if part is None:
            response = FileResponse(file, content_type=content_type)
            response.headers["Content-Length"] = size
        elif part:
            bounds = part[0], part[-1]
            response = FileResponse(
                SlicedFile(file, *bounds), status=206, content_type=content_type
            )
            response.headers["Content-Length"] = len(part)
            response.headers["Content-Range"] = "bytes {}-{}/{}".format(*bounds, size)
        else:
            response = HttpResponse(status=416)
            response.headers["Content-Range"] = f"bytes */{size}"
        response.headers["Accept-Ranges"] = "bytes"
        response.headers["Content-Disposition"] = disposition
        return response

    response = respond(request)
    response.headers["Content-Security-Policy"] = POLICY
    if not response.streaming:
        file.close()
    elif request.method == "HEAD":
        response.streaming_content = []
    return response


def find_part(request, size, validators):
    """Return the range of bytes that is asked for, or None for the whole file.

    It is empty when the file has no such bytes. As RFC 9110 (14.2) allows, the whole file
    answers what is no range and what is more than one, and what was meant for an earlier
    state of the file: `validators` are what the present one goes by.
    """
    asked = ONE_PART.fullmatch(request.headers.get("Range", "").strip())
    state = request.headers.get("If-Range")
    if request.method != "GET" or not asked or (state and state not in validators):
        return None
    first, last = asked.groups()
    if first and last and int(last) < int(first):
        return None
    if first:
        return range(size)[int(first) : int(last) + 1 if last else None]
    if last:
        return range(size)[max(size - int(last), 0) :]
    return None

"""Static files: small ones from memory, in the encoding that a client prefers."""

import json
import os
from functools import cached_property
from pathlib import Path

from .cache.lru import LRUCache
from .cache.response import CachedResponse
from .media.files import File, answer_file, read_version

MEGABYTE = 1024 * 1024
MAX_SIZE = MEGABYTE  # Wagtail’s largest script has two thirds of that.
MAX_HELD = 8 * MEGABYTE
ENCODINGS = {"": "", ".br": "br", ".gz": "gzip"}
FOREVER = "max-age=315360000, public, immutable"
ONE_MINUTE = "max-age=60, public"


class StaticFiles:
    """Files below STATIC_ROOT, as collectstatic with WhiteNoise's storage leaves them.

    `headers` is a dictionary that each response gets.
    """

    def __init__(self, settings, headers):
        self.prefix = settings.STATIC_URL
        self.memory = LRUCache(MAX_HELD)
        self._root = Path(settings.STATIC_ROOT)
        self._types = settings.WHITENOISE_MIMETYPES
        self._headers = {**headers, "Access-Control-Allow-Origin": "*"}

    @cached_property
    def _paths(self):
        """Paths by address. An address from outside never becomes a path."""
        files = (f"{folder}/{name}" for folder, _, names in os.walk(self._root) for name in names)
        return {self.prefix + os.path.relpath(path, self._root): path for path in files}

    @cached_property
    def _hashed(self):
        manifest = self._root / "staticfiles.json"
        paths = json.loads(manifest.read_text())["paths"] if manifest.exists() else {}
        return {self.prefix + path for path in paths.values()}

    @cached_property
    def _media_types(self):
        # Those of the system differ from machine to machine.
        from whitenoise.media_types import MediaTypes

        return MediaTypes(extra_types=self._types)

    def answer(self, request):
        """Return the response with a static file, or None if there is none at the address."""
        address, asked = request.path, request.headers
        if not address.startswith(self.prefix):
            return None
        is_conditional = "range" in asked or "if-modified-since" in asked
        held = None if is_conditional else self.memory.get(address)
        if held is not None:
            return held.answer(asked)
        path = self._paths.get(address)
        if path is None:
            return None
        file = File(*read_version(path), self._describe(address))
        if is_conditional or file.size > MAX_SIZE:
            return answer_file(request, path, file)
        bodies = {
            name: Path(path + suffix).read_bytes()
            for suffix, name in ENCODINGS.items()
            if address + suffix in self._paths
        }
        headers = [pair for pair in file.headers.items() if pair[0] != "ETag"]
        response = CachedResponse(headers, bodies, file.etag.strip('"'))
        self.memory.put(address, response)
        return response.answer(asked)

    def _describe(self, address):
        kind = self._media_types.get_type(address)
        return {
            **self._headers,
            "Content-Type": f'{kind}; charset="utf-8"' if kind.startswith("text/") else kind,
            "Cache-Control": FOREVER if address in self._hashed else ONE_MINUTE,
            "Vary": "Accept-Encoding",
        }

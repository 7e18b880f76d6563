"""Static files over HTTP: WhiteNoise finds them, and small ones stay in memory."""

import json
from functools import cached_property
from pathlib import Path

from ..headers import list_safe_headers
from .lru import LRUCache
from .response import CachedResponse

MEGABYTE = 1024 * 1024
MAX_SIZE = MEGABYTE // 2
MAX_HELD = 8 * MEGABYTE
ENCODING_HEADERS = {"content-length", "content-encoding", "etag"}


class StaticFiles:
    """WSGI application that serves the files below STATIC_ROOT, as collectstatic left them.

    It leaves all other requests to `application`.
    """

    def __init__(self, application, settings):
        self.application = application
        self.prefix = settings.STATIC_URL
        self.memory = LRUCache(MAX_HELD)
        self._root = Path(settings.STATIC_ROOT)
        self._headers = list_safe_headers(settings)
        self._types = settings.WHITENOISE_MIMETYPES
        self._is_https = settings.IS_HTTPS

    @cached_property
    def _whitenoise(self):
        from whitenoise import WhiteNoise

        manifest = self._root / "staticfiles.json"
        hashed = set()
        if manifest.exists():
            paths = json.loads(manifest.read_text())["paths"]
            hashed = {self.prefix + path for path in paths.values()}
        return WhiteNoise(
            None,
            root=self._root if self._root.is_dir() else None,
            prefix=self.prefix,
            mimetypes=self._types,
            immutable_file_test=lambda path, url: url in hashed,
            add_headers_function=lambda headers, path, url: [
                headers.add_header(*pair) for pair in self._headers.items()
            ],
        )

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if not path.startswith(self.prefix) or (
            self._is_https and environ.get("HTTP_X_FORWARDED_PROTO") != "https"
        ):
            return self.application(environ, start_response)
        is_plain = (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and "HTTP_RANGE" not in environ
            and "HTTP_IF_MODIFIED_SINCE" not in environ
        )
        held = self.memory.get(path) if is_plain else None
        if held is not None:
            return held.send(environ, start_response)
        file = self._whitenoise.files.get(path)
        if file is None:
            return self.application(environ, start_response)
        if is_plain and (held := self._hold(path, file)):
            return held.send(environ, start_response)
        # Ranges and conditions by date are answered from the disk.
        return self._whitenoise.serve(file, environ, start_response)

    def _hold(self, path, file):
        """Put the file into memory and return its response, or None if it is too large."""
        bodies = {}
        for _, name, headers in file.alternatives:
            known = dict(headers)
            if int(known["Content-Length"]) > MAX_SIZE:
                return None
            bodies[known.get("Content-Encoding", "")] = Path(name).read_bytes()
        headers = [pair for pair in headers if pair[0].lower() not in ENCODING_HEADERS]
        response = CachedResponse(headers, bodies, file.etag.strip('"'))
        self.memory.put(path, response)
        return response

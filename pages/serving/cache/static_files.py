"""The static files: WhiteNoise knows them, and small ones are held ready in memory."""

import json
from functools import cached_property
from pathlib import Path

from ...headers import list_safe_headers
from .response import Snapshot

MAX_SIZE = 512 * 1024
OF_THE_ENCODING = {"content-length", "content-encoding", "etag"}


class StaticFiles:
    """The files below STATIC_ROOT, as collectstatic has left them."""

    def __init__(self, settings, memory):
        self._root = Path(settings.STATIC_ROOT)
        self.prefix = settings.STATIC_URL
        self._headers = list_safe_headers(settings)
        self._types = settings.WHITENOISE_MIMETYPES
        self._memory = memory

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

    def answer(self, environ, start_response):
        """Answer a request for a file, or return None where there is no such file."""
        path = environ["PATH_INFO"]
        is_plain = (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and "HTTP_RANGE" not in environ
            and "HTTP_IF_MODIFIED_SINCE" not in environ
        )
        ready = self._memory.get(path) if is_plain else None
        if ready is not None:
            return ready.answer(environ, start_response)
        file = self._whitenoise.files.get(path)
        if file is None:
            return None
        if is_plain and (ready := self._hold(path, file)):
            return ready.answer(environ, start_response)
        # Parts, and conditions of time, are answered from the disk.
        return self._whitenoise.serve(file, environ, start_response)

    def _hold(self, path, file):
        """Return the file as a snapshot, or None if it is too large to be held."""
        bodies = {}
        for _, name, headers in file.alternatives:
            known = dict(headers)
            if int(known["Content-Length"]) > MAX_SIZE:
                return None
            bodies[known.get("Content-Encoding", "")] = Path(name).read_bytes()
        headers = [pair for pair in headers if pair[0].lower() not in OF_THE_ENCODING]
        ready = Snapshot(headers, bodies, file.etag.strip('"'))
        self._memory.put(path, ready)
        return ready

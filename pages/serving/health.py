"""Health checks for the hosting platform: /healthz and /readyz.

Both accept any Host header and scheme, since a platform uses a private address and follows
no redirect. They tell only what is not ready.
"""

import logging
import tempfile
import threading
import time
from functools import cache
from math import inf
from pathlib import Path

from .headers import answer_in_words

logger = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds between two checks, for any number of requests
APPLIED = "SELECT app, name FROM django_migrations"


class Health:
    """WSGI middleware that answers /healthz and /readyz.

    /healthz only tells that the process runs, and imports nothing for it. /readyz tells
    what `readiness` finds.
    """

    def __init__(self, application, readiness):
        self.application = application
        self.readiness = readiness

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        is_safe = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        if path not in {"/healthz", "/readyz"} or not is_safe:
            return self.application(environ, start_response)
        problems = self.readiness.find_problems() if path == "/readyz" else []
        status = "503 Service Unavailable" if problems else "200 OK"
        text = "".join(f"{line}\n" for line in problems or ["ok"])
        body = answer_in_words(start_response, status, text)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body


class Readiness:
    """Readiness of the site behind a CacheServer to answer any request."""

    def __init__(self, server):
        self.server = server
        self._lock = threading.Lock()
        self._problems = []
        self._checked_at = -inf

    def find_problems(self):
        """Return a sentence for each part of the site that is not ready.

        Many requests make no more work than the platform's, since a result is kept for
        INTERVAL seconds.
        """
        with self._lock:
            if time.monotonic() - self._checked_at >= INTERVAL:
                self._problems = [text for text, is_ready in self._check() if not is_ready]
                self._checked_at = time.monotonic()
            return self._problems

    def _check(self):
        if attempt(self.server.backend.wait) is None:
            yield "The site could not be loaded.", False
            return
        applied = attempt(self.server.database.execute, APPLIED)
        yield "The database does not answer.", applied is not None
        if applied is not None:
            is_migrated = find_last_migrations() <= set(map(tuple, applied))
            yield "Migrations are not applied.", is_migrated
        yield "Uploads cannot be stored.", attempt(try_storage)


def attempt(function, *arguments):
    """Return the result of the function, or None when it fails, with a warning in the log."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - of the database, the disk or the network
        logger.warning("The site is not ready: %s", error)
        return None


@cache
def find_last_migrations():
    """Return the last migration of each app in this release, as pairs of app and name."""
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).graph.leaf_nodes())


def try_storage():
    """Return True when an upload can be stored, or raise the error of the storage.

    A disk is written to; a bucket is only read, which costs less.
    """
    from django.core.files.storage import default_storage

    try:
        folder = Path(default_storage.path(""))
    except NotImplementedError:
        default_storage.exists("ready")
    else:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready")
    return True

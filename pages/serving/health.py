"""How the site is, told to the host that runs it: /healthz and /readyz.

Both are answered before any look at host or scheme, since a host asks by an address of
its own and follows no redirect, and say no more than what is not ready.
"""

import logging
import tempfile
import threading
import time
from functools import cache
from math import inf
from pathlib import Path

from ..headers import answer_in_words

logger = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds in which the site is looked at once, however many ask
APPLIED = "SELECT app, name FROM django_migrations"


class Health:
    """A WSGI application that answers these two, and leaves all else to `application`.

    /healthz says that the process is up, of the standard library alone. /readyz says
    what `readiness` finds.
    """

    def __init__(self, application, readiness):
        self.application = application
        self.readiness = readiness

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        if path not in {"/healthz", "/readyz"} or not is_read:
            return self.application(environ, start_response)
        lacks = self.readiness.find_lacks() if path == "/readyz" else []
        status = "503 Service Unavailable" if lacks else "200 OK"
        text = "".join(f"{lack}\n" for lack in lacks or ["ok"])
        body = answer_in_words(start_response, status, text)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body


class Readiness:
    """What the site lacks to serve whoever comes, as the SnapshotServer `server` finds it."""

    def __init__(self, server):
        self.server = server
        self._lock = threading.Lock()
        self._lacks = []
        self._looked_at = -inf

    def find_lacks(self):
        """Return a sentence for each thing that is not ready.

        A stranger who asks without end makes no more work than the host does.
        """
        with self._lock:
            if time.monotonic() - self._looked_at >= INTERVAL:
                self._lacks = [lack for lack, holds in self._look() if not holds]
                self._looked_at = time.monotonic()
            return self._lacks

    def _look(self):
        if attempt(self.server.django.wait) is None:
            yield "The site could not be loaded.", False
            return
        applied = attempt(self.server.database.execute, APPLIED)
        yield "The database does not answer.", applied is not None
        if applied is not None:
            is_migrated = find_last_migrations() <= set(map(tuple, applied))
            yield "Migrations are not applied.", is_migrated
        yield "Uploads cannot be stored.", attempt(try_storage)


def attempt(function, *arguments):
    """Return what the function returns, or None where it fails, which the log then tells."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - of the database, the disk or the network
        logger.warning("The site is not ready: %s", error)
        return None


@cache
def find_last_migrations():
    """Return the migrations of this release on which no other depends, as (app, name)."""
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).graph.leaf_nodes())


def try_storage():
    """Return True when an upload can be stored, or raise the reason why not.

    A disk is written to. A storage elsewhere is asked a question, which costs less.
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

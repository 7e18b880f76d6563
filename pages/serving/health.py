"""Health checks for the hosting platform: /healthz and /readyz.

Both accept any Host header and scheme, since a platform uses a private address and follows
no redirect. They tell only what is not ready.
"""

import asyncio
import logging
import tempfile
import time
from functools import cache
from math import inf
from pathlib import Path

from .cache.lru import SingleFlight
from .media.files import StorageUnavailable
from .rsgi import answer_in_words

logger = logging.getLogger(__name__)

PATHS = {"/healthz", "/readyz"}
INTERVAL = 1.0  # seconds between two checks, for any number of requests
APPLIED = "SELECT app, name FROM django_migrations"


class Health:
    """Health of the site with this Cache.

    /healthz only tells that the process runs, and imports nothing for it. /readyz tells
    whether the site can answer any request.
    """

    def __init__(self, site_cache):
        self._cache = site_cache
        self._single_flight = SingleFlight()
        self._problems = []
        self._checked_at = -inf

    async def answer(self, path):
        """Return the Answer to a request for one of the PATHS.

        Many requests make no more work than the platform's, since a result is kept for
        INTERVAL seconds.
        """
        if path == "/healthz":
            return answer_in_words(200, "ok\n")
        if time.monotonic() - self._checked_at >= INTERVAL:
            await self._single_flight.run(path, self._look)
        lines = self._problems or ["ok"]
        return answer_in_words(503 if self._problems else 200, "\n".join([*lines, ""]))

    async def _look(self):
        self._problems = await asyncio.to_thread(list, self._check())
        self._checked_at = time.monotonic()

    def _check(self):
        """Yield a sentence about each part of the site that is not ready."""
        try:
            self._cache.backend.wait()
        except RuntimeError as error:
            yield report("The site could not be loaded.", error)
            return
        try:
            applied = self._cache.database.execute(APPLIED)
        except Exception as error:  # noqa: BLE001 - of either driver
            yield report("The database does not answer.", error)
        else:
            if not find_last_migrations() <= set(map(tuple, applied)):
                yield "Migrations are not applied."
        try:
            try_storage()
        except StorageUnavailable as error:
            yield report(f"Uploads cannot be stored. {error}", error)
        except Exception as error:  # noqa: BLE001 - of the disk, the network or the bucket
            yield report("Uploads cannot be stored.", error)


def report(problem, error):
    """Return the problem, with a warning about its cause in the log."""
    logger.warning("The site is not ready: %s", error)
    return problem


@cache
def find_last_migrations():
    """Return the last migration of each app in this release, as pairs of app and name."""
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).graph.leaf_nodes())


def try_storage():
    """Raise the error of the storage unless an upload can be stored.

    A disk is written to; a bucket is only asked for, which costs less.
    """
    from django.core.files.storage import default_storage

    try:
        folder = Path(default_storage.path(""))
    except NotImplementedError:
        default_storage.check()
    else:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready")

"""Cached responses in the database, so that a process which starts or wakes is warm."""

import logging
import time

from .response import pack, unpack

logger = logging.getLogger(__name__)

LOAD = """
    SELECT data FROM pages_snapshot WHERE key = %s AND epoch = %s AND release = %s
"""
SAVE = """
    INSERT INTO pages_snapshot (key, epoch, release, made_at, data)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET epoch = excluded.epoch, release = excluded.release,
        made_at = excluded.made_at, data = excluded.data
"""
# Deletes responses of other versions, and those beyond the limit in bytes, the oldest first.
# It reads the version itself, since the process may know only the one before.
PRUNE = """
    DELETE FROM pages_snapshot WHERE epoch <> (SELECT value FROM pages_epoch) OR key IN (
        SELECT key FROM (
            SELECT key, sum(length(data)) OVER (ORDER BY made_at DESC, key) AS total
            FROM pages_snapshot WHERE epoch = (SELECT value FROM pages_epoch)
        ) AS sized WHERE total > %s
    )
"""


class PersistentCache:
    """Stored responses of one release of the site, at most `limit` bytes of them."""

    def __init__(self, database, release, limit):
        self._database = database
        self._release = release
        self._limit = limit

    def load(self, key, version):
        """Return the response of this cache version, or None where there is no good one."""
        rows = self._database.execute(LOAD, [str(key), version, self._release])
        try:
            return unpack(bytes(rows[0][0]), version) if rows else None
        except (ValueError, KeyError, TypeError) as error:
            logger.warning("Ignored the stored response at %s: %s.", key.path, error)
            return None

    def save(self, key, response):
        values = [response.version, self._release, time.time(), pack(response)]
        self._database.write(SAVE, [str(key), *values])

    def prune(self):
        """Delete responses of other versions, and the oldest beyond the limit."""
        self._database.write(PRUNE, [self._limit])

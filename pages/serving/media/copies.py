"""Copies of files of a bucket on the disk of this machine.

The server sends a large file from a path, since nobody knows when a slow client has read it.
A public file that was served before is answered by its copy, so that nobody waits for a
bucket that is slow or away; the bucket is asked in the background whether it still has the file.
"""

import logging
import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path

from ..cache.lru import LRUCache
from .files import StorageUnavailable

logger = logging.getLogger(__name__)

MAX_SIZE = 128 * 1024 * 1024  # bytes of all copies; a document has at most 50 MB
FRESH = 60.0  # seconds until the bucket is asked again about a file


class Copy:
    """Copy of one version of a file, which is deleted with its last reference."""

    def __init__(self, blocks, size, changed_at):
        self.size, self.changed_at = size, changed_at
        self.asked_at = self.confirmed_at = time.monotonic()
        descriptor, self.path = tempfile.mkstemp(prefix="recto-copy-")
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.writelines(blocks)

    @property
    def version(self):
        return self.size, self.changed_at

    @property
    def is_confirmed(self):
        """True if the bucket had the file a moment ago."""
        return time.monotonic() < self.confirmed_at + FRESH

    def __del__(self):
        # Modules may be gone when the process ends.
        if hasattr(self, "path") and os.path.exists(self.path):  # noqa: PTH110
            os.unlink(self.path)  # noqa: PTH108


class Copies:
    """The copies that were used last, by the name of the file and the hash of its row, if any."""

    def __init__(self):
        self._pool = ThreadPoolExecutor(1, "copies")
        try:
            free = shutil.disk_usage(tempfile.gettempdir()).free
        except OSError:  # the whole disk is read-only
            free = 0
        self._copies = LRUCache(min(MAX_SIZE, free // 4))

    def get(self, key):
        copy = self._copies.get(key)
        # Some systems empty the folder from time to time.
        return copy if copy and Path(copy.path).exists() else None

    def add(self, storage, key, size, changed_at):
        """Copy a file of the storage, and return the Copy, or None if the disk has no room.

        Raises FileNotFoundError and StorageUnavailable.
        """
        blocks = storage.read_part(key[0], range(size))
        try:
            copy = Copy(blocks, size, changed_at)
        except OSError as error:
            logger.warning("The file %s cannot be copied (%s).", key[0], error)
            return None
        self._copies.put(key, copy)
        return copy

    def forget(self, name):
        for key in self._copies.keys():  # noqa: SIM118 - no dictionary
            if key[0] == name:
                self._copies.remove(key)

    def clear(self):
        self.__init__()

    def expire(self):
        """Let each copy be confirmed again: the site has changed, perhaps by another machine."""
        for key in self._copies.keys():  # noqa: SIM118 - no dictionary
            if copy := self._copies.get(key):
                copy.asked_at = copy.confirmed_at = -inf

    def refresh(self, storage, key):
        """Ask the storage in the background, from time to time, whether a copy is current."""
        copy = self.get(key)
        if copy and time.monotonic() >= copy.asked_at + FRESH:
            copy.asked_at = time.monotonic()
            # A client of the bucket takes memory, so that of this thread is used.
            self._pool.submit(self._refresh, storage, storage.client, key, copy)

    def _refresh(self, storage, client, key, copy):
        try:
            is_current = storage.look(key[0], client) == copy.version
        except FileNotFoundError:
            is_current = False
        except StorageUnavailable:
            return
        if is_current:
            copy.confirmed_at = time.monotonic()
        else:
            self._copies.remove(key)


copies = Copies()

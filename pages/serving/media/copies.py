"""Copies of files of a bucket on the disk of this machine.

The server sends a large file from a path, since nobody knows when a slow client has read it.
A public file that was served before is answered by its copy, so that nobody waits for a
bucket that is slow or away; the bucket is asked in the background whether it still has the file.
"""

import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from ..cache.lru import LRUCache
from .files import StorageUnavailable

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
        if hasattr(self, "path"):
            os.unlink(self.path)  # noqa: PTH108 - modules may be gone when the process ends


class Copies:
    """The copies that were used last, by the name of the file and the hash of its row, if any."""

    def __init__(self):
        self._pool = ThreadPoolExecutor(1, "copies")
        self._copies = LRUCache(min(MAX_SIZE, shutil.disk_usage(tempfile.gettempdir()).free // 4))

    def get(self, key):
        return self._copies.get(key)

    def add(self, storage, key, size, changed_at):
        """Copy a file of the storage, and return the Copy. Raises StorageUnavailable."""
        try:
            copy = Copy(storage.read_part(key[0], range(size)), size, changed_at)
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise
            raise StorageUnavailable(f"There is no room for a copy: {error}") from error
        self._copies.put(key, copy)
        return copy

    def forget(self, name):
        for key in self._copies.keys():  # noqa: SIM118 - no dictionary
            if key[0] == name:
                self._copies.remove(key)

    def clear(self):
        self.__init__()

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

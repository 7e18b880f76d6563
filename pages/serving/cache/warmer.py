"""Renders the site again after a change, so that visitors find pages ready.

One thread renders one page after the other, and rests as long as it has worked. Rendering
also makes the sizes of pictures that a page shows. The thread stores responses in the
database too, so that no visitor waits for that.
"""

import logging
import time
from threading import Event, Thread

logger = logging.getLogger(__name__)

# Further pages are rendered when a visitor asks for them.
MAX_PAGES = 300
MAX_WAITING = 1000


class Warmer:
    """Background thread of a CacheServer."""

    def __init__(self, server):
        self._server = server
        self._woken = Event()
        self._warmed_version = None
        self._waiting = {}
        if server.policy.is_on:
            Thread(target=self._run, name="warmer", daemon=True).start()

    def wake(self):
        """Look soon for a new version, and for responses to store."""
        self._woken.set()

    def store(self, key, response):
        """Store the response in the database soon."""
        if len(self._waiting) < MAX_WAITING:
            self._waiting[key] = response
        self.wake()

    def _run(self):
        self._server.backend.loaded.wait()
        while True:
            self._woken.wait()
            self._woken.clear()
            try:
                self._warm()
            except Exception:
                logger.exception("The site could not be rendered again.")

    def _warm(self):
        version = self._server.current_version()
        if version.is_outdated:
            return
        if version.value != self._warmed_version:
            for key in self._server.backend.list_keys(MAX_PAGES):
                start = time.monotonic()
                self._server.lookup(key)
                self._save()
                if self._server.current_version().value != version.value:
                    # The site has changed again: start over.
                    self.wake()
                    return
                time.sleep(time.monotonic() - start)
            self._warmed_version = version.value
        self._save()
        self._server.persistent.prune()

    def _save(self):
        while self._waiting:
            key, response = self._waiting.popitem()
            try:
                self._server.persistent.save(key, response)
            except Exception as error:  # noqa: BLE001 - of either driver
                logger.warning("A response could not be stored (%s).", error)

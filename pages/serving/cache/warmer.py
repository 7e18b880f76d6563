"""Renders the site again after a change, so that visitors find pages ready.

One page is rendered after the other, with a rest as long as the work. Rendering also makes
the sizes of images that a page shows. Responses are stored in the database here too, so
that no visitor waits for that.
"""

import asyncio
import logging
import time

logger = logging.getLogger(__name__)

# Further pages are rendered when a visitor asks for them.
MAX_PAGES = 300
MAX_WAITING = 1000


class Warmer:
    """Background task of a Cache."""

    def __init__(self, cache):
        self._cache = cache
        self._woken = asyncio.Event()
        self._warmed_version = None
        self._waiting = {}

    def wake(self):
        """Look soon for a new version, and for responses to store."""
        self._woken.set()

    def store(self, key, response):
        """Store the response in the database soon."""
        if len(self._waiting) < MAX_WAITING:
            self._waiting[key] = response
        self.wake()

    async def run(self):
        await asyncio.to_thread(self._cache.backend.loaded.wait)
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                await self.warm()
            except Exception:
                logger.exception("The site could not be rendered again.")

    async def warm(self):
        cache = self._cache
        version = await cache.current_version()
        if version.is_outdated:
            return
        if version.value != self._warmed_version:
            for key in await cache.backend.run(cache.backend.list_keys, MAX_PAGES):
                start = time.monotonic()
                await cache.lookup(key)
                await self._save()
                if (await cache.current_version()).value != version.value:
                    # The site has changed again: start over.
                    self.wake()
                    return
                await asyncio.sleep(time.monotonic() - start)
            self._warmed_version = version.value
        await self._save()
        await asyncio.to_thread(cache.persistent.prune)

    async def _save(self):
        while self._waiting:
            key, response = self._waiting.popitem()
            try:
                await asyncio.to_thread(self._cache.persistent.save, key, response)
            except Exception as error:  # noqa: BLE001 - of either driver
                logger.warning("A response could not be stored (%s).", error)

"""Renders the site again after a change, so that visitors find pages ready.

One page is rendered after the other, with a rest as long as the work. Rendering also makes
the sizes of images that a page shows. Responses are stored in the database here too, so
that no visitor waits for that.
"""

import asyncio
import logging
import time
from contextlib import suppress
from functools import partial

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
        self._pages = None, []
        self._waiting = {}

    def wake(self):
        """Look soon for a new version, and for responses to store."""
        self._woken.set()

    def note(self, version):
        """List the pages of a new version soon, and render them."""
        self._listing = asyncio.ensure_future(self._try_to_list(version))
        self.wake()

    def is_public(self, key, version):
        """Tell whether a key is known to be of a public page at this version of the site."""
        listed, keys = self._pages
        return listed == version is not None and any(key.path == public.path for public in keys)

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
            for key in await self._list_keys(version.value):
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

    async def _try_to_list(self, version):
        await asyncio.to_thread(self._cache.backend.loaded.wait)
        with suppress(Exception):  # The database may be away again.
            await self._list_keys(version)

    async def _list_keys(self, version):
        """Return the keys of the public pages at this version of the site."""
        if self._pages[0] != version:
            backend, flights = self._cache.backend, self._cache.single_flight
            listing = partial(backend.run, backend.list_keys, MAX_PAGES)
            self._pages = version, await flights.run(("pages", version), listing)
        return self._pages[1]

    async def _save(self):
        while self._waiting:
            key, response = self._waiting.popitem()
            try:
                await asyncio.to_thread(self._cache.persistent.save, key, response)
            except Exception as error:  # noqa: BLE001 - of either driver
                logger.warning("A response could not be stored (%s).", error)

"""The full-page cache: finds the response to a key, or has it rendered."""

import asyncio
import logging
import time
from functools import partial
from math import inf
from typing import NamedTuple

from .database import Version, open_database
from .lru import LRUCache, SingleFlight
from .persistent import PersistentCache
from .policy import FILES, Key, Policy, canonical_query, may_keep
from .release import hash_release
from .response import CachedResponse, make_response
from .warmer import Warmer

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
PATIENCE = 0.3  # seconds that a ready page waits for the database
RETRY_DUE = 60  # seconds, when scheduled pages could not be published

HIT, STALE, MISS, BYPASS = (("X-Cache", status) for status in ("HIT", "STALE", "MISS", "BYPASS"))


class Lookup(NamedTuple):
    """Outcome of a cache lookup. `response` is None when Django has to answer.

    `rendering` is then the page as Django has rendered it for an anonymous visitor, if it
    has: a page that may not be cached, like a 404.
    """

    status: tuple[str, str]  # HIT, STALE, MISS or BYPASS
    response: CachedResponse | None = None
    rendering: object = None

    @property
    def has_failed(self):
        """Tell whether there is no response, or an error of the server."""
        return self.response is None and (self.rendering is None or self.rendering.status >= 500)


BYPASSED = Lookup(BYPASS)


class Cache:
    """Full-page cache of the site with these settings, whose pages the backend renders.

    It is for the event loop alone, but for find_ready(); what waits is done in threads.
    """

    def __init__(self, settings, backend):
        limit = settings.CACHE_MEMORY_MB * MEGABYTE
        self.policy = Policy(settings)
        self.memory = LRUCache(limit)
        self.database = open_database(settings.DATABASES["default"])
        self.persistent = PersistentCache(self.database, hash_release(settings), limit)
        self.backend = backend
        self.single_flight = SingleFlight()
        self.warmer = Warmer(self)
        self._version = Version(None, 0)
        self._publish_after = -inf

    def find_ready(self, key: Key) -> CachedResponse | None:
        """Return the response in memory if it is known to be current. For any thread."""
        version = self.database.fresh_version()
        if version is None or version.is_outdated or version.due_at <= time.time():
            return None
        cached = self.memory.get(key)
        return cached if cached is not None and cached.version == version.value else None

    async def lookup(self, key: Key, query="") -> Lookup:
        """Return the Lookup of a key, with those parameters of a query that the page has."""
        lookup = await self._lookup(key)
        if not query or lookup.response is None:
            return lookup
        known = canonical_query(query, lookup.response.parameters)
        if known is None:
            return BYPASSED
        return await self._lookup(key._replace(query=known)) if known else lookup

    async def _lookup(self, key):
        for patience in (PATIENCE, None):
            version = await self.current_version(patience)
            cached = self.memory.get(key)
            if cached is not None and cached.version == version.value is not None:
                return Lookup(STALE if version.is_outdated else HIT, cached)
            if not version.is_late:
                break
        lookup = BYPASSED
        if version.value is not None and not version.is_outdated:
            # With the version, so that nobody gets a rendering that began before a change.
            flight = key, version.value
            lookup = await self.single_flight.run(flight, partial(self.load_or_render, key))
        # A page as it was before the last change is better than an error, if it is public.
        if lookup.has_failed and cached is not None:
            public = (await self.current_version()).public_paths
            if key.path in public or (public and key.path in FILES):
                return Lookup(STALE, cached)
        return lookup

    async def load_or_render(self, key) -> Lookup:
        """Return the Lookup of a key that is not in memory: stored, or rendered now."""
        # Read before the rendering begins, so that an edit meanwhile outdates its result.
        try:
            version, response = await asyncio.to_thread(self._load, key)
        except Exception as error:  # noqa: BLE001 - of either driver
            logger.warning("The database could not be read (%s).", error)
            return BYPASSED
        if version is None:
            return BYPASSED
        status = HIT
        if response is None:
            status = MISS
            rendering, response = await self.backend.run(self._render, key, version)
            if response is None:
                return Lookup(BYPASS, rendering=rendering)
            self.warmer.store(key, response)
        self.memory.put(key, response)
        return Lookup(status, response)

    def _load(self, key):
        version = self.database.read_version().value
        return version, self.persistent.load(key, version)

    def _render(self, key, version):
        """Return the Rendering of a key, and its response if it may be kept."""
        rendering = self.backend.render(key, version)
        if not may_keep(rendering.response):
            return rendering, None
        parameters = rendering.response.query_parameters
        return rendering, make_response(rendering.headers, rendering.body, parameters, version)

    async def current_version(self, patience=None) -> Version:
        """Return the current version of the site, after publishing the pages that are due."""
        version = await self.database.current_version(patience)
        if version is not self._version and not version.is_late:
            self._note(version)
        may_publish = time.monotonic() >= self._publish_after and not version.is_outdated
        if version.due_at <= time.time() and may_publish:
            await self.single_flight.run("due", self.publish_due)
            return await self.current_version(patience)
        return version

    def _note(self, version):
        last, self._version = self._version, version
        if version.value != last.value:
            self.warmer.wake()
        if version.is_outdated and not last.is_outdated:
            self.backend.hang_up()

    async def publish_due(self):
        # Pages that become due meanwhile are published by the next call, at once.
        now = time.time()
        try:
            await self.backend.run(self.backend.publish_due)
            self.database.expire()
            is_done = (await asyncio.to_thread(self.database.read_version)).due_at > now
        except Exception:
            logger.exception("The pages that are due could not be published.")
            is_done = False
        if not is_done:
            self._publish_after = time.monotonic() + RETRY_DUE

    def expire(self):
        """Note that this process may have changed the site."""
        self.database.expire()
        self.warmer.wake()

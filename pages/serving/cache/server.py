"""WSGI application in front of Django: answers published pages from the cache."""

import logging
import time
from functools import partial
from typing import Any, NamedTuple

from ..visits import Counter
from .backend import DjangoBackend, Rendering
from .database import Version, open_database
from .lru import LRUCache, SingleFlight
from .persistent import PersistentCache, hash_release
from .policy import Environ, Key, Policy, canonical_query, may_keep
from .response import CachedResponse, make_response
from .warmer import Warmer

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
# The site may change each time while a page is rendered: then it is not cached.
MAX_ATTEMPTS = 3
RETRY_DUE = 60  # seconds, when scheduled pages could not be published

Header = tuple[str, str]
HIT, STALE, MISS, BYPASS = (("X-Cache", status) for status in ("HIT", "STALE", "MISS", "BYPASS"))


class Lookup(NamedTuple):
    """Outcome of a cache lookup. `response` is None when Django has to answer.

    `rendering` is then the page as Django has rendered it for an anonymous visitor, if it
    has: a page that may not be cached, like a 404.
    """

    status: Header  # HIT, STALE, MISS or BYPASS
    response: CachedResponse | None = None
    rendering: Rendering | None = None


BYPASSED = Lookup(BYPASS)


class CacheServer:
    """Full-page cache in front of Django, for the site with these settings."""

    def __init__(self, settings: Any) -> None:
        limit = settings.CACHE_MEMORY_MB * MEGABYTE
        self.policy = Policy(settings)
        self.memory: LRUCache[CachedResponse] = LRUCache(limit)
        self.database = open_database(settings.DATABASES["default"])
        self.persistent = PersistentCache(self.database, hash_release(settings), limit)
        self.backend = DjangoBackend(settings)
        self.single_flight = SingleFlight()
        self.visits = Counter(settings.SITE_URL) if settings.VISITS else None
        self._version = Version(None, 0)
        self._publish_after = 0.0
        self.warmer = Warmer(self)

    def __call__(self, environ: Environ, start_response: Any) -> Any:
        key = self.policy.key(environ)
        query = environ["QUERY_STRING"]
        lookup = self.lookup(key, query) if key else BYPASSED
        if lookup.response is not None:
            if self.visits and lookup.response.is_page:
                self.visits.count(environ)
            return lookup.response.send(environ, start_response, lookup.status)
        if lookup.rendering and not (query or environ.get("HTTP_COOKIE")):
            return self.send_rendering(lookup.rendering, environ, start_response)
        return self.ask_django(environ, start_response)

    def lookup(self, key: Key, query: str = "") -> Lookup:
        """Return the Lookup of a key, with those parameters of a query that the page has."""
        lookup = self._lookup(key)
        if not query or lookup.response is None:
            return lookup
        known = canonical_query(query, lookup.response.parameters)
        if known is None:
            return BYPASSED
        return self._lookup(key._replace(query=known)) if known else lookup

    def _lookup(self, key: Key) -> Lookup:
        for _ in range(MAX_ATTEMPTS):
            version = self.current_version()
            cached = self.memory.get(key)
            if cached is not None and cached.version == version.value is not None:
                return Lookup(STALE if version.is_outdated else HIT, cached)
            if version.is_outdated or version.value is None:
                break
            lookup, is_shared = self.single_flight.run(key, partial(self.load_or_render, key))
            if not is_shared:
                return lookup
            if lookup is None or lookup.response is None:
                break
            # Another thread may have begun before this request: compare the versions.
        return BYPASSED

    def load_or_render(self, key: Key) -> Lookup:
        """Return the Lookup of a key that is not in memory: stored, or rendered now."""
        # Read before the rendering begins, so that an edit meanwhile outdates its result.
        try:
            version = self.database.read_version().value
            response = self.persistent.load(key, version)
        except Exception as error:  # noqa: BLE001 - of either driver
            logger.warning("The database could not be read (%s).", error)
            return BYPASSED
        if version is None:
            return BYPASSED
        status = HIT
        if response is None:
            status = MISS
            rendering = self.backend.render(key, version)
            if not may_keep(rendering.response):
                return Lookup(BYPASS, rendering=rendering)
            parameters = rendering.response.query_parameters
            response = make_response(rendering.headers, rendering.body, parameters, version)
            self.warmer.store(key, response)
        self.memory.put(key, response)
        return Lookup(status, response)

    def send_rendering(
        self, rendering: Rendering, environ: Environ, start_response: Any
    ) -> list[bytes]:
        """Send a page that was rendered for an anonymous visitor and is not cached."""
        self._count_visit(environ, rendering.response)
        start_response(rendering.status, [*rendering.headers, BYPASS])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [rendering.body]

    def ask_django(self, environ: Environ, start_response: Any) -> Any:
        """Let Django answer this request."""
        version = self.current_version()
        environ["pages.database_is_away"] = version.is_outdated

        def start(status: str, headers: list[Header], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, BYPASS], exc_info)

        response = self.backend.answer(version.value, environ, start)
        self._count_visit(environ, response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            # It may have written.
            self.database.expire()
            self.warmer.wake()
        return response

    def _count_visit(self, environ: Environ, response: Any) -> None:
        if self.visits and self.policy.is_page_view(environ, response):
            self.visits.count(environ)

    def current_version(self) -> Version:
        """Return the current version of the site, after publishing the pages that are due."""
        version = self.database.current_version()
        if version is not self._version:
            self._note(version)
        if version.due_at <= time.time() >= self._publish_after and not version.is_outdated:
            self.single_flight.run("due", self.publish_due)
            return self.current_version()
        return version

    def _note(self, version: Version) -> None:
        last, self._version = self._version, version
        if version.value != last.value:
            self.warmer.wake()
        if version.is_outdated and not last.is_outdated:
            self.backend.hang_up()

    def publish_due(self) -> None:
        # Pages that become due meanwhile are published by the next call, at once.
        now = time.time()
        try:
            self.backend.publish_due()
            self.database.expire()
            is_done = self.database.read_version().due_at > now
        except Exception:
            logger.exception("The pages that are due could not be published.")
            is_done = False
        if not is_done:
            self._publish_after = time.time() + RETRY_DUE

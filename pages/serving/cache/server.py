"""The WSGI application: first what is in memory, then static files, then Django."""

import logging
import time
from functools import partial
from math import inf

from ..visits import Counter
from .backend import Django
from .database import State, open_database
from .lru import Herd, Memory
from .persistent import Store, name_release
from .policy import Rules, is_possible, make_key, may_keep, reduce
from .response import make_snapshot
from .static_files import StaticFiles
from .warmer import Renewal

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
# The site has changed each time while a page was rendered: then it is not kept.
ATTEMPTS = 3
# In seconds, when what is due cannot be published.
REST = 60
HIT, STALE, MISS, BYPASS = (
    ("X-Snapshot", word) for word in ("hit", "stale", "miss", "bypass")
)


class SnapshotServer:
    """Serves the site with these settings, those of Django or what has the same names."""

    def __init__(self, settings):
        bound = settings.CACHE_MEMORY_MB * MEGABYTE
        self.is_on = bound > 0
        self.rules = Rules(settings)
        self.memory = Memory(bound)
        self.database = open_database(settings.DATABASES["default"])
        self.store = Store(self.database, name_release(settings), bound)
        self.static_files = StaticFiles(settings, self.memory)
        self.django = Django(settings)
        self.herd = Herd()
        self.visits = Counter(settings.SITE_URL) if settings.VISITS else None
        # How many answers had which word, since the start.
        self.answers = dict.fromkeys((HIT, STALE, MISS, BYPASS), 0)
        self._state = State(None, inf)
        self._is_away = False
        self._rest_until = 0
        self.renewal = Renewal(self)

    def __call__(self, environ, start_response):
        # Django leads those to https who come without.
        if not self.rules.is_secure(environ):
            return self.pass_on(environ, start_response)
        if environ["PATH_INFO"].startswith(self.static_files.prefix):
            answer = self.static_files.answer(environ, start_response)
            return self.pass_on(environ, start_response) if answer is None else answer
        if not (self.is_on and self.rules.may_answer(environ)):
            return self.pass_on(environ, start_response)
        snapshot, word, rendering = self.find(environ)
        if snapshot is not None:
            self.answers[word] += 1
            if snapshot.is_page and self.visits:
                self.visits.count(environ)
            return snapshot.answer(environ, start_response, word)
        # What was rendered for nobody in particular will do for whoever sent no more.
        if rendering and not (environ["QUERY_STRING"] or environ.get("HTTP_COOKIE")):
            self.count(environ, rendering.response)
            start_response(rendering.status, [*rendering.headers, BYPASS])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [rendering.body]
        return self.pass_on(environ, start_response)

    def pass_on(self, environ, start_response):
        """Let Django answer, to this client alone."""
        state, environ["pages.database_is_away"] = self.look()
        environ["pages.snapshots"] = self

        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, BYPASS], exc_info)

        response = self.django.answer(state.epoch, environ, start)
        self.count(environ, response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            # Perhaps it has written.
            self.database.expire()
            self.renewal.wake()
        return response

    def count(self, environ, response):
        """Count an answer of Django, and the visit if any visitor may read the page."""
        self.answers[BYPASS] += 1
        if (
            self.visits
            and getattr(response, "query_parameters", None) is not None
            and response.status_code == 200
            and response.headers["Content-Type"].startswith("text/html")
            and is_possible(environ["PATH_INFO"])
            and self.rules.session not in environ.get("HTTP_COOKIE", "")
        ):
            self.visits.count(environ)

    def find(self, environ):
        """Return the snapshot that answers the request, a header that tells how it was
        found, and a rendering that cannot be kept; each may be None."""
        key = make_key(environ["PATH_INFO"], environ.get("HTTP_ACCEPT", ""))
        if key is None:
            return None, None, None
        found = self.get(key)
        query = environ["QUERY_STRING"]
        if found[0] is None or not query:
            return found
        known = reduce(query, found[0].parameters)
        if known is None:
            return None, None, None
        return self.get(key._replace(query=known)) if known else found

    def get(self, key):
        """Return the same of a key."""
        for _ in range(ATTEMPTS):
            state, is_away = self.look()
            snapshot = self.memory.get(key)
            if snapshot is not None and snapshot.epoch == state.epoch is not None:
                return snapshot, STALE if is_away else HIT, None
            if is_away or state.epoch is None:
                break
            made, is_own = self.herd.do(key, partial(self.make, key))
            if made is None:
                break
            # What others have made may be older than this request.
            if is_own:
                return made
            if made[0] is None:
                break
        return None, None, None

    def make(self, key):
        """Take the snapshot from the database, or have it rendered, and return the same."""
        # Read before the rendering begins: what is of an older state is then labelled so.
        try:
            epoch = self.database.read().epoch
            snapshot = self.store.load(key, epoch)
        except Exception as error:  # noqa: BLE001 - of one of two drivers
            logger.warning("The database went away (%s).", error)
            return None
        if epoch is None:
            return None
        word = HIT
        if snapshot is None:
            word = MISS
            rendering = self.django.render(key, epoch)
            response = rendering.response
            if not may_keep(response):
                return None, None, rendering
            snapshot = make_snapshot(
                rendering.headers, rendering.body, response.query_parameters, epoch
            )
            self.renewal.store(key, snapshot)
        self.memory.put(key, snapshot)
        return snapshot, word, None

    def look(self):
        """Return the state of the site, and whether the database is away.

        When a page is due, it is published first. While the database is away, the state is
        the one last known.
        """
        try:
            state = self.database.look()
        except Exception as error:  # noqa: BLE001 - of one of two drivers
            if not self._is_away:
                logger.warning("The database is away (%s).", error)
            self._is_away = True
            return self._state, True
        if self._is_away:
            logger.warning("The database is back.")
            self._is_away = False
        if state.due_at <= time.time() >= self._rest_until:
            self.herd.do("due", self.publish_due)
            return self.look()
        if state.epoch != self._state.epoch:
            self.renewal.wake()
        self._state = state
        return state, False

    def publish_due(self):
        # What becomes due meanwhile is for the next time, which follows at once.
        now = time.time()
        try:
            self.django.publish_due()
            self.database.expire()
            is_done = self.database.read().due_at > now
        except Exception:
            logger.exception("What is due could not be published.")
            is_done = False
        if not is_done:
            self._rest_until = time.time() + REST

"""RSGI application of the site: answers at once from memory and disk, or asks Django.

Ready answers are found in any thread. The rest runs on an event loop, where nothing may wait
but for a client. The database, the bucket and rendering are left to threads.
"""

from http import HTTPStatus

from .backend import DjangoBackend
from .cache.cache import BYPASS, BYPASSED, HIT, Cache
from .headers import list_safe_headers
from .health import PATHS, Health
from .media.files import MediaFiles
from .rsgi import SAFE, Refused, Request, receive
from .static_files import StaticFiles
from .visits import Counter, VisitWriter


class Application:
    """The site with these settings, as Granian calls it."""

    # True if answer_at_once() is asked before __rsgi__() (direct.py).
    is_asked_at_once = False

    def __init__(self, settings):
        headers = list_safe_headers(settings)
        self.backend = DjangoBackend(settings)
        self.cache = Cache(settings, self.backend)
        self.policy = self.cache.policy
        self.health = Health(self.cache)
        self.files = [StaticFiles(settings, headers)]
        if not settings.BUCKET:
            self.files.append(MediaFiles(settings.MEDIA_ROOT, settings.MEDIA_URL, headers))
        self.visits = Counter(settings.SITE_URL) if settings.VISITS else None
        self._max_size = settings.MAX_VISITOR_REQUEST_SIZE

    def __rsgi_init__(self, loop):
        """Start what works in the background, on the event loop that will answer requests."""
        if self.policy.is_on:
            self._warming = loop.create_task(self.cache.warmer.run())
        if self.visits:
            VisitWriter(self.visits, self.cache.database).start()

    async def __rsgi__(self, scope, protocol):
        request = Request(scope)
        answer = await self.answer(request, protocol)
        answer.send(protocol)

    def answer_at_once(self, scope, protocol):
        """Answer a request if its answer is ready, and tell whether it is. For any thread."""
        answer = self.find_ready(Request(scope))
        if answer is not None:
            answer.send(protocol)
        return answer is not None

    def find_ready(self, request):
        """Return the answer to a request from memory or from the disk, or None."""
        if not self.policy.is_plain(request):
            return None
        for files in self.files:
            if answer := files.answer(request):
                return answer
        key = None if request.query else self.policy.key(request)
        response = key and self.cache.find_ready(key)
        return response and self._answer_cached(request, response, HIT)

    def _answer_cached(self, request, response, status):
        if self.visits and response.is_page:
            self.visits.count(request)
        return response.answer(request.headers, status)

    async def answer(self, request, protocol):
        """Return the Answer or the FileAnswer to a request."""
        if request.path in PATHS and request.method in SAFE:
            return await self.health.answer(request.path)
        if not self.is_asked_at_once and (answer := self.find_ready(request)):
            return answer
        key = self.policy.key(request)
        lookup = await self.cache.lookup(key, request.query) if key else BYPASSED
        if lookup.response is not None:
            return self._answer_cached(request, lookup.response, lookup.status)
        rendering = lookup.rendering
        if rendering is None or request.query or request.cookie:
            try:
                rendering = await self.ask_django(request, protocol)
            except Refused as refused:
                return refused.answer
        if self.visits and self.policy.is_page_view(request, rendering.response):
            self.visits.count(request)
        return rendering.answer(BYPASS)

    async def ask_django(self, request, protocol):
        """Return Django's Rendering of a request, once its body is here. Raises Refused."""
        environ = request.make_environ()

        async def announce(size):
            # Django tells whether somebody may send so much before it arrives.
            size = {"CONTENT_LENGTH": str(size), "pages.is_announced": True}
            rendering = await self._call_django(environ | size)
            if rendering.status != HTTPStatus.CONTINUE:
                raise Refused(rendering.answer(BYPASS))

        length = request.find_length()
        if length != 0:
            body, length = await receive(protocol, length, self._max_size, announce)
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
        rendering = await self._call_django(environ)
        if request.method not in SAFE:
            # It may have written.
            self.cache.expire()
        return rendering

    async def _call_django(self, environ):
        version = await self.cache.current_version()
        environ["pages.database_is_away"] = version.is_outdated
        environ["pages.database_error"] = self.cache.database.error
        return await self.backend.run(self.backend.answer, environ, version.value)

"""Django behind the event loop: it loads in the background, answers requests and renders.

Nothing of it is imported before it has loaded.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from threading import Event, Thread
from urllib.parse import unquote, urlsplit

from .cache.policy import FILES, MARKDOWN, make_key
from .cache.statement_limit import StatementLimit
from .logs import RequestIdMiddleware
from .rsgi import Answer, FileAnswer, make_environ

IMPORT_DELAY = 0.3  # seconds
# Each thread has a connection to the database.
MAX_THREADS = 4


class Rendering:
    """Response of Django: whole, or with the path of a file on the disk."""

    def __init__(self, handler, environ):
        self.response = handler(environ, self._start)
        self.path = getattr(self.response, "path", None)
        try:
            self.body = b"" if self.path else b"".join(self.response)
        finally:
            self.response.close()

    def _start(self, status, headers, exc_info=None):
        self.status, self.headers = int(status[:3]), headers

    def answer(self, *more):
        """Return the Answer or the FileAnswer, with `more` headers."""
        headers = [*self.headers, *more]
        if self.path:
            return FileAnswer(self.status, headers, self.path, self.response.part)
        return Answer(self.status, headers, self.body)


def make_request_class():
    """Return a request class whose instances can be made of any WSGI environment.

    Where the content type names an encoding, Django reads the query while it makes the
    request, before any handler of errors is there.
    """
    from django.core.exceptions import SuspiciousOperation
    from django.core.handlers.wsgi import WSGIRequest

    class LenientRequest(WSGIRequest):
        def _set_content_type_params(self, meta):
            with suppress(SuspiciousOperation, ValueError):
                super()._set_content_type_params(meta)

    return LenientRequest


class DjangoBackend:
    """Django's WSGI application, in a few threads of its own."""

    def __init__(self, settings):
        self._pool = ThreadPoolExecutor(MAX_THREADS, "django")
        self._site = urlsplit(settings.SITE_URL)
        self._version = None
        self._statements = StatementLimit()
        self._handler = None
        self._error = None
        self._needed = Event()
        self.loaded = Event()
        Thread(target=self._load, name="load-django", daemon=True).start()

    def _load(self):
        # The first responses come from the cache, and need the processor for themselves.
        self._needed.wait(IMPORT_DELAY)
        try:
            from django.core.wsgi import get_wsgi_application
            from django.db.backends.signals import connection_created

            connection_created.connect(self._statements.watch)
            handler = get_wsgi_application()
            handler.request_class = make_request_class()
            self._handler = RequestIdMiddleware(handler)
        except BaseException as error:
            self._error = error
            raise
        finally:
            self.loaded.set()

    def hang_up(self):
        """End the connections to PostgreSQL, which does not answer any more."""
        self._statements.hang_up()

    def wait(self):
        """Return Django's WSGI application, once it has loaded. Raises RuntimeError."""
        self._needed.set()
        self.loaded.wait()
        if self._handler is None:
            raise RuntimeError("The site could not be loaded.") from self._error
        return self._handler

    async def run(self, function, *arguments):
        """Run a function of this class, or one that calls Django, in one of the threads.

        In a context of its own, so that no request sees the variables of an earlier one.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, Context().run, function, *arguments)

    def answer(self, environ, version):
        """Return the Rendering of a WSGI request, for the site at this cache version."""
        handler = self.wait()
        if version != self._version:
            self._clear_caches()
            self._version = version
        return Rendering(handler, environ)

    def render(self, key, version):
        """Return the Rendering of a key, for a request that holds nothing but the key.

        So nothing else of a visitor's request can be in what others are shown.
        """
        site = self._site
        port = str(site.port or 80)
        environ = make_environ("GET", key.path, key.query, site.hostname, port, "127.0.0.1")
        environ |= {
            "HTTP_HOST": site.netloc,
            "HTTP_X_FORWARDED_PROTO": site.scheme,
            "HTTP_ACCEPT": "text/markdown" if key.form == MARKDOWN else "text/html",
        }
        return self.answer(environ, version)

    def _clear_caches(self):
        """Empty Django's and Wagtail's caches, which another process may have outdated."""
        from django.contrib.contenttypes.models import ContentType
        from django.core.cache import caches
        from wagtail.models import Site

        from .media.copies import copies

        # A restore may change the primary keys of content types.
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        caches["renditions"].clear()
        copies.expire()

    def publish_due(self):
        """Publish and unpublish the scheduled pages that are due.

        One of several processes does it; the others wait, and then find nothing to do.
        """
        self.wait()
        from django.core.management import call_command
        from django.db import close_old_connections, connection, transaction

        from pages.models import SiteVersion

        close_old_connections()
        with transaction.atomic():
            if connection.vendor == "postgresql":
                # Visitors wait for it, and a restore may lock the pages for longer.
                connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
            SiteVersion.objects.select_for_update().first()
            call_command("publish_scheduled")
        close_old_connections()

    def list_keys(self, limit):
        """Return the keys of at most `limit` public pages and of the FILES.

        The page that was published last comes first, then the home page.
        """
        self.wait()
        from django.db import close_old_connections
        from django.db.models import F
        from wagtail.models import Page

        close_old_connections()
        newest = F("last_published_at").desc(nulls_last=True)
        pages = Page.objects.live().public().order_by(newest, "path")[:limit]
        addresses = [urlsplit(page.full_url) for page in pages if page.full_url]
        close_old_connections()
        paths = [
            unquote(address.path) for address in addresses if address.netloc == self._site.netloc
        ]
        paths = dict.fromkeys([*paths[:1], "/", *paths, *FILES])
        return [key for path in paths if (key := make_key(path, ""))]

"""Django behind the cache: it loads in the background, answers requests and renders.

Nothing of it is imported before it has loaded.
"""

import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from threading import Event, Thread
from urllib.parse import unquote_to_bytes, urlsplit

from ..headers import answer_in_words, list_safe_headers
from ..logs import RequestIdMiddleware
from .affinity import release
from .bodies import Incomplete, receive
from .policy import FILES, MARKDOWN, make_key
from .statement_limit import StatementLimit

IMPORT_DELAY = 0.3  # seconds
# Requests that are answered at once; each thread has a connection to the database.
MAX_THREADS = 4


class Rendering:
    """Response of Django, read to its end."""

    def __init__(self, handler, environ):
        self.response = handler(environ, self._start)
        try:
            self.body = b"".join(self.response)
        finally:
            self.response.close()

    def _start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers


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
        self._pool = ThreadPoolExecutor(MAX_THREADS, "django", release)
        self._max_received = settings.MAX_VISITOR_REQUEST_SIZE
        self._safe_headers = list_safe_headers(settings)
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
        """End the statements that wait for PostgreSQL, which does not answer any more."""
        self._statements.hang_up()

    def wait(self):
        """Return Django's WSGI application, once it has loaded. Raises RuntimeError."""
        self._needed.set()
        self.loaded.wait()
        if self._handler is None:
            raise RuntimeError("The site could not be loaded.") from self._error
        return self._handler

    def render(self, key, version):
        """Return the Rendering of a key, for a request that holds nothing but the key.

        So nothing else of a visitor's request can be in what others are shown.
        """
        return Rendering(partial(self.answer, version), self._make_environ(key))

    def answer(self, version, environ, start_response):
        """Answer a request as WSGI does, for the site at this cache version.

        Django has few threads, so that the many of the server can wait for slow clients.
        """
        handler = self.wait()
        try:
            environ["wsgi.input"] = receive(environ, self._max_received)
        except Incomplete:
            return answer_in_words(
                start_response,
                "400 Bad Request",
                "The request is incomplete: send it once more.\n",
                self._safe_headers,
            )
        # In a context of its own, so that no request sees the variables of an earlier one.
        work = partial(copy_context().run, self._answer, handler, version)
        return self._pool.submit(work, environ, start_response).result()

    def _answer(self, handler, version, environ, start_response):
        if version != self._version:
            self._clear_caches()
            self._version = version
        return handler(environ, start_response)

    def _clear_caches(self):
        """Empty Django's and Wagtail's caches, which another process may have outdated."""
        from django.contrib.contenttypes.models import ContentType
        from django.core.cache import caches
        from wagtail.models import Site

        # A restore may change the primary keys of content types.
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        caches["renditions"].clear()

    def _make_environ(self, key):
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": key.path,
            "QUERY_STRING": key.query,
            "SERVER_NAME": self._site.hostname,
            "SERVER_PORT": str(self._site.port or 80),
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self._site.netloc,
            "HTTP_X_FORWARDED_PROTO": self._site.scheme,
            "HTTP_ACCEPT": "text/markdown" if key.form == MARKDOWN else "text/html",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }

    def publish_due(self):
        """Publish and unpublish the scheduled pages that are due.

        One of several processes does it; the others wait, and then find nothing to do.
        """
        self.wait()
        from django.core.management import call_command
        from django.db import close_old_connections, transaction

        from pages.models import SiteVersion

        close_old_connections()
        with transaction.atomic():
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
            unquote_to_bytes(address.path).decode("latin-1")
            for address in addresses
            if address.netloc == self._site.netloc
        ]
        paths = dict.fromkeys([*paths[:1], "/", *paths, *FILES])
        return [key for path in paths if (key := make_key(path, ""))]

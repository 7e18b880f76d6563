"""Django, which loads behind the first answers, and what is asked of it.

Nothing of it is imported before it has loaded.
"""

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import Event, Thread
from urllib.parse import unquote_to_bytes, urlsplit

from ...headers import answer_in_words, list_safe_headers
from ..logs import RequestIdMiddleware
from .affinity import release
from .bodies import Incomplete, receive
from .deadline import limit_django
from .policy import FILES, MARKDOWN, make_key

HEAD_START = 0.3  # seconds
# So many answers are made at once; each of the threads has a connection to the database.
AT_ONCE = 4


class Rendering:
    """An answer of Django, read to its end."""

    def __init__(self, handler, environ):
        self.response = handler(environ, self._start)
        try:
            self.body = b"".join(self.response)
        finally:
            self.response.close()

    def _start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers


class Django:
    """The application behind the snapshots, at the address SITE_URL."""

    def __init__(self, settings):
        self._pool = ThreadPoolExecutor(AT_ONCE, "django", release)
        self._most_received = settings.MOST_SENT_BY_VISITORS
        self._safe_headers = list_safe_headers(settings)
        self._site = urlsplit(settings.SITE_URL)
        self._epoch = None
        self._handler = None
        self._error = None
        self._wanted = Event()
        self.loaded = Event()
        Thread(target=self._load, name="load-django", daemon=True).start()

    def _load(self):
        # The first answer is not to share the processor with what it does not need.
        self._wanted.wait(HEAD_START)
        try:
            from django.core.wsgi import get_wsgi_application
            from django.db.backends.signals import connection_created

            connection_created.connect(limit_django)
            handler = get_wsgi_application()
            # Only now, since it needs what has been set up.
            from .django_request import LenientRequest

            handler.request_class = LenientRequest
            self._handler = RequestIdMiddleware(handler)
        except BaseException as error:
            self._error = error
            raise
        finally:
            self.loaded.set()

    def wait(self):
        """Return the WSGI application as soon as it is there."""
        self._wanted.set()
        self.loaded.wait()
        if self._handler is None:
            raise RuntimeError("The site could not be loaded.") from self._error
        return self._handler

    def render(self, key, epoch):
        """Return the Rendering for a visitor of whom nothing is known but the key.

        So nothing else of a request can be in what others are shown.
        """
        return Rendering(partial(self.answer, epoch), self._make_environ(key))

    def answer(self, epoch, environ, start_response):
        """Answer as WSGI asks, of the site as it is since this epoch.

        Django works in a few threads of its own, so that the many of the server are free to
        wait for clients who send or receive slowly.
        """
        handler = self.wait()
        try:
            environ["wsgi.input"] = receive(environ, self._most_received)
        except Incomplete:
            return answer_in_words(
                start_response,
                "400 Bad Request",
                "Not all of the request has arrived: send it once more.\n",
                self._safe_headers,
            )
        # In a context of its own: what a request sets there, none that follows finds.
        work = partial(copy_context().run, self._answer, handler, epoch)
        return self._pool.submit(work, environ, start_response).result()

    def _answer(self, handler, epoch, environ, start_response):
        if epoch != self._epoch:
            self._forget()
            self._epoch = epoch
        return handler(environ, start_response)

    def _forget(self):
        """Empty the caches of what another process may have changed."""
        from django.contrib.contenttypes.models import ContentType
        from django.core.cache import caches
        from wagtail.models import Site

        # After a restore they may have other numbers.
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        caches["renditions"].clear()

    def _make_environ(self, key):
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": key.path,
            "QUERY_STRING": key.query,
            "SERVER_NAME": self._site.hostname,
            "SERVER_PORT": str(self._site.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self._site.netloc,
            "HTTP_X_FORWARDED_PROTO": self._site.scheme,
            "HTTP_ACCEPT": "text/markdown" if key.form == MARKDOWN else "text/html",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def publish_due(self):
        """Publish and take down the pages whose time has come.

        Of several processes one does it; the others wait, and then find nothing to do.
        """
        self.wait()
        from django.core.management import call_command
        from django.db import close_old_connections, transaction

        from pages.models import Epoch

        close_old_connections()
        with transaction.atomic():
            Epoch.objects.select_for_update().first()
            call_command("publish_scheduled")
        close_old_connections()

    def list_keys(self, bound):
        """Return the keys of what visitors may read, the first that they are to find.

        That is the page published last, then the first page, then the others.
        """
        self.wait()
        from django.db import close_old_connections
        from django.db.models import F
        from wagtail.models import Page

        close_old_connections()
        newest = F("last_published_at").desc(nulls_last=True)
        pages = Page.objects.live().public().order_by(newest, "path")[:bound]
        addresses = [urlsplit(page.full_url) for page in pages if page.full_url]
        close_old_connections()
        paths = [
            unquote_to_bytes(address.path).decode("latin-1")
            for address in addresses
            if address.netloc == self._site.netloc
        ]
        paths = dict.fromkeys([*paths[:1], "/", *paths, *FILES])
        return [key for path in paths if (key := make_key(path, ""))]

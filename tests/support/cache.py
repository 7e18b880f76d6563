"""CacheServer within a test: on the test's transaction, without threads of its own."""

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

from django.conf import settings
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from wagtail.models import Site

from pages.serving.cache import backend
from pages.serving.cache import server as server_module
from pages.serving.cache.database import Database
from pages.serving.cache.server import CacheServer


class DjangoDatabase(Database):
    """Database of a server that sees the test's transaction, and is asked each time."""

    is_away = False

    def execute(self, statement, parameters=()):
        if self.is_away:
            raise ConnectionError("The test has stopped the database.")
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []


class NoWarmer:
    """Warmer that stores at once, and renders nothing again."""

    def __init__(self, server):
        self.server = server

    def store(self, key, response):
        self.server.persistent.save(key, response)

    def wake(self):
        pass


class SameThread:
    """Thread pool that runs in the calling thread, which has the test's transaction."""

    def __init__(self, *options):
        pass

    def submit(self, function, *arguments):
        future = Future()
        future.set_result(function(*arguments))
        return future


def make_server():
    with (
        mock.patch.object(server_module, "open_database", return_value=DjangoDatabase()),
        mock.patch.object(server_module, "Warmer", NoWarmer),
        mock.patch.object(backend, "ThreadPoolExecutor", SameThread),
        # Django is set up already, and would configure the log again.
        mock.patch("django.setup"),
    ):
        server = CacheServer(settings)
        server.backend.wait()
    return server


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def cache(self):
        return self.headers.get("X-Cache")

    @property
    def text(self):
        return self.body.decode()


def make_environ(path, method="GET", **headers):
    headers = {"host": "localhost", **headers}
    request = RequestFactory().generic(method, path, headers=headers)
    return request.environ


def visit(server, path, method="GET", **headers):
    """Ask the server as a client would; underscores in names of headers are dashes."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    with connections_kept():
        return call(server, make_environ(path, method, **headers))


@contextmanager
def connections_kept():
    """Keep the connection that the test's transaction is on, as Django's client does."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        with mock.patch("django.db.close_old_connections"):
            yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def call(application, environ):
    """Call a WSGI application and return its Answer."""
    started = []

    def start(status, headers, exc_info=None):
        started.append((int(status[:3]), dict(headers)))

    response = application(environ, start)
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return Answer(*started[-1], body)


def render_afresh(server, path):
    """Return Django's answer to a visitor of the path, with every cache empty."""
    Site.clear_site_root_paths_cache()
    for name in settings.CACHES:
        caches[name].clear()
    return call(server.ask_django, make_environ(path))

"""The server of snapshots within a test: on its transaction, without threads of its own."""

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
from pages.serving.cache.server import SnapshotServer


class ThroughDjango(Database):
    """The database as the test's transaction sees it, asked each time."""

    is_away = False

    def __init__(self):
        super().__init__()

    def execute(self, statement, parameters=()):
        if self.is_away:
            raise ConnectionError("The test has stopped the database.")
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []


class AtOnce:
    """In the place of the thread behind: it stores at once, and renders nothing again."""

    def __init__(self, server):
        self.server = server

    def store(self, key, snapshot):
        self.server.store.save(key, snapshot)

    def wake(self):
        pass


class InThisThread:
    """In the place of Django's threads, which do not see the test's transaction."""

    def __init__(self, *options):
        pass

    def submit(self, function, *arguments):
        future = Future()
        future.set_result(function(*arguments))
        return future


def make_server():
    database = ThroughDjango()
    with (
        mock.patch.object(server_module, "open_database", return_value=database),
        mock.patch.object(server_module, "Renewal", AtOnce),
        mock.patch.object(backend, "ThreadPoolExecutor", InThisThread),
        # It is set up already, and would take the log away from the test.
        mock.patch("django.setup"),
    ):
        server = SnapshotServer(settings)
        server.django.wait()
    return server


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def word(self):
        return self.headers.get("X-Snapshot")

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
    """Return what Django answers to a visitor of the path, with nothing kept anywhere."""
    Site.clear_site_root_paths_cache()
    for name in settings.CACHES:
        caches[name].clear()
    return call(server.pass_on, make_environ(path))

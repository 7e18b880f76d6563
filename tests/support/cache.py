"""The application within a test: on the test's transaction, without threads of its own."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from django.conf import settings
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from wagtail.models import Site

from pages.serving import backend
from pages.serving.application import Application
from pages.serving.cache import cache as cache_module
from pages.serving.cache.database import Database
from pages.serving.rsgi import Request


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

    def __init__(self, cache):
        self.cache = cache

    def store(self, key, response):
        self.cache.persistent.save(key, response)

    def wake(self):
        pass

    async def run(self):
        pass


class SameThread(ThreadPoolExecutor):
    """Thread pool that runs in the calling thread, which has the test's transaction."""

    def submit(self, function, *arguments):
        future = Future()
        try:
            future.set_result(function(*arguments))
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is used
            future.set_exception(error)
        return future


@cache
def get_runner():
    runner = asyncio.Runner()
    runner.get_loop().set_default_executor(SameThread())
    return runner


def run(coroutine):
    """Run a coroutine of the application, and Django within it, in this thread."""
    # The browser of a test before leaves its event loop running in this thread.
    loop_of_browser = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return get_runner().run(coroutine)
    finally:
        asyncio._set_running_loop(loop_of_browser)


def make_server():
    """Return the Application with the settings of the tests."""
    with (
        mock.patch.object(cache_module, "open_database", return_value=DjangoDatabase()),
        mock.patch.object(cache_module, "Warmer", NoWarmer),
        mock.patch.object(backend, "ThreadPoolExecutor", SameThread),
        # Django is set up already, and would configure the log again.
        mock.patch("django.setup"),
    ):
        server = Application(settings)
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


def ask_files(files, path, method="GET", **headers):
    """Return the Answer of MediaFiles or StaticFiles, or None if they leave it to Django."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = make_environ("/", method, **headers)
    environ["PATH_INFO"] = path.encode().decode("latin-1")
    answer = files.answer(Request(make_scope(environ)))
    if answer is None:
        return None
    protocol = Protocol()
    answer.send(protocol)
    return protocol.answer


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
    """Call the Application or a WSGI application as its server does, and return the Answer."""
    if isinstance(application, Application):
        protocol = Protocol(environ["wsgi.input"].read())
        run(application.__rsgi__(make_scope(environ), protocol))
        if environ["REQUEST_METHOD"] == "HEAD":
            protocol.answer.body = b""
        return protocol.answer
    started = []

    def start(status, headers, exc_info=None):
        started.append((int(status[:3]), dict(headers)))

    response = application(environ, start)
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return Answer(*started[-1], body)


class Headers(dict):
    """Headers of a request, each with one value."""

    def get_all(self, name):
        return [self[name]] if name in self else []


def make_scope(environ):
    """Return the scope by which Granian describes a request."""
    headers = {
        name.removeprefix("HTTP_").lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    return SimpleNamespace(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        query_string=environ["QUERY_STRING"],
        headers=Headers(
            (name, value)
            for name, value in headers.items()
            # Granian leaves out some values and refuses a length of so many digits.
            if value.isascii() and (name != "content-length" or len(value) < 20)
        ),
        client="127.0.0.1:40000",
        server="127.0.0.1:80",
    )


class Protocol:
    """Granian's protocol for one request, which keeps the answer.

    `blocks` are those of the body as the client sends them, and an empty one at the end.
    """

    def __init__(self, *blocks):
        self._blocks = iter([*filter(None, blocks), b""])

    def __aiter__(self):
        return self

    async def __anext__(self):
        for block in self._blocks:
            return block
        raise StopAsyncIteration

    def response_bytes(self, status, headers, body):
        headers = {"Content-Length": str(len(body)), **dict(headers)}
        if status == 304:
            del headers["Content-Length"]
        self.answer = Answer(status, headers, body)

    def response_file_range(self, status, headers, path, start, end):
        self.answer = Answer(status, dict(headers), Path(path).read_bytes()[start:end])


def render_afresh(server, path):
    """Return Django's answer to a visitor of the path, with every cache empty."""
    Site.clear_site_root_paths_cache()
    for name in settings.CACHES:
        caches[name].clear()
    return call(server.backend.wait(), make_environ(path))


def run_async(coroutine):
    """Run a coroutine to its end, in a thread: a browser's event loop may be in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@contextmanager
def set_clock(moment):
    """Set the clock of the process, for what asks for the time."""
    with (
        mock.patch("time.time", return_value=moment.timestamp()),
        mock.patch("django.utils.timezone.now", return_value=moment),
    ):
        yield

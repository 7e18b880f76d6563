"""What a Sentry server is told, over the network of this machine."""

import gzip
import json
import re
import socket
import threading
import time
import tomllib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
from django.conf import settings

from tests.site import REPOSITORY, run_python

# In a process of its own, with the settings of production: a view that fails with what a
# visitor has sent, asked as the server does, with all that a visitor may send.
FAIL = """
import io, logging, sys, time
from unittest import mock
import django
from config import settings
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
print("before", "sentry_sdk" in sys.modules)
django.setup()
print("after", "sentry_sdk" in sys.modules)
from django.core.wsgi import get_wsgi_application
from pages.serving.logs import Named
from tests.support.cache import call, make_environ

application = Named(get_wsgi_application())
def fail(text, page):
    local = "local-of-ada"
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"{text} {local}") from error

environ = make_environ(
    "/search/?q=query-of-ada", "POST",
    cookie="a=cookie-of-ada", referer="https://example.org/?referer-of-ada",
    user_agent="browser-of-ada", authorization="Basic password-of-ada",
    x_forwarded_for="203.0.113.77", x_request_id="request-0123456789")
environ["REQUEST_METHOD"] = "GET"
environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
environ["wsgi.input"] = io.BytesIO(b"message=body-of-ada")
environ["CONTENT_LENGTH"] = "19"
start = time.monotonic()
with mock.patch("pages.views.search_site", fail):
    print("status", call(application, environ).status)
print("took", time.monotonic() - start)
logging.getLogger("pages").error("%s at https://example.org/?a=of-ada", "name-of-ada")
"""
VARIABLES = {
    "SECRET_KEY": "a-key-of-more-than-fifty-characters-for-these-tests-only",
    "SITE_URL": "http://localhost",
    "DATABASE_URL": "sqlite://:memory:",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "FLY_IMAGE_REF": "registry.fly.io/my-site:deployment-01ABC",
}
SECRET = re.compile(r"of-ada|203\.0\.113|127\.0\.0\.1|localhost", re.IGNORECASE)


@contextmanager
def receive():
    """Yield the port of a server and the list of what it was sent, as text."""
    received = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
            body = unpack[self.headers["Content-Encoding"]](body)
            received.append(body.decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, received
    server.shutdown()
    server.server_close()


def run(port):
    dsn = f"http://key@127.0.0.1:{port}/42"
    told = run_python("-c", FAIL, SENTRY_DSN=dsn, **VARIABLES)
    assert not told.returncode, told.stderr
    return dict(line.split() for line in told.stdout.splitlines())


def test_a_failure_is_told_without_anything_of_who_met_it():
    with receive() as (port, received):
        told = run(port)

    assert told | {"took": ""} == {
        "before": "False",
        "after": "True",
        "status": "500",
        "took": "",
    }
    # An envelope is a line about itself, one about the event, and the event.
    envelopes = [list(map(json.loads, text.splitlines())) for text in received]
    failure, message = (envelope[2] for envelope in envelopes)
    errors = failure["exception"]["values"]
    assert [error["type"] for error in errors] == ["KeyError", "ValueError"]
    assert errors[1]["stacktrace"]["frames"][-1]["function"] == "fail"
    assert failure["tags"] == {"request": "request-0123456789", "path": "/search/"}
    assert failure["release"] == f"recto@{settings.VERSION}+deployment-01ABC"
    assert failure["environment"] == "production"
    assert message["logentry"] == {"message": "%s at https://example.org/"}
    for text in received:
        assert not SECRET.search(text), text
    kinds = {envelope[1]["type"] for envelope in envelopes}
    assert kinds == {"event"}


def test_no_request_waits_for_a_sentry_that_does_not_answer():
    # It takes connections and says nothing.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.monotonic()
        told = run(silent.getsockname()[1])

    assert told["status"] == "500"
    # Only the end of the process waits, for two seconds.
    assert float(told["took"]) < 30
    assert time.monotonic() - start < 300


@pytest.mark.parametrize(
    "command", ["import config.wsgi", "import django; django.setup()"]
)
def test_without_an_address_the_library_is_not_loaded(command):
    code = f"{command}; import sys; print('sentry_sdk' in sys.modules)"

    assert run_python("-c", code, **VARIABLES).stdout == "False\n"


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())

    assert project["project"]["version"] == settings.VERSION

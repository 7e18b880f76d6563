"""Sentry: the events that a server of this machine receives."""

import gzip
import json
import re
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
from django.conf import settings

from tests.support import site
from tests.support.site import REPOSITORY, make_environment, run_python

# In a process with the settings of production: a request with personal data, whose view
# fails with an error that quotes some of it, and an error outside of requests.
FAIL = """
import io, logging, sys
from unittest import mock
import django
from config import settings
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.core.wsgi import get_wsgi_application
from pages.serving.logs import RequestIdMiddleware
from tests.support.cache import call, make_environ

application = RequestIdMiddleware(get_wsgi_application())
# Events quote the source, which must not have the words that the test looks for.
ada = "of-" + "ada"
def fail(root_page, text, page):
    local = f"local-{ada}"
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"{text} {local}") from error

environ = make_environ(
    f"/search/?q=query-{ada}", "POST",
    cookie=f"a=cookie-{ada}", referer=f"https://example.org/?referer-{ada}",
    user_agent=f"browser-{ada}", authorization=f"Basic password-{ada}",
    x_forwarded_for=".".join(["203", "0", "113", "77"]),
    x_request_id="request-0123456789")
environ["REQUEST_METHOD"] = "GET"
environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
environ["wsgi.input"] = io.BytesIO(f"message=body-{ada}".encode())
environ["CONTENT_LENGTH"] = "19"
views = "pages.public.views"
with mock.patch(f"{views}.search_site", fail), mock.patch(f"{views}.find_root_page"):
    print(call(application, environ).status, flush=True)
logging.getLogger("pages").error(f"%s at https://example.org/?a={ada}", f"name-{ada}")
sys.stdin.read()
"""
VARIABLES = {
    "DATABASE_URL": "sqlite://:memory:",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "FLY_IMAGE_REF": "registry.fly.io/my-site:deployment-01ABC",
}
PERSONAL = re.compile(r"of-ada|203\.0\.113|127\.0\.0\.1|localhost", re.IGNORECASE)
TIMEOUT = 600  # seconds until the test gives up


class Receiver(ThreadingHTTPServer):
    """A Sentry server, which does not answer before it may."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.received = []
        self.may_answer = threading.Event()
        self.is_complete = threading.Event()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        decode = {"br": brotli.decompress, "gzip": gzip.decompress}
        body = decode[self.headers["Content-Encoding"]](body)
        self.server.received.append(body.decode())
        self.server.may_answer.wait(TIMEOUT)
        if len(self.server.received) == 2:
            self.server.is_complete.set()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def receiver():
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_an_event_has_no_personal_data_and_no_request_waits_for_it(receiver):
    dsn = f"http://key@127.0.0.1:{receiver.server_port}/42"
    with subprocess.Popen(
        [sys.executable, "-c", FAIL],
        cwd=REPOSITORY,
        env=make_environment(SENTRY_DSN=dsn, **site.VARIABLES, **VARIABLES),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            # The request ends while the server has not answered.
            assert process.stdout.readline() == "500\n"
            receiver.may_answer.set()
            assert receiver.is_complete.wait(TIMEOUT)
        finally:
            receiver.may_answer.set()
            process.stdin.close()

    # An envelope has a line about itself, a line about the event, and the event.
    envelopes = [list(map(json.loads, text.splitlines())) for text in receiver.received]
    assert [envelope[1]["type"] for envelope in envelopes] == ["event", "event"]
    failure, message = (envelope[2] for envelope in envelopes)
    errors = failure["exception"]["values"]
    assert [error["type"] for error in errors] == ["KeyError", "ValueError"]
    assert errors[1]["stacktrace"]["frames"][-1]["function"] == "fail"
    assert failure["tags"] == {"request": "request-0123456789", "path": "/search/"}
    assert failure["release"] == f"recto@{settings.VERSION}+deployment-01ABC"
    assert failure["environment"] == "production"
    assert message["logentry"] == {"message": "%s at https://example.org/"}
    for text in receiver.received:
        assert not PERSONAL.search(text), text


def test_without_a_server_the_sdk_is_not_imported():
    code = "import config.rsgi, django, sys; django.setup(); print('sentry_sdk' in sys.modules)"

    assert run_python("-c", code, **VARIABLES).stdout == "False\n"


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())

    assert project["project"]["version"] == settings.VERSION

"""Servers for comparison: a plain Wagtail site, nginx, and Granian alone."""

import json
import re
import subprocess
from functools import partial
from typing import NamedTuple

from tests.support.servers import find_program, make_nginx, serve_python
from tests.support.site import compile_python, find_free_port, run_python

CONNECTIONS = 32
SECONDS = 1  # of one measurement of wrk

PLAIN_SETTINGS = """
import dj_database_url
from .base import *

DEBUG = False
SECRET_KEY = "only-to-measure-a-plain-site-beside-this-one-on-this-machine"
ALLOWED_HOSTS = ["localhost"]
DATABASES["default"] |= dj_database_url.config()
"""
CACHED_SETTINGS = """
from .plain import *

MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
"""


class PlainSite:
    """Site of `wagtail start`, with settings for production.

    On a file of SQLite, unless the variables name another database.
    """

    def __init__(self, directory, **variables):
        self.directory = directory
        self.variables = variables
        self.python("-m", "wagtail.bin.wagtail", "start", "peer", ".")
        settings = directory / "peer/settings"
        (settings / "plain.py").write_text(PLAIN_SETTINGS)
        (settings / "cached.py").write_text(CACHED_SETTINGS)
        self.python("manage.py", "migrate", "--verbosity=0")
        self.python("manage.py", "collectstatic", "--no-input", "--verbosity=0")
        compile_python(directory)

    def python(self, *arguments):
        # The settings exist only after the start.
        is_started = (self.directory / "manage.py").exists()
        settings = {"DJANGO_SETTINGS_MODULE": "peer.settings.plain"} if is_started else {}
        done = run_python(*arguments, directory=self.directory, **settings, **self.variables)
        assert not done.returncode, done.stderr

    def serve(self, settings="plain"):
        return serve_python(
            self.directory,
            find_free_port(),
            "peer.wsgi:application",
            DJANGO_SETTINGS_MODULE=f"peer.settings.{settings}",
            **self.variables,
        )


LOCATION = """
        location = /{name} {{
            root {directory};
            types {{}}
            default_type '{content_type}';
            {headers}
        }}
"""
# Headers that nginx adds itself.
BY_NGINX = {
    *("content-length", "content-type", "date", "etag", "last-modified", "server"),
    *("accept-ranges", "connection"),
}


def serve_by_nginx(directory, answers):
    """Return an nginx that serves answers from files, with all of their headers.

    `answers` maps names to pairs of headers and body.
    """
    locations = ""
    for name, (headers, body) in answers.items():
        (directory / name).write_bytes(body)
        locations += LOCATION.format(
            name=name,
            directory=directory,
            content_type=headers["Content-Type"],
            headers=" ".join(
                f"add_header {name} {json.dumps(value)};"
                for name, value in headers.items()
                if name.lower() not in BY_NGINX
            ),
        )
    return make_nginx(directory, locations)


BARE = """
import json
from pathlib import Path


class Application:
    answers = {
        f"/{name}": (200, [tuple(pair) for pair in headers], Path(name).read_bytes())
        for name, headers in json.loads(Path("headers.json").read_text()).items()
    }

    async def __rsgi__(self, scope, protocol):
        protocol.response_bytes(*self.answers[scope.path])


application = Application()
"""


def serve_bare(directory, answers):
    """Return an RSGI application that does nothing but to send the answers from memory."""
    (directory / "bare_rsgi.py").write_text(BARE)
    headers = {name: headers.items() for name, (headers, _) in answers.items()}
    headers = {
        name: [pair for pair in pairs if pair[0] != "date"] for name, pairs in headers.items()
    }
    (directory / "headers.json").write_text(json.dumps(headers))
    for name, (_, body) in answers.items():
        (directory / name).write_bytes(body)
    return serve_python(directory, find_free_port(), "bare_rsgi:application")


class Load(NamedTuple):
    """Answers to many requests at once: number per second, and the slowest hundredth."""

    rate: float
    delay: float  # milliseconds that 99 % of the answers took at most


def make_load(server, path, encoding=""):
    """Return a function that requests a path for SECONDS, and returns the Load."""
    command = [find_program("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    command += ["-H", f"Accept-Encoding: {encoding}", f"{server.url}{path}"]
    return partial(run_load, command)


def run_load(command):
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in output, output
    assert "Socket errors" not in output, output
    rate = float(re.search(r"Requests/sec: +([\d.]+)", output)[1])
    delay, unit = re.search(r"99% +([\d.]+)(us|ms|s)", output).groups()
    return Load(rate, float(delay) * {"us": 0.001, "ms": 1, "s": 1000}[unit])

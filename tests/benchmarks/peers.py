"""The servers that this site is compared with: a plain Wagtail site, and nginx."""

import json
import re
import subprocess
from functools import partial

from tests.support.servers import (
    find_program,
    make_nginx,
    serve_python,
)
from tests.support.site import compile_python, find_free_port, run_python

CONNECTIONS = 32
SECONDS = 1  # of one measurement of wrk

PLAIN_SETTINGS = """
from .base import *

DEBUG = False
SECRET_KEY = "only-to-measure-a-plain-site-beside-this-one-on-this-machine"
ALLOWED_HOSTS = ["localhost"]
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
    """What `wagtail start` makes, with the settings that it needs in production."""

    def __init__(self, directory):
        self.directory = directory
        self.python("-m", "wagtail.bin.wagtail", "start", "peer", ".")
        settings = directory / "peer/settings"
        (settings / "plain.py").write_text(PLAIN_SETTINGS)
        (settings / "cached.py").write_text(CACHED_SETTINGS)
        self.python("manage.py", "migrate", "--verbosity=0")
        self.python("manage.py", "collectstatic", "--no-input", "--verbosity=0")
        compile_python(directory)

    def python(self, *arguments):
        settings = {"DJANGO_SETTINGS_MODULE": "peer.settings.plain"}
        started = "start" in arguments
        done = run_python(
            *arguments, directory=self.directory, **({} if started else settings)
        )
        assert not done.returncode, done.stderr

    def serve(self, settings="plain"):
        port = find_free_port()
        return serve_python(
            self.directory,
            port,
            "peer.wsgi:application",
            DJANGO_SETTINGS_MODULE=f"peer.settings.{settings}",
        )


LOCATION = """
        location = /{name} {{
            root {directory};
            types {{}}
            default_type '{content_type}';
            {headers}
        }}
"""
# What it says of each file by itself.
BY_NGINX = {
    *("content-length", "content-type", "date", "etag", "last-modified", "server"),
    *("accept-ranges", "connection"),
}


def serve_by_nginx(directory, answers):
    """Return nginx, to serve answers from files, with all of their headers.

    `answers` are the headers and the body of each, by its name.
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


def make_load(server, path, encoding=""):
    """Return a function that asks for a path again and again.

    It returns the number of answers in a second, and takes SECONDS.
    """
    program = find_program("wrk")
    command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    command += ["-H", f"Accept-Encoding: {encoding}", f"{server.url}{path}"]
    return partial(run_load, command)


def run_load(command):
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in told, told
    assert "Socket errors" not in told, told
    return float(re.search(r"Requests/sec: +([\d.]+)", told)[1])

"""The servers that benchmarks compare: this site, a plain Wagtail site, and nginx.

All are on this machine, of the same Python and packages, and end with their `with`.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.site import (
    REPOSITORY,
    copy_repository,
    find_free_port,
    make_environment,
    run_python,
)

PATIENCE = 120  # seconds
CONNECTIONS = 32
SECONDS = 1  # of one measurement of wrk


def find_program(name):
    """Return the path of a program, or skip the benchmark that needs it."""
    # Debian keeps servers where only root looks for programs.
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    return path or pytest.skip(f"install {name}, as with apt-get install {name}")


class Server:
    """A process that serves on a port of this machine, in a directory of its own."""

    def __init__(self, command, directory, port, host=None, **variables):
        self.command = command
        self.directory = directory
        self.port = port
        self.variables = variables
        self.url = f"http://localhost:{port}"
        self.host = host or f"localhost:{port}"

    def __enter__(self):
        return self.start()

    def start(self):
        self._log = self.directory / f"server-{self.port}.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.directory,
                env=make_environment(**self.variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(self, *exception):
        for end in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, end)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=30)
                return

    def end(self, send=os.killpg, number=signal.SIGTERM):
        """Ask it to end, as a host does, and return its exit status when it has ended."""
        send(self._process.pid, number)
        return self._process.wait(timeout=PATIENCE)

    def kill(self):
        """End it as a machine that loses its power does."""
        self.end(number=signal.SIGKILL)

    def wait(self, path="/"):
        """Wait until the path is answered with 200."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError):
                if self.get(path)[0] == 200:
                    return self
            time.sleep(0.002)
        raise RuntimeError(f"{self.command} does not answer:\n{self._log.read_text()}")

    def get(self, path, **headers):
        """Return the status, the headers and the body, as they are on the wire."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.putrequest(
                "GET", path, skip_host=True, skip_accept_encoding=True
            )
            connection.putheader("Host", self.host)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def private_memory(self):
        """Return the memory in bytes that its largest process shares with no other."""
        return max(map(read_private_memory, find_family(self._process.pid)))


def serve_python(directory, port, *application, host=None, **variables):
    """Return the server of a WSGI application, or of this site, as it is started anywhere.

    It runs on the Python of the tests.
    """
    command = [REPOSITORY / "deploy/serve", "127.0.0.1", str(port), *application]
    path = f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}"
    return Server(command, directory, port, host, PATH=path, **variables)


def find_family(pid):
    """Yield the number of a process and of all that it has started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from find_family(int(child))


def read_private_memory(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = re.findall(r"^Private_\w+: +(\d+) kB", text, re.MULTILINE)
    return sum(map(int, sizes)) * 1024


# This site


class Site:
    """A copy of the site with the starter content, ready to be served many times."""

    def __init__(self, directory, **variables):
        self.directory = copy_repository(directory)
        self.port = find_free_port()
        self.admin_url = f"http://localhost:{self.port}/admin/"
        self.variables = {
            "SECRET_KEY": "only-to-measure-how-fast-the-site-is-on-this-machine",
            "SITE_URL": f"http://localhost:{self.port}",
            **variables,
        }
        self.password = re.search(
            r"^Password +(\S+)", self.manage("prepare_site"), re.MULTILINE
        )[1]
        self.manage("collectstatic", "--no-input", "--verbosity=0")
        compile_python(self.directory)

    def manage(self, *arguments):
        """Run a command of manage.py and return what it prints."""
        done = run_python(
            "manage.py", *arguments, directory=self.directory, **self.variables
        )
        assert not done.returncode, done.stderr
        return done.stdout

    def run(self, code):
        """Run Python on the site, and return what it prints."""
        return self.manage("shell", "--verbosity=0", "--command", code).strip()

    def serve(self, port=None):
        port = port or self.port
        # Whatever the port, it is the site at the one address that visitors know.
        host = f"localhost:{self.port}"
        return serve_python(self.directory, port, host=host, **self.variables)


def compile_python(directory):
    subprocess.run([sys.executable, "-m", "compileall", "-q", directory], check=True)


# Its peers

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


NGINX = """
{user}
worker_processes auto;
daemon off;
pid {directory}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    {upstream}
    server {{
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""
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


def make_nginx(directory, locations, upstream=""):
    """Return nginx, with Debian's settings but the log, for these parts of its own."""
    port = find_free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            # Its workers would else be of an account that cannot read the files.
            user="user root;" if os.geteuid() == 0 else "",
            directory=directory,
            port=port,
            locations=locations,
            upstream=upstream,
        )
    )
    command = [find_program("nginx"), "-c", str(configuration), "-e", "stderr"]
    return Server(command, directory, port)


# The load


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

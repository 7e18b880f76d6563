"""Servers of this machine, on the Python and packages of the tests.

They end with their `with`.
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
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.shell import Shell
from tests.support.site import (
    REPOSITORY,
    VARIABLES,
    find_free_port,
    make_environment,
    read_password,
    run_python,
    start_session,
    until,
)
from tests.support.templates import copy_prepared_site

PATIENCE = 120  # seconds
PATH = f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}"


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
        raise RuntimeError(f"{self.command} does not answer:\n{self.log}")

    def freeze(self):
        """Let it keep its connections and answer nothing."""
        signal_family(self.pid, signal.SIGSTOP)

    def thaw(self):
        signal_family(self.pid, signal.SIGCONT)

    @property
    def log(self):
        """Everything that it has printed."""
        return self._log.read_text()

    @property
    def pid(self):
        """The number of the process that has started all others."""
        return self._process.pid

    def get(self, path, **headers):
        """Return the status, the headers and the body, as they are on the wire."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
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
    return Server(command, directory, port, host, PATH=PATH, **variables)


def find_family(pid):
    """Yield the number of a process and of all that it has started."""
    yield pid
    # A process or a thread of it may end meanwhile.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from find_family(int(child))


def signal_family(pid, number):
    for process in find_family(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def read_private_memory(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = re.findall(r"^Private_\w+: +(\d+) kB", text, re.MULTILINE)
    return sum(map(int, sizes)) * 1024


# This site

# The addresses of the site, by which it finds its pages, follow from those of a server.
MOVE = """
from pages.models.site import update_default_site

update_default_site()
"""
# The first visit to the dashboard would lead elsewhere.
SETTLE = "from pages.desk.starter_content import record; record(offer=False)"
IS_STORED = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT 1 FROM pages_snapshot, pages_epoch WHERE key = '/? ' AND epoch = value")
    print(cursor.fetchone())
"""


class Site:
    """The starter site in a directory, ready to be served, even by many processes.

    With `with` it is served on its own port, until the end. The database is a file of
    SQLite in the directory, unless the variables name another. `is_settled` says that the
    owner has seen the first steps.
    """

    name = "owner"

    def __init__(self, directory, *, is_settled=True, **variables):
        self.directory = directory
        self.port = find_free_port()
        self.url = f"http://localhost:{self.port}"
        self.admin_url = f"{self.url}/admin/"
        self._shell = None
        said = copy_prepared_site(directory)
        self.variables = VARIABLES | {"SITE_URL": self.url, **variables}
        if {"DATABASE_URL", "BUCKET_NAME"} & variables.keys():
            # The folder says that the site had content, which another database lacks.
            said = self.manage("prepare_site", "--start-over")
        else:
            self.run(MOVE)
        if is_settled:
            self.run(SETTLE)
        self.password = read_password(said)

    def serve(self, port=None):
        """Return a server on a port, whose site has the one address that visitors know."""
        host = f"localhost:{self.port}"
        port = port or self.port
        return serve_python(self.directory, port, host=host, **self.variables)

    def make_ready(self):
        """Leave the site as a start usually finds it: prepared, with its home page stored."""
        self.manage("prepare_site")
        with self.serve() as server:
            server.wait()
            until(lambda: self.run(IS_STORED) != "None")
        self.close()

    def serve_as_image(self, *wrapper):
        """Return a server that the image's own command starts, as arguments of `wrapper`."""
        image = (REPOSITORY / "Dockerfile").read_text()
        *command, _address, _port = json.loads(re.search(r"^CMD (.+)", image, re.MULTILINE)[1])
        command = [*wrapper, *command, "127.0.0.1", str(self.port)]
        return Server(command, self.directory, self.port, PATH=PATH, **self.variables)

    def __enter__(self):
        self.server = self.serve().start()
        self.server.wait()
        return self

    def __exit__(self, *exception):
        self.close()
        self.server.__exit__()

    @property
    def log(self):
        """Everything that the server has printed."""
        return self.server.log

    def get(self, path, **headers):
        """Return the answer to a GET, whatever its status, after its redirects."""
        with start_session() as session:
            return session.get(self.url + path, headers=headers, timeout=60)

    def open_session(self, name, password):
        """Return a session of requests that has sent the login form, and the answer."""
        session = start_session()
        address = f"{self.admin_url}login/"
        session.get(address, timeout=60)
        fields = {"username": name, "password": password, "next": "/admin/"}
        fields["csrfmiddlewaretoken"] = session.cookies["csrftoken"]
        return session, session.post(address, fields, timeout=60)

    def manage(self, *arguments):
        """Run a command of manage.py on this site, and return what it prints."""
        done = run_python("manage.py", *arguments, directory=self.directory, **self.variables)
        assert not done.returncode, done.stderr
        return done.stdout

    def run(self, code):
        """Run Python on this site, in a process that stays, and return what it prints."""
        if not self._shell:
            self._shell = Shell(self.directory, make_environment(**self.variables))
        return self._shell.run(code)

    def close(self):
        """End the process that has run Python."""
        if self._shell:
            self._shell.stop()
            self._shell = None


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


def make_nginx(directory, locations, upstream="", port=None):
    """Return nginx, with Debian's settings but the log, for these parts of its own."""
    port = port or find_free_port()
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

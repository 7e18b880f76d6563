"""The site as a person starts it: a copy of the repository, make, and a browser's view."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.support.shell import Shell

REPOSITORY = Path(__file__).resolve().parents[2]
# What a process needs of the machine. The variables of the site and of a make that
# started the tests must not reach the site.
_OF_THE_MACHINE = ["PATH", "HOME", "LANG", "TMPDIR"]


def make_environment(**variables):
    """Return a bare environment with the variables."""
    machine = {name: os.environ[name] for name in _OF_THE_MACHINE if name in os.environ}
    return machine | variables


def run_python(*arguments, directory=REPOSITORY, **variables):
    """Run the tests' own Python with a bare environment and wait for its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=directory,
        env=make_environment(**variables),
        capture_output=True,
        text=True,
        timeout=600,
    )


def copy_repository(directory):
    """Copy every file that git does not ignore, and return the directory."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).exists():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, directory / name)
    return directory


def find_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_make(target, port, directory, **options):
    """Start make with the environment that the tests run in, and return the process.

    --old-file says that the lock is installed in it already.
    """
    installed = f"{sys.prefix}/.run"
    return subprocess.Popen(
        [
            "make",
            f"--old-file={installed}",
            target,
            f"VENV={sys.prefix}",
            f"PORT={port}",
        ],
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **options,
    )


def start_session():
    """Return a session of requests that goes to this machine and through no proxy."""
    session = requests.Session()
    session.trust_env = False
    return session


class RunningSite:
    """A site that `make run` or `make serve` started in a copy of the repository.

    Use it with `with`: it waits for the first answer, and ends the server after.
    """

    def __init__(self, directory, target, **variables):
        self.directory = directory
        self.target = target
        self.variables = variables
        self.port = find_free_port()
        self.url = f"http://localhost:{self.port}"
        self.admin_url = f"{self.url}/admin/"
        self._shell = None

    def __enter__(self):
        self._output = self.directory / f"{self.target}-{self.port}.log"
        with self._output.open("w") as output:
            self._process = run_make(
                self.target,
                self.port,
                self.directory,
                env=make_environment(**self.variables),
                stdout=output,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception):
        self.stop()

    @property
    def pid(self):
        """The number of the process that has started all others."""
        return self._process.pid

    def _wait(self):
        end = time.monotonic() + 300
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError):
                self.get("/")
                return
            time.sleep(0.2)
        raise RuntimeError(f"make {self.target} does not answer:\n{self.log[-1500:]}")

    def stop(self):
        """End make, the server and its workers."""
        if self._shell:
            self._shell.stop()
            self._shell = None
        for end in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, end)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=3)
                return

    @property
    def log(self):
        """Everything that make and the server have printed."""
        return self._output.read_text()

    def _printed(self, label):
        found = re.search(rf"^{label} +(\S+)", self.log, re.MULTILINE)
        return found and found[1]

    @property
    def name(self):
        return self._printed("Name")

    @property
    def password(self):
        return self._printed("Password")

    def get(self, path, **headers):
        """Return the answer to a GET, whatever its status, after its redirects."""
        with start_session() as session:
            return session.get(self.url + path, headers=headers, timeout=60)

    def log_in(self, name, password):
        """Send the login form as a browser does, and return the page that follows."""
        address = f"{self.admin_url}login/"
        with start_session() as session:
            form = session.get(address, timeout=60).text
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
            fields = {"username": name, "password": password, "next": "/admin/"}
            fields["csrfmiddlewaretoken"] = token
            return session.post(address, fields, timeout=60)

    @property
    def _environment(self):
        """The variables that a process on the database of this site needs."""
        key = self.directory / ".secret_key"
        own = {"SECRET_KEY": key.read_text()} if key.exists() else {}
        return {"SITE_URL": self.url, **own, **self.variables}

    def manage(self, *arguments):
        """Run a command of manage.py on the database of this site."""
        return run_python(
            "manage.py", *arguments, directory=self.directory, **self._environment
        )

    def run(self, code):
        """Run Python on the database of this site, and return what it prints."""
        if not self._shell:
            environment = make_environment(**self._environment)
            self._shell = Shell(self.directory, environment)
        return self._shell.run(code)

"""The site as a person starts it: a copy of the repository, make, and a browser's view."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.support.shell import Shell

REPOSITORY = Path(__file__).resolve().parents[2]
# Variables that a process needs. The variables of the site and of a make that
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


def list_repository():
    """Return the paths of all files that git does not ignore, from the repository's top."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    names = filter(None, listed.stdout.split("\0"))
    return [name for name in names if (REPOSITORY / name).exists()]


def copy_repository(directory):
    """Copy every file that git does not ignore, and return the directory."""
    for name in list_repository():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, directory / name)
    return directory


def compile_python(directory):
    subprocess.run([sys.executable, "-m", "compileall", "-q", directory], check=True)


def find_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_command(target, port):
    """Return the command of make that uses the environment of the tests.

    --old-file says that the lock is installed in it already.
    """
    installed = f"--old-file={sys.prefix}/.run"
    return ["make", installed, target, f"VENV={sys.prefix}", f"PORT={port}"]


def start_session():
    """Return a session of requests that goes to this machine and through no proxy."""
    session = requests.Session()
    session.trust_env = False
    return session


def until(is_so, patience=120):
    """Wait until a function returns something true, and return that."""
    end = time.monotonic() + patience
    while not (found := is_so()):
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.05)
    return found


class SiteCopy:
    """A site in a directory of its own, and what a test asks of it, served or not.

    `variables` are those that its processes need, with what DATABASE_URL and SITE_URL say.
    """

    name = "owner"
    password = None

    def __init__(self, directory):
        self.directory = directory
        self.port = find_free_port()
        self.url = f"http://localhost:{self.port}"
        self.admin_url = f"{self.url}/admin/"
        self._shell = None

    def get(self, path, **headers):
        """Return the answer to a GET, whatever its status, after its redirects."""
        with start_session() as session:
            return session.get(self.url + path, headers=headers, timeout=60)

    def log_in(self, name, password):
        """Send the login form as a browser does, and return the page that follows."""
        session, answer = self.open_session(name, password)
        session.close()
        return answer

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
            environment = make_environment(**self.variables)
            self._shell = Shell(self.directory, environment)
        return self._shell.run(code)

    def close(self):
        """End the process that has run Python."""
        if self._shell:
            self._shell.stop()
            self._shell = None


def read_password(printed):
    """Return the password of the owner that `prepare_site` has printed."""
    return re.search(r"^Password +(\S+)", printed, re.MULTILINE)[1]

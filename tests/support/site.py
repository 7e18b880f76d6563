"""Copies of the repository, and processes on the Python of the tests."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

REPOSITORY = Path(__file__).resolve().parents[2]
# Variables that a process needs. The variables of the site and of a make that
# started the tests must not reach the site.
_OF_THE_MACHINE = ["PATH", "HOME", "LANG", "TMPDIR"]


VARIABLES = {
    "SECRET_KEY": "only-for-tests-of-a-site-that-is-served-on-this-machine",
    "SITE_URL": "http://localhost",
}


def make_environment(**variables):
    """Return a bare environment with the variables."""
    machine = {name: os.environ[name] for name in _OF_THE_MACHINE if name in os.environ}
    return machine | variables


def run_python(*arguments, directory=REPOSITORY, **variables):
    """Run the tests' own Python with the VARIABLES and these, and wait for its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=directory,
        env=make_environment(**VARIABLES | variables),
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


def read_password(printed):
    """Return the password of the owner that `prepare_site` has printed."""
    return re.search(r"^Password +(\S+)", printed, re.MULTILINE)[1]

"""Several processes on one database, and processes and databases that go away."""

import contextlib
import os
import random
import socket
import sqlite3
import threading
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.support.cache_process import ADDRESSES, ServerProcess
from tests.support.site import until

# The databases are copies of that of the tests, which is made for these marks.
pytestmark = pytest.mark.django_db
KILLS = int(os.environ.get("KILLS", "20"))


@pytest.fixture(scope="module")
def template_url(copy_database):
    """The address of a database with a few pages, to be copied."""
    url = copy_database()
    with ServerProcess(url) as process:
        process.make_site()
    return url


@pytest.fixture
def site_url(template_url, copy_database):
    """The address of a database of the test's own with a few pages."""
    return copy_database(template_url)


def test_an_edit_in_one_process_is_seen_by_another(site_url):
    with ServerProcess(site_url) as one, ServerProcess(site_url) as other:
        for process in (one, other):
            until(lambda process=process: process.visit("/notes/")[1] == "HIT")

        one.publish("Edited elsewhere")

        until(lambda: "Edited elsewhere" in one.visit("/notes/")[2])
        until(lambda: "Edited elsewhere" in other.visit("/notes/")[2])
        until(lambda: "Edited elsewhere" in other.visit("/")[2])


def test_after_an_edit_the_warmer_renders_the_whole_site(site_url):
    with ServerProcess(site_url) as process:
        until(lambda: process.visit("/")[1] == "HIT")
        process.publish("Edited")

        # One visit is enough for all other pages.
        until(lambda: "Edited" in process.visit("/")[2])

        pages = [*ADDRESSES, "/atom.xml", "/projects/engine/"]
        keys = {f"{path}? " for path in pages}
        until(lambda: keys <= set(process.list_stored()))
        assert process.visit("/projects/engine/")[1] == "HIT"


def test_a_process_that_was_killed_at_work_starts_with_the_truth(site_url):
    chance = random.Random(3)
    with ServerProcess(site_url) as process:
        process.warm_up()
        for _ in range(KILLS):
            process.kill_at_work(chance.uniform(0, 0.2))

            assert process.start_and_compare() == []


class Relay:
    """Connects a client with a server of this machine, until it is stopped."""

    def __init__(self, target):
        self._target = target
        self._open = []
        self._listener = None
        self.port = None
        self.start()

    def start(self):
        self._listener = socket.create_server(("127.0.0.1", self.port or 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        for one in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open = []

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._open += [client, server]
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)


@contextlib.contextmanager
def interruptible(site_url):
    """Yield the address of the database, and functions that take it away and back."""
    parts = urlsplit(site_url)
    if connection.vendor == "postgresql":
        relay = Relay((parts.hostname, parts.port))
        netloc = parts.netloc.replace(str(parts.port), str(relay.port))
        yield parts._replace(netloc=netloc).geturl(), relay.stop, relay.start
    else:
        away = "ALTER TABLE pages_epoch RENAME TO lost"
        back = "ALTER TABLE lost RENAME TO pages_epoch"
        with contextlib.closing(sqlite3.connect(parts.path)) as site:
            yield site_url, lambda: site.execute(away), lambda: site.execute(back)


def test_pages_are_served_while_the_database_is_away(site_url):
    with interruptible(site_url) as (url, stop, start), ServerProcess(url) as process:
        page = process.visit("/notes/")
        until(lambda: process.visit("/notes/")[1] == "HIT")

        stop()
        until(lambda: process.visit("/notes/")[1] == "STALE")
        assert process.visit("/notes/")[2] == page[2]

        start()
        until(lambda: process.visit("/notes/")[1] in {"HIT", "MISS"})
        process.publish("Back again")
        until(lambda: "Back again" in process.visit("/notes/")[2])

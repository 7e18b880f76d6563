"""Several processes on one database, and processes and databases that go away."""

import contextlib
import random
import socket
import sqlite3
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.support.cache_process import ADDRESSES, ServerProcess

# The databases are copies of that of the tests, which is made for these marks.
pytestmark = pytest.mark.django_db
# How long, in seconds, an edit may stay unseen elsewhere. A busy machine is given more.
PATIENCE = 60


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


def wait_for(function, *arguments):
    """Call the function until what it returns is true, and return that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := function(*arguments):
            return found
        time.sleep(0.05)
    raise AssertionError("It did not happen.")


def test_an_edit_in_one_process_is_seen_by_another(site_url):
    with ServerProcess(site_url) as one, ServerProcess(site_url) as other:
        for process in (one, other):
            wait_for(lambda process=process: process.visit("/notes/")[1] == "hit")

        one.publish("Edited elsewhere")

        wait_for(lambda: "Edited elsewhere" in one.visit("/notes/")[2])
        wait_for(lambda: "Edited elsewhere" in other.visit("/notes/")[2])
        wait_for(lambda: "Edited elsewhere" in other.visit("/")[2])


def is_postgresql():
    """Tell whether a process that wrote past its server may ask a second later."""
    return connection.vendor == "postgresql"


def test_after_an_edit_the_site_renders_itself_again(site_url):
    with ServerProcess(site_url) as process:
        wait_for(lambda: process.visit("/")[1] == "hit")
        process.publish("Edited")

        # One visit is enough for all other pages.
        wait_for(lambda: "Edited" in process.visit("/")[2])

        wanted = {
            f"{path}? " for path in [*ADDRESSES, "/atom.xml", "/projects/engine/"]
        }
        wait_for(lambda: wanted <= set(process.list_stored()))
        assert process.visit("/projects/engine/")[1] == "hit"


def test_killed_while_it_renders_and_publishes_it_starts_with_the_truth(site_url):
    chance = random.Random(3)
    with ServerProcess(site_url) as process:
        process.warm_up()
        for _ in range(100):
            process.kill_at_work(chance.uniform(0, 0.2))

            assert process.start_and_compare() == []


class Relay:
    """Stands between a client and a server of this machine, until it is stopped."""

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


def test_pages_are_served_while_the_server_of_the_database_is_away(site_url):
    if not is_postgresql():
        site = sqlite3.connect(urlsplit(site_url).path)
        away = "ALTER TABLE pages_epoch RENAME TO lost"
        back = "ALTER TABLE lost RENAME TO pages_epoch"
        url = site_url
        stop, start = (lambda: site.execute(away)), (lambda: site.execute(back))
    else:
        parts = urlsplit(site_url)
        relay = Relay((parts.hostname, parts.port))
        netloc = parts.netloc.replace(str(parts.port), str(relay.port))
        url = parts._replace(netloc=netloc).geturl()
        stop, start = relay.stop, relay.start

    with ServerProcess(url) as process:
        page = process.visit("/notes/")
        wait_for(lambda: process.visit("/notes/")[1] == "hit")

        stop()
        wait_for(lambda: process.visit("/notes/")[1] == "stale")
        assert process.visit("/notes/")[2] == page[2]

        start()
        wait_for(lambda: process.visit("/notes/")[1] in {"hit", "miss"})
        process.publish("Back again")
        wait_for(lambda: "Back again" in process.visit("/notes/")[2])

"""While the database cannot be used, pages are served, and all else says so in words."""

import os
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from unittest import mock

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.db.utils import ConnectionHandler
from psycopg import errors as postgresql

from pages.serving.database_errors import (
    AWAY,
    BUSY,
    FULL,
    READ_ONLY,
    find_outage,
)
from tests.support.cache import make_server, visit
from tests.support.postgresql import PostgreSQLServer
from tests.support.servers import Site
from tests.support.site import start_session

# How long the server of the database is away, each time, in seconds.
SECONDS = float(os.environ.get("OUTAGE_SECONDS", "5"))
PATIENCE = 60
PAGES = ["/", "/projects/", "/contact/", "/publications/"]
TEXT = "Dear Ada, this took me an hour & a <half> to write."
MESSAGE = {"name": "Charles", "address": "charles@example.org", "message": TEXT}


# What an error of the database means


@pytest.fixture
def sqlite(tmp_path, db):
    """A connection of Django to a file of SQLite with a table, which waits for nobody."""
    file = tmp_path / "db.sqlite3"
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": file}
    settings["OPTIONS"] = {"timeout": 0}
    connection = ConnectionHandler({"default": settings})["default"]
    write(connection, "CREATE TABLE t (a)")
    yield connection
    connection.close()


def write(connection, statement="INSERT INTO t VALUES (zeroblob(100000))"):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def fail(connection, *statement):
    """Return the error that the statement ends in."""
    with pytest.raises(OperationalError) as failed:
        write(connection, *statement)
    return failed.value


def lock(connection):
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with closing(other):
        return fail(connection)


def fill(connection):
    write(connection, "PRAGMA max_page_count = 3")
    return fail(connection)


def forbid(connection):
    write(connection, "PRAGMA query_only = 1")
    return fail(connection)


def lose(connection):
    connection.close()
    connection.settings_dict["NAME"] = "/no/such/folder/db.sqlite3"
    return fail(connection)


SQLITE = [
    (lock, BUSY, "The database is too busy at the moment"),
    (fill, FULL, "The database has no room left on its disk"),
    (forbid, READ_ONLY, "The database takes no changes at the moment"),
    (lose, AWAY, "The database does not answer at the moment"),
]


@pytest.mark.parametrize(("break_it", "kind", "sentence"), SQLITE)
def test_what_sqlite_cannot_do_is_said_in_a_sentence(
    sqlite, home, caplog, break_it, kind, sentence
):
    error = break_it(sqlite)
    with mock.patch("pages.public.views.search_site", side_effect=error):
        answer = visit(make_server(), "/search/?q=engine")

    assert find_outage(error) == kind
    assert answer.status == 503
    assert sentence in answer.text
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    (record,) = [r for r in caplog.records if r.levelname != "INFO"]
    assert record.levelname == "WARNING"
    assert record.exc_info is None


def test_a_table_that_is_missing_is_a_fault_of_the_site(sqlite):
    assert find_outage(fail(sqlite, "SELECT * FROM missing")) is None


def caused(kind, cause):
    error = kind(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("connection refused"), AWAY),
        (InterfaceError("the connection is closed"), AWAY),
        (caused(OperationalError, postgresql.AdminShutdown("")), AWAY),
        (caused(OperationalError, postgresql.CannotConnectNow("")), AWAY),
        (caused(OperationalError, postgresql.TooManyConnections("")), BUSY),
        (caused(OperationalError, postgresql.DeadlockDetected("")), BUSY),
        (caused(OperationalError, postgresql.DiskFull("")), FULL),
        (caused(OperationalError, postgresql.ReadOnlySqlTransaction("")), READ_ONLY),
        (caused(ProgrammingError, postgresql.UndefinedTable("")), None),
        (caused(IntegrityError, postgresql.UniqueViolation("")), None),
        (ValueError("no database"), None),
        (caused(ValueError, OperationalError("connection refused")), AWAY),
    ],
)
def test_an_error_is_told_by_the_code_of_the_database(error, kind):
    assert find_outage(error) == kind


def test_while_it_is_known_to_be_away_nobody_waits_for_it(home):
    server = make_server()
    server.database.is_away = True
    with mock.patch("pages.public.views.search_site") as search:
        answer = visit(server, "/search/?q=engine")
        picture = visit(server, "/media/images/none.png")

    assert answer.status == 503
    assert not search.called
    assert picture.status == 404


def test_a_password_that_was_sent_is_not_sent_back(home):
    server = make_server()
    server.database.is_away = True
    answer = visit(server, "/admin/login/", "POST")
    form = b"csrfmiddlewaretoken=a&username=ada&password=secret-of-ada"
    with mock.patch("django.http.HttpRequest.read", side_effect=[form, b""]):
        answer = visit(server, "/admin/login/", "POST")

    assert answer.status == 503
    assert "Go back in the browser" in answer.text
    assert "of-ada" not in answer.text


# The proof: a server that goes away under load


@pytest.fixture(scope="module")
def database():
    with PostgreSQLServer() as server:
        yield server


@pytest.fixture(scope="module")
def process(database, tmp_path_factory):
    """A process of the site, and the site, with every page ready."""
    site = Site(tmp_path_factory.mktemp("site"), DATABASE_URL=database.url)
    with site.serve() as process:
        process.wait("/readyz")
        for page in PAGES:
            until(lambda page=page: process.get(page)[1]["X-Cache"] == "HIT")
        yield process, site


def until(is_so):
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.1)


class Load:
    """Visitors, somebody in the admin, and the host, each asking again and again."""

    def __init__(self, process, session):
        self.answers = Counter()
        self.texts = set()
        self.slowest = 0
        self._process, self._session = process, session
        self._is_over = threading.Event()
        asking = [self._ask_page] * 3 + [self._ask_admin, self._ask_host]
        self._threads = [threading.Thread(target=self._run, args=[a]) for a in asking]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, ask):
        while not self._is_over.is_set():
            ask()
            time.sleep(0.01)

    def _ask_page(self):
        for page in PAGES:
            start = time.monotonic()
            status, headers, _ = self._process.get(page)
            self.slowest = max(self.slowest, time.monotonic() - start)
            self.answers["page", status] += 1
            self.answers["cache", headers["X-Cache"]] += 1

    def _ask_admin(self):
        answer = self._session.get(f"{self._process.url}/admin/", timeout=PATIENCE)
        self.answers["admin", answer.status_code] += 1
        if answer.status_code == 503:
            self.texts.add(answer.text)

    def _ask_host(self):
        for path in ("/healthz", "/readyz"):
            self.answers[path, self._process.get(path)[0]] += 1


def log_in(process, site):
    session = start_session()
    address = f"{process.url}/admin/login/"
    session.get(address, timeout=PATIENCE)
    form = {"username": "owner", "password": site.password, "next": "/admin/"}
    form["csrfmiddlewaretoken"] = session.cookies["csrftoken"]
    assert session.post(address, form, timeout=PATIENCE).status_code == 200
    return session


@pytest.mark.parametrize(("leave", "return_"), [("stop", "start"), ("freeze", "thaw")])
def test_pages_are_served_and_all_else_says_so_while_the_server_is_away(
    database, process, leave, return_
):
    process, site = process
    session = log_in(process, site)
    contact = f"{process.url}/contact/"
    with Load(process, session) as load:
        until(lambda: load.answers["admin", 200] and load.answers["/readyz", 200])

        getattr(database, leave)()
        try:
            end = time.monotonic() + SECONDS
            until(lambda: load.answers["/readyz", 503])
            sent = session.post(contact, MESSAGE, timeout=PATIENCE)
            until(lambda: load.answers["admin", 503])
            time.sleep(max(0, end - time.monotonic()))
        finally:
            getattr(database, return_)()
        before = load.answers.copy()
        for thing in [("/readyz", 200), ("admin", 200), ("cache", "HIT")]:
            until(lambda thing=thing: load.answers[thing] > before[thing] + 2)
    print(leave, load.answers, f"slowest page: {load.slowest:.2f} s")

    kinds = {what: set() for what, _ in load.answers}
    for what, answer in load.answers:
        kinds[what].add(answer)
    assert kinds["page"] == {200}
    assert kinds["cache"] >= {"HIT", "STALE"}
    assert kinds["admin"] == {200, 503}
    assert kinds["/healthz"] == {200}
    assert kinds["/readyz"] == {200, 503}
    assert all("The database does not answer at the moment" in t for t in load.texts)
    # The message is in nobody's hands but the visitor's, who can send it again.
    assert sent.status_code == 503
    assert "Your message was not kept." in sent.text
    assert "Dear Ada, this took me an hour &amp; a &lt;half&gt; to write." in sent.text
    assert count_messages(site) == 0
    assert session.post(contact, MESSAGE, timeout=PATIENCE).status_code == 200
    assert take_messages(site) == 1
    assert "Internal Server Error" not in process.log


COUNT = "from wagtail.contrib.forms.models import FormSubmission as Form; "


def count_messages(site):
    return int(site.run(COUNT + "print(Form.objects.count())"))


def take_messages(site):
    return int(site.run(COUNT + "print(Form.objects.all().delete()[0])"))

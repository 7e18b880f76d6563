"""A database that cannot be used is reported in a sentence, by the code of its error."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from django.db.utils import ConnectionHandler
from psycopg import errors as postgresql

from pages.serving import database_errors
from pages.serving.cache.database import SQLite
from pages.serving.database_errors import (
    BUSY,
    DAMAGED,
    FULL,
    READ_ONLY,
    UNAVAILABLE,
    classify_error,
)
from tests.support.cache import make_server, visit


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
    with pytest.raises(DatabaseError) as failed:
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


def damage(connection):
    connection.close()
    Path(connection.settings_dict["NAME"]).write_bytes(b"no database" * 1000)
    return fail(connection)


def lose(connection):
    connection.close()
    connection.settings_dict["NAME"] = "/no/such/folder/db.sqlite3"
    return fail(connection)


SQLITE = [
    (lock, BUSY, "The database is too busy at the moment"),
    (fill, FULL, "The site has no room left on its disk"),
    (forbid, READ_ONLY, "The site takes no changes at the moment"),
    (damage, DAMAGED, "The database is damaged"),
    (lose, UNAVAILABLE, "The database does not answer at the moment"),
]


@pytest.mark.parametrize(("break_it", "kind", "sentence"), SQLITE)
def test_what_sqlite_cannot_do_is_said_in_a_sentence(
    sqlite, home, caplog, break_it, kind, sentence
):
    database_errors._logged_at.clear()
    error = break_it(sqlite)
    with mock.patch("pages.public.views.search_site", side_effect=error):
        answer = visit(make_server(), "/search/?q=engine")

    assert classify_error(error) == kind
    assert answer.status == 503
    assert sentence in answer.text
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    (record,) = [r for r in caplog.records if r.levelname != "INFO"]
    assert record.levelname == ("ERROR" if kind in database_errors.ADVICE else "WARNING")
    assert record.exc_info is None


def test_a_lasting_condition_is_logged_as_an_error_once_a_minute(caplog, monkeypatch):
    database_errors._logged_at.clear()
    time = iter([100, 110, 159, 161])
    monkeypatch.setattr(database_errors.time, "monotonic", lambda: next(time))

    for _ in range(4):
        database_errors.log(DAMAGED, "damaged: NotADatabase")

    levels = [record.levelname for record in caplog.records]
    assert levels == ["ERROR", "WARNING", "WARNING", "ERROR"]
    assert "restore the last backup: manage.py restore FILE" in caplog.text


def test_a_table_that_is_missing_is_a_fault_of_the_site(sqlite):
    assert classify_error(fail(sqlite, "SELECT * FROM missing")) is None


def caused(kind, cause):
    error = kind(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("connection refused"), UNAVAILABLE),
        (InterfaceError("the connection is closed"), UNAVAILABLE),
        (caused(OperationalError, postgresql.AdminShutdown("")), UNAVAILABLE),
        (caused(OperationalError, postgresql.CannotConnectNow("")), UNAVAILABLE),
        (caused(OperationalError, postgresql.TooManyConnections("")), BUSY),
        (caused(OperationalError, postgresql.DeadlockDetected("")), BUSY),
        (caused(OperationalError, postgresql.DiskFull("")), FULL),
        (caused(OperationalError, postgresql.ReadOnlySqlTransaction("")), READ_ONLY),
        (caused(ProgrammingError, postgresql.UndefinedTable("")), None),
        (caused(IntegrityError, postgresql.UniqueViolation("")), None),
        (ValueError("no database"), None),
        (OSError(errno.ENOSPC, "no space left"), FULL),
        (caused(ValueError, OSError(errno.EROFS, "read-only")), READ_ONLY),
        (FileNotFoundError(errno.ENOENT, "no such file"), None),
        (caused(ValueError, OperationalError("connection refused")), UNAVAILABLE),
    ],
)
def test_an_error_is_told_by_the_code_of_the_database(error, kind):
    assert classify_error(error) == kind


def test_while_it_is_known_to_be_away_nobody_waits_for_it(home):
    server = make_server()
    server.cache.database.is_away = True
    with mock.patch("pages.public.views.search_site") as search:
        answer = visit(server, "/search/?q=engine")
        picture = visit(server, "/media/images/none.png")

    assert answer.status == 503
    assert not search.called
    assert picture.status == 404


def test_a_damaged_file_is_named_although_django_is_not_asked(home, tmp_path, caplog):
    database_errors._logged_at.clear()
    file = tmp_path / "db.sqlite3"
    file.write_bytes(b"no database" * 1000)
    server = make_server()
    server.cache.database = SQLite({"NAME": file})

    answer = visit(server, "/search/?q=engine")

    assert answer.status == 503
    assert "The database is damaged" in answer.text
    assert "manage.py restore FILE" in caplog.records[-1].message
    assert caplog.records[-1].levelname == "ERROR"


def test_a_password_that_was_sent_is_not_sent_back(home):
    server = make_server()
    server.cache.database.is_away = True
    answer = visit(server, "/admin/login/", "POST")
    form = b"csrfmiddlewaretoken=a&username=ada&password=secret-of-ada"
    with mock.patch("django.http.HttpRequest.read", side_effect=[form, b""]):
        answer = visit(server, "/admin/login/", "POST")

    assert answer.status == 503
    assert "Go back in the browser" in answer.text
    assert "of-ada" not in answer.text

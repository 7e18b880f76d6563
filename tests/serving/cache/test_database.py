"""A database that is away holds nobody up, and a waiting write is no outage."""

import asyncio
import sqlite3
import threading
from contextlib import closing

import psycopg
import pytest

from pages.serving.cache.database import PostgreSQL, SQLite
from tests.support.cache import run_async
from tests.support.postgresql import PostgreSQLServer
from tests.support.site import until

PATIENCE = 120


@pytest.fixture(scope="module")
def server():
    with PostgreSQLServer() as server:
        with psycopg.connect(server.url) as connection:
            fill(connection)
        yield server


def fill(connection):
    """Make the tables that a version is read from."""
    connection.execute("CREATE TABLE pages_epoch (value text)")
    connection.execute("INSERT INTO pages_epoch VALUES ('1')")
    connection.execute("CREATE TABLE wagtailcore_revision (approved_go_live_at timestamptz)")
    columns = "id int, path text, url_path text, live bool, expire_at timestamptz"
    connection.execute(f"CREATE TABLE wagtailcore_page ({columns})")
    connection.execute("CREATE TABLE wagtailcore_site (root_page_id int, is_default_site bool)")
    connection.execute("CREATE TABLE wagtailcore_pageviewrestriction (page_id int)")


@pytest.fixture
def database(server, monkeypatch):
    monkeypatch.setattr(PostgreSQL, "INTERVAL", 0)
    monkeypatch.setattr(PostgreSQL, "RETRY", 0.05)
    # A server that answers may do so slowly.
    monkeypatch.setattr(PostgreSQL, "TIMEOUT", PATIENCE)
    names = psycopg.conninfo.conninfo_to_dict(server.url)
    return PostgreSQL(
        {
            "HOST": names["host"],
            "PORT": names["port"],
            "USER": names["user"],
            "PASSWORD": "",
            "NAME": names["dbname"],
            "OPTIONS": {"connect_timeout": 2},
        }
    )


def ask(database, patience=None):
    return run_async(database.current_version(patience))


@pytest.mark.parametrize(("leave", "return_"), [("stop", "start"), ("freeze", "thaw")])
def test_a_server_that_does_not_answer_leaves_the_last_version_and_comes_back(
    server, database, leave, return_, caplog, monkeypatch
):
    before = ask(database)

    getattr(server, leave)()
    try:
        with monkeypatch.context() as patch:
            patch.setattr(PostgreSQL, "TIMEOUT", 0.5)
            versions = [ask(database) for _ in range(50)]
    finally:
        getattr(server, return_)()

    assert before.value == "1"
    assert set(versions) == {before._replace(is_outdated=True)}
    assert caplog.text.count("The database is away") == 1
    until(lambda: ask(database) == before)
    assert caplog.text.count("The database is back") == 1


def test_while_an_answer_is_late_nobody_waits_for_it(server, database, caplog):
    async def ask_meanwhile():
        before = await database.current_version()
        server.freeze()
        try:
            late = [await database.current_version(0) for _ in range(1000)]
        finally:
            server.thaw()
        return before, set(late), await database.current_version()

    before, late, after = run_async(ask_meanwhile())

    assert late == {before._replace(is_outdated=True, is_late=True)}
    assert after == before
    assert caplog.text == ""


def test_a_question_from_before_a_change_does_not_answer_after_it(server, database):
    async def change_meanwhile():
        read, asked, may_answer = database.read_version, threading.Event(), threading.Event()

        def read_slowly():
            version = read()
            database.read_version = read
            asked.set()
            may_answer.wait(PATIENCE)
            return version

        database.read_version = read_slowly
        earlier = asyncio.ensure_future(database.current_version())
        await asyncio.to_thread(asked.wait, PATIENCE)
        database.write("UPDATE pages_epoch SET value = '2'")
        database.expire()
        later = asyncio.ensure_future(database.current_version())
        may_answer.set()
        await earlier
        return await later

    try:
        assert run_async(change_meanwhile()).value == "2"
    finally:
        database.write("UPDATE pages_epoch SET value = '1'")


def test_a_connection_that_was_cut_is_no_outage(server, database):
    ((pid,),) = database.execute("SELECT pg_backend_pid()")
    with psycopg.connect(server.url) as other:
        other.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])

    assert database.execute("SELECT 1") == [(1,)]


def test_a_write_that_waits_for_a_lock_is_no_outage(server, database):
    with psycopg.connect(server.url) as other:
        other.execute("LOCK TABLE pages_epoch IN EXCLUSIVE MODE")
        write = threading.Thread(target=database.write, args=["UPDATE pages_epoch SET value = '1'"])
        write.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while not database.execute(waiting)[0][0]:
            assert write.is_alive()

        version = ask(database)
    write.join(PATIENCE)

    assert (version.value, version.is_outdated) == ("1", False)


def test_a_statement_that_fails_is_no_outage(database):
    with pytest.raises(psycopg.errors.UndefinedTable):
        database.execute("SELECT * FROM none_such")

    assert not ask(database).is_outdated


def test_a_connection_for_writing_is_opened_again(server, database):
    database.write("SELECT 1")
    database._writer.close()

    database.write("UPDATE pages_epoch SET value = '1'")

    assert not database._writer.closed


def test_a_file_of_sqlite_that_is_deleted_is_away_and_another_in_its_place_is_read(tmp_path):
    file = tmp_path / "db.sqlite3"

    def make(value):
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            fill(connection)
            connection.execute("UPDATE pages_epoch SET value = ?", [value])

    make("before")
    database = SQLite({"NAME": file})
    database.INTERVAL = 0
    versions = [ask(database)]
    file.unlink()
    versions.append(ask(database))
    make("after")
    versions.append(ask(database))

    shown = [(version.value, version.is_outdated) for version in versions]
    assert shown == [("before", False), ("before", True), ("after", False)]

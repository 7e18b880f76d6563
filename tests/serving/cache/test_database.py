"""PostgreSQL that does not answer holds nobody up, and a waiting write is no outage."""

import threading

import psycopg
import pytest

from pages.serving.cache.database import PostgreSQL
from tests.support.postgresql import PostgreSQLServer
from tests.support.site import until

PATIENCE = 120


@pytest.fixture(scope="module")
def server():
    with PostgreSQLServer() as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE pages_epoch (value text)")
            connection.execute("INSERT INTO pages_epoch VALUES ('1')")
            connection.execute(
                "CREATE TABLE wagtailcore_revision (approved_go_live_at timestamptz)"
            )
            connection.execute("CREATE TABLE wagtailcore_page (live bool, expire_at timestamptz)")
        yield server


@pytest.fixture
def database(server, monkeypatch):
    monkeypatch.setattr(PostgreSQL, "INTERVAL", 0)
    monkeypatch.setattr(PostgreSQL, "RETRY", 0.05)
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


@pytest.mark.parametrize(("leave", "return_"), [("stop", "start"), ("freeze", "thaw")])
def test_a_server_that_does_not_answer_leaves_the_last_version_and_comes_back(
    server, database, leave, return_, caplog
):
    before = database.current_version()

    getattr(server, leave)()
    try:
        versions = [database.current_version() for _ in range(1000)]
    finally:
        getattr(server, return_)()

    assert before.value == "1"
    assert set(versions) == {before._replace(is_outdated=True)}
    assert caplog.text.count("The database is away") == 1
    until(lambda: database.current_version() == before)
    assert caplog.text.count("The database is back") == 1


def test_a_write_that_waits_for_a_lock_is_no_outage(server, database):
    with psycopg.connect(server.url) as other:
        other.execute("LOCK TABLE pages_epoch IN EXCLUSIVE MODE")
        write = threading.Thread(target=database.write, args=["UPDATE pages_epoch SET value = '1'"])
        write.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while not database.execute(waiting)[0][0]:
            assert write.is_alive()

        version = database.current_version()
    write.join(PATIENCE)

    assert (version.value, version.is_outdated) == ("1", False)


def test_a_statement_that_fails_is_no_outage(database):
    with pytest.raises(psycopg.errors.UndefinedTable):
        database.execute("SELECT * FROM none_such")

    assert not database.current_version().is_outdated


def test_a_connection_for_writing_is_opened_again(server, database):
    database.write("SELECT 1")
    database._writer.close()

    database.write("UPDATE pages_epoch SET value = '1'")

    assert not database._writer.closed

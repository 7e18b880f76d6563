"""Reads the version of the site from the database, and runs statements, without Django."""

import logging
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from math import inf
from typing import NamedTuple
from urllib.parse import quote

logger = logging.getLogger(__name__)

VERSION = """
    SELECT (SELECT value FROM pages_epoch),
        (SELECT min(approved_go_live_at) FROM wagtailcore_revision),
        (SELECT min(expire_at) FROM wagtailcore_page WHERE live)
"""


class Version(NamedTuple):
    """Cache version at one moment.

    `value` is None while migrations run. `due_at` is when the next page goes live or
    expires, in seconds since 1970. A version is outdated while the database is away: it is
    then the last one that was read.
    """

    value: str | None
    due_at: float
    is_outdated: bool = False


def open_database(database):
    """Return the Database for these settings of Django's."""
    is_sqlite = database["ENGINE"].endswith("sqlite3")
    return SQLite(database) if is_sqlite else PostgreSQL(database)


class Database:
    """Access to the database. Statements raise the errors of the driver."""

    # Seconds in which the version is read at most once.
    INTERVAL = 0.0

    def __init__(self):
        self._version = Version(None, inf)
        self._fresh_until = -inf
        self._reading = threading.Lock()

    def execute(self, statement, parameters=()):
        """Run a statement in a transaction of its own, and return its rows.

        Requests wait for it, so it is for reading.
        """
        raise NotImplementedError

    def write(self, statement, parameters=()):
        """Run a statement that may wait for a lock: no request does."""
        self.execute(statement, parameters)

    def current_version(self):
        """Return the current Version, an outdated one if the database is away."""
        if time.monotonic() >= self._fresh_until:
            # One thread at a time, so that the last to write has read last.
            with self._reading:
                now = time.monotonic()
                if now >= self._fresh_until:
                    self._version = self._read_or_keep()
                    self._fresh_until = now + self.INTERVAL
        return self._version

    def expire(self):
        """Read the version again when it is needed next: this process may have changed it."""
        with self._reading:
            self._fresh_until = -inf

    def _read_or_keep(self):
        was_away = self._version.is_outdated
        try:
            version = self.read_if_changed()
        except Exception as error:  # noqa: BLE001 - of either driver
            if not was_away:
                logger.warning("The database is away (%s).", error)
            return self._version._replace(is_outdated=True)
        if was_away:
            logger.warning("The database is back.")
        return version

    def read_if_changed(self):
        """Return the Version, at less cost if it is the one that was read last."""
        return self.read_version()

    def read_version(self):
        """Return the Version that the database has now."""
        ((value, *times),) = self.execute(VERSION)
        return Version(value, min(map(read_time, times)))


def read_time(value):
    """Return a time of the database, which may be None or text, in seconds since 1970."""
    if value is None:
        return inf
    if isinstance(value, str):
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.timestamp()


class SQLite(Database):
    """SQLite file, with a connection for each thread."""

    # With many requests at once, the question would cost as much as the answers.
    INTERVAL = 0.02

    def __init__(self, database):
        super().__init__()
        self._local = threading.local()
        # In this mode SQLite makes no empty file where there is none.
        self._address = f"file:{quote(str(database['NAME']))}?mode=rw"

    def execute(self, statement, parameters=()):
        statement = statement.replace("%s", "?")
        return self._connect().execute(statement, parameters).fetchall()

    def _connect(self):
        connection = getattr(self._local, "connection", None)
        if connection is None:
            import sqlite3

            connection = sqlite3.connect(self._address, uri=True, isolation_level=None, timeout=5)
            connection.execute("PRAGMA synchronous=NORMAL")
            self._local.connection = connection
        return connection

    def read_if_changed(self):
        # The number changes when another connection has committed.
        ((number,),) = self._connect().execute("PRAGMA data_version")
        if number == getattr(self._local, "data_version", None):
            return self._version._replace(is_outdated=False)
        version = self.read_version()
        self._local.data_version = number
        return version


class PostgreSQL(Database):
    """PostgreSQL server, with one connection that requests read by and one for writing.

    So a write that waits for a lock does not pass for an outage.
    """

    INTERVAL = 1.0
    TIMEOUT = 2.0  # seconds that a request waits for an answer
    RETRY = 1.0  # seconds between attempts to connect again, in the background

    def __init__(self, database):
        super().__init__()
        given = {name.lower(): database[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
        given["dbname"] = database["NAME"]
        self._parameters = {name: value for name, value in given.items() if value}
        # A pool that lends a connection for one transaction has no prepared statements.
        self._parameters |= {**database["OPTIONS"], "prepare_threshold": None}
        self._reader = self._writer = None
        self._read_lock, self._write_lock = threading.Lock(), threading.Lock()
        self._is_away = False

    def execute(self, statement, parameters=()):
        with self._read_lock:
            if self._is_away:
                raise ConnectionError("The database was away a moment ago.")
            try:
                if self._reader is None:
                    self._reader = self._connect()
                with time_limit(self._reader, self.TIMEOUT):
                    cursor = self._reader.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []
            except Exception:
                # A statement that fails on a connection that lives is no outage.
                if self._reader is None or self._reader.closed:
                    self._is_away, self._reader = True, None
                    threading.Thread(target=self._reconnect, name="reconnect", daemon=True).start()
                raise

    def write(self, statement, parameters=()):
        with self._write_lock:
            if self._writer is None or self._writer.closed:
                self._writer = self._connect()
            self._writer.execute(statement, parameters)

    def _connect(self):
        import psycopg

        return psycopg.connect(autocommit=True, **self._parameters)

    def _reconnect(self):
        connection = None
        while connection is None:
            time.sleep(self.RETRY)
            # Any error means that the server is not back.
            with suppress(Exception):
                connection = self._connect()
        with self._read_lock:
            self._reader, self._is_away = connection, False


@contextmanager
def time_limit(connection, seconds):
    """Hang up a psycopg connection that is used for longer.

    libpq notices a machine that is gone, but waits for good where PostgreSQL, or a pool
    before it, has stopped without closing its connections.
    """
    timer = threading.Timer(seconds, hang_up, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def hang_up(connection):
    """Shut down the socket of a psycopg connection, which ends the wait of its thread."""
    import psycopg

    with (
        suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(connection.fileno())) as duplicate,
    ):
        duplicate.shutdown(socket.SHUT_RDWR)

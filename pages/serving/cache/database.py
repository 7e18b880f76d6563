"""Reads the version of the site from the database, and runs statements, without Django.

A start that has nothing to prepare runs one statement, so what is large is imported late.
"""

import logging
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple
from urllib.parse import quote

logger = logging.getLogger(__name__)

VERSION = """
    SELECT (SELECT value FROM pages_epoch),
        (SELECT min(approved_go_live_at) FROM wagtailcore_revision),
        (SELECT min(expire_at) FROM wagtailcore_page WHERE live)
"""
# The paths of the pages that everybody may see.
PUBLIC = """
    SELECT substr(page.url_path, length(root.url_path)) FROM wagtailcore_page page
    JOIN wagtailcore_site site ON site.is_default_site
    JOIN wagtailcore_page root ON root.id = site.root_page_id
    WHERE page.live AND substr(page.path, 1, length(root.path)) = root.path AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_pageviewrestriction restriction
        JOIN wagtailcore_page private ON private.id = restriction.page_id
        WHERE substr(page.path, 1, length(private.path)) = private.path
    )
"""


class Version(NamedTuple):
    """Cache version at one moment.

    `value` is None while migrations run. `due_at` is when the next page goes live or
    expires, in seconds since 1970. A version is outdated while the database is away: it is
    then the last one that was read. It is late as long as the database may still answer.
    `public_paths` are those of the pages that everybody may see.
    """

    value: str | None
    due_at: float
    public_paths: frozenset[str] = frozenset()
    is_outdated: bool = False
    is_late: bool = False


def open_database(database):
    """Return the Database for these settings of Django's."""
    is_sqlite = database["ENGINE"].endswith("sqlite3")
    return SQLite(database) if is_sqlite else PostgreSQL(database)


class Database:
    """Access to the database. Statements raise the errors of the driver.

    Only the event loop reads the current version; statements are for any thread.
    """

    # Seconds in which the version is read at most once.
    INTERVAL = 0.0

    def __init__(self):
        # That of the driver, while the database is away.
        self.error = None
        self._version = Version(None, inf)
        self._public = None, frozenset()
        self._fresh_until = -inf

    def execute(self, statement, parameters=()):
        """Run a statement in a transaction of its own, and return its rows.

        Requests wait for it, so it is for reading.
        """
        raise NotImplementedError

    def write(self, statement, parameters=()):
        """Run a statement that may wait for a lock: no request does."""
        self.execute(statement, parameters)

    def read_version(self):
        """Return the Version that the database has now."""
        ((value, *times),) = self.execute(VERSION)
        known, paths = self._public
        if value != known:
            # With the version: the database may be away at any later moment.
            paths = frozenset(path for (path,) in self.execute(PUBLIC)) if value else frozenset()
            self._public = value, paths
        return Version(value, min(map(read_time, times)), paths)

    def fresh_version(self):
        """Return the Version if it was read less than INTERVAL ago, else None. For any thread."""
        return self._version if time.monotonic() < self._fresh_until else None

    async def current_version(self, patience=None):
        """Return the current Version, an outdated one if the database is away.

        It is late if the database has not answered within `patience` seconds.
        """
        if self.fresh_version() is None:
            # SQLite answers in microseconds.
            self._keep(*self._read())
        return self._version

    def expire(self):
        """Read the version again when it is needed next: this process may have changed it."""
        self._fresh_until = -inf

    def read_if_changed(self):
        """Return the Version, at less cost if it is the one that was read last."""
        return self.read_version()

    def _read(self):
        """Return the Version, or None and the error of the driver."""
        try:
            return self.read_if_changed(), None
        except Exception as error:  # noqa: BLE001 - of either driver
            return None, error

    def _keep(self, version, error):
        was_away = self._version.is_outdated
        if version is None:
            version = self._version._replace(is_outdated=True)
        if version.is_outdated > was_away:
            logger.warning("The database is away (%s).", error)
        elif was_away > version.is_outdated:
            logger.warning("The database is back.")
        self._version, self.error = version, error
        self._fresh_until = time.monotonic() + self.INTERVAL


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
        self._data_version = None
        self._file = file = Path(database["NAME"])
        # On a read-only volume SQLite finds no room for its locks, and needs none.
        is_fixed = not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists()
        # In this mode SQLite makes no empty file where there is none.
        mode = "immutable=1" if is_fixed else "mode=rw"
        self._address = f"file:{quote(str(file))}?{mode}"

    def execute(self, statement, parameters=()):
        statement = statement.replace("%s", "?")
        return self._connect().execute(statement, parameters).fetchall()

    def _connect(self):
        # SQLite goes on reading and writing a file that was deleted or replaced.
        found = os.stat(self._file)  # noqa: PTH116 - quick
        identity = found.st_dev, found.st_ino
        if getattr(self._local, "identity", None) != identity:
            import sqlite3

            connection = sqlite3.connect(self._address, uri=True, isolation_level=None, timeout=5)
            connection.execute("PRAGMA synchronous=NORMAL")
            self._local.connection, self._local.identity = connection, identity
            self._data_version = None
        return self._local.connection

    def read_if_changed(self):
        # The number changes when another connection has committed.
        ((number,),) = self.execute("PRAGMA data_version")
        if number == self._data_version:
            return self._version._replace(is_outdated=False)
        version = self.read_version()
        self._data_version = number
        return version


class PostgreSQL(Database):
    """PostgreSQL server, with one connection that requests read by and one for writing.

    So a write that waits for a lock does not pass for an outage.
    """

    INTERVAL = 1.0
    TIMEOUT = 2.0  # seconds until a server that does not answer is away
    RETRY = 1.0  # seconds between attempts to connect again, in the background

    def __init__(self, database):
        super().__init__()
        given = {name.lower(): database[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
        given["dbname"] = database["NAME"]
        self._parameters = {name: value for name, value in given.items() if value}
        # A pool that lends a connection for one transaction has no prepared statements.
        self._parameters |= {**database["OPTIONS"], "prepare_threshold": None}
        self._reader = self._writer = None
        self._read_lock, self._write_lock = Lock(), Lock()
        self._is_away = False
        self._question = None
        self._is_late = False

    async def current_version(self, patience=None):
        if fresh := self.fresh_version():
            return fresh
        import asyncio

        if self._question is None:
            self._question, self._is_late = asyncio.ensure_future(self._ask()), False
        if patience is None:
            await asyncio.shield(self._question)
        elif not self._is_late:
            # After one has waited in vain, no other does.
            _, late = await asyncio.wait([self._question], timeout=patience)
            self._is_late = bool(late)
        if self._is_late and patience is not None:
            return self._version._replace(is_outdated=True, is_late=True)
        return self._version

    async def _ask(self):
        """Ask in a thread, once for all who need the answer meanwhile."""
        import asyncio

        answer = await asyncio.to_thread(self._read)
        # Another question stands after a change by this process.
        if self._question is asyncio.current_task():
            self._question, self._is_late = None, False
            self._keep(*answer)

    def expire(self):
        super().expire()
        self._question = None

    def execute(self, statement, parameters=()):
        with self._read_lock:
            if self._is_away:
                raise ConnectionError("The database was away a moment ago.")
            began_at, is_new = time.monotonic(), self._reader is None
            while True:
                try:
                    return self._run(statement, parameters)
                except Exception:
                    if self._reader is not None:
                        raise  # A statement that fails on a connection that lives is no outage.
                    # Nor is a connection that was cut, if the server takes another.
                    if is_new or time.monotonic() - began_at >= self.TIMEOUT:
                        self._is_away = True
                        Thread(target=self._reconnect, name="reconnect", daemon=True).start()
                        raise
                    is_new = True

    def _run(self, statement, parameters):
        """Run a statement on the connection, which is None after it has been lost."""
        try:
            if self._reader is None:
                self._reader = self._connect()
            with time_limit(self._reader, self.TIMEOUT):
                cursor = self._reader.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
        except Exception:
            if self._reader is not None and self._reader.closed:
                self._reader = None
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

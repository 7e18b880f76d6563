"""What the server asks of the database by itself, before Django is there."""

import threading
import time
from datetime import UTC, datetime
from math import inf
from typing import NamedTuple
from urllib.parse import quote

from .deadline import FOR_SNAPSHOTS, limit

READ = """
    SELECT (SELECT value FROM pages_epoch),
        (SELECT min(approved_go_live_at) FROM wagtailcore_revision),
        (SELECT min(expire_at) FROM wagtailcore_page WHERE live)
"""
LOAD = "SELECT epoch, release, data FROM pages_snapshot WHERE key = %s"
STORE = """
    INSERT INTO pages_snapshot (key, epoch, release, made_at, data)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET epoch = excluded.epoch, release = excluded.release,
        made_at = excluded.made_at, data = excluded.data
"""
# What is of another state, and what is beyond the bound, in bytes, from the newest on. The
# statement asks for the state itself: whoever runs it may know only the one before.
PRUNE = """
    DELETE FROM pages_snapshot WHERE epoch <> (SELECT value FROM pages_epoch) OR key IN (
        SELECT key FROM (
            SELECT key, sum(length(data)) OVER (ORDER BY made_at DESC, key) AS total
            FROM pages_snapshot WHERE epoch = (SELECT value FROM pages_epoch)
        ) AS sized WHERE total > %s
    )
"""


class State(NamedTuple):
    """Which state the site is in: its epoch, None while migrations run, and the time, in
    seconds since 1970, at which the next page goes live or expires."""

    epoch: str | None
    due_at: float


def open_database(database):
    """Return what reads the database of these settings of Django."""
    is_sqlite = database["ENGINE"].endswith("sqlite3")
    return SQLite(database) if is_sqlite else PostgreSQL(database)


class Database:
    """The statements, whatever the database; each raises the driver's own errors."""

    # For so long, in seconds, what is known will do.
    INTERVAL = 0.0

    def __init__(self):
        self._state = None
        self._good_until = -inf
        self._looking = threading.Lock()

    def execute(self, statement, parameters=()):
        """Run a statement in a transaction of its own, and return its rows if it has any."""
        raise NotImplementedError

    def look(self):
        """Return the state as it is now, asking no more often than need be."""
        if time.monotonic() >= self._good_until:
            # One after the other, so that the last to write has looked last.
            with self._looking:
                now = time.monotonic()
                if now >= self._good_until:
                    self._state = self.read_again()
                    self._good_until = now + self.INTERVAL
        return self._state

    def expire(self):
        """Forget what is known: this process has written itself."""
        with self._looking:
            self._good_until = -inf

    def read_again(self):
        """Read the state, perhaps at less cost if it is still the one that is known."""
        return self.read()

    def read(self):
        """Ask the database for the state."""
        ((epoch, *times),) = self.execute(READ)
        return State(epoch, min(map(read_time, times)))

    def load(self, key):
        """Return the epoch, the release and the bytes of a stored snapshot, or None."""
        rows = self.execute(LOAD, [key])
        return rows[0] if rows else None

    def store(self, key, epoch, release, data):
        self.execute(STORE, [key, epoch, release, time.time(), data])

    def prune(self, bound):
        """Delete what is of another epoch, and the oldest beyond `bound` bytes."""
        self.execute(PRUNE, [bound])


def read_time(value):
    """Return a time of the database, which may be none or text, in seconds since 1970."""
    if value is None:
        return inf
    if isinstance(value, str):
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.timestamp()


class SQLite(Database):
    """A file, with a connection for each thread, which tells by itself of changes."""

    # Where many ask, the question would cost as much as the answers.
    INTERVAL = 0.02

    def __init__(self, database):
        super().__init__()
        self._own = threading.local()
        # Never one that makes an empty file where there is none.
        self._address = f"file:{quote(str(database['NAME']))}?mode=rw"

    def execute(self, statement, parameters=()):
        statement = statement.replace("%s", "?")
        return self._connect().execute(statement, parameters).fetchall()

    def _connect(self):
        connection = getattr(self._own, "connection", None)
        if connection is None:
            import sqlite3

            connection = sqlite3.connect(
                self._address, uri=True, isolation_level=None, timeout=5
            )
            connection.execute("PRAGMA synchronous=NORMAL")
            self._own.connection = connection
        return connection

    def read_again(self):
        # It changes when another connection has written.
        ((version,),) = self._connect().execute("PRAGMA data_version")
        if version == getattr(self._own, "version", None):
            return self._state
        state = self.read()
        self._own.version = version
        return state


class PostgreSQL(Database):
    """A server, which is asked once in a second at the most, by whoever comes first."""

    INTERVAL = 1.0
    # Where it is away, it is tried so often, by a thread that nobody waits for.
    REST = 1.0

    def __init__(self, database):
        super().__init__()
        given = {
            "host": database["HOST"],
            "port": database["PORT"],
            "user": database["USER"],
            "password": database["PASSWORD"],
            "dbname": database["NAME"],
        }
        self._parameters = {name: value for name, value in given.items() if value}
        # A pool between, which lends a connection for one transaction, knows none prepared.
        self._parameters |= {**database["OPTIONS"], "prepare_threshold": None}
        self._connection = None
        self._lock = threading.Lock()
        self._is_away = False

    def execute(self, statement, parameters=()):
        with self._lock:
            if self._is_away:
                raise ConnectionError("The database was away a moment ago.")
            try:
                if self._connection is None:
                    self._connection = self._connect()
                cursor = self._connection.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []
            except Exception:
                self._is_away = True
                connection, self._connection = self._connection, None
                if connection is not None:
                    connection.close()
                threading.Thread(
                    target=self._wait, name="database", daemon=True
                ).start()
                raise

    def _connect(self):
        import psycopg

        connection = psycopg.connect(autocommit=True, **self._parameters)
        limit(connection, FOR_SNAPSHOTS)
        return connection

    def _wait(self):
        """Wait until the server answers again."""
        connection = None
        while connection is None:
            time.sleep(self.REST)
            try:
                connection = self._connect()
            except Exception:  # noqa: BLE001, S112 - whatever it is, it is not back
                continue
        with self._lock:
            self._connection = connection
            self._is_away = False

"""A limit on the time that a statement on PostgreSQL takes, for requests only."""

import logging
import time
from threading import Event, Lock, Thread
from weakref import WeakSet

from .database import hang_up

logger = logging.getLogger(__name__)


class StatementLimit:
    """Cancels statements on Django's connections that run for longer than SECONDS.

    PostgreSQL's own statement_timeout stays on a connection, and a pool like PgBouncer would
    lend that to a backup next.
    """

    SECONDS = 10
    INTERVAL = 1.0  # seconds between looks at the statements

    def __init__(self):
        self._connections, self._lock = WeakSet(), Lock()
        # By connection of psycopg: when its statement is cancelled.
        self._running = {}
        self._needed = Event()
        Thread(target=self._cancel, name="statement-limit", daemon=True).start()

    def watch(self, connection, **kwargs):
        """Watch the statements of a new connection, as a receiver of `connection_created`."""
        if connection.vendor != "postgresql":
            return
        with self._lock:
            self._connections.add(connection.connection)
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)
            self._needed.set()

    def __call__(self, execute, sql, params, many, context):
        connection = context["connection"].connection
        self._running[connection] = time.monotonic() + self.SECONDS
        try:
            return execute(sql, params, many, context)
        finally:
            self._running.pop(connection, None)

    def _cancel(self):
        self._needed.wait()
        while True:
            time.sleep(self.INTERVAL)
            now = time.monotonic()
            for connection, end in list(self._running.items()):
                if now >= end:
                    logger.warning("A statement took %s seconds and is cancelled.", self.SECONDS)
                    try:
                        connection.cancel_safe(timeout=self.INTERVAL)
                    except Exception:  # noqa: BLE001 - it has ended, or the server is away
                        hang_up(connection)

    def hang_up(self):
        """End all connections to PostgreSQL, which does not answer any more.

        Idle ones too: Django would wait for one that it checks before it uses it.
        """
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            hang_up(connection)

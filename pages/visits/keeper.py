"""Brings the numbers of visits into the database, behind the server.

By statements that add up, so that several processes and machines agree. Nothing of Django
is needed, and the cache version does not change.
"""

import atexit
import logging
import time
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread

from .counter import HOST, MAX_NAMES, OTHERS, PAGE

logger = logging.getLogger(__name__)

INTERVAL = 30  # seconds, which is what a process that is killed may lose
KEPT = timedelta(days=400)  # thirteen months, so that a year can be compared
AT_ONCE = 200  # rows in a statement
MAX_WAITING = 10_000  # rows, while the database is away

KNOWN = "SELECT kind, name FROM pages_visits WHERE day = %s"
ADD = """
    INSERT INTO pages_visits (day, kind, name, count) VALUES {}
    ON CONFLICT (day, kind, name)
    DO UPDATE SET count = pages_visits.count + excluded.count
"""
FORGET = "DELETE FROM pages_visits WHERE day < %s"


class Keeper:
    """Writes what the counter has counted through the database of the page cache."""

    def __init__(self, counter, database):
        self._counter = counter
        self._database = database
        self._waiting = {}
        self._lock = Lock()
        self._cleared_on = None

    def start(self):
        """Write every INTERVAL from now on, and when the process ends."""
        Thread(target=self._run, name="visits", daemon=True).start()
        atexit.register(self.write)

    def _run(self):
        while True:
            time.sleep(INTERVAL)
            self.write()

    def write(self):
        """Write what there is; what cannot be written waits for the next time."""
        with self._lock:
            today = datetime.now(UTC).date()
            for (kind, name), count in self._counter.take().items():
                row = (today.isoformat(), kind, name)
                if row in self._waiting or len(self._waiting) < MAX_WAITING:
                    self._waiting[row] = self._waiting.get(row, 0) + count
            try:
                self._write(today)
            except Exception as error:  # noqa: BLE001 - of one of two drivers
                logger.warning("The visits could not be written yet (%s).", error)

    def _write(self, today):
        if not self._waiting:
            return
        for day in {row[0] for row in self._waiting}:
            self._bound(day)
        # In one order, so that two processes never wait for each other.
        rows = sorted(self._waiting)
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            values = [value for row in some for value in (*row, self._waiting[row])]
            places = ", ".join(["(%s, %s, %s, %s)"] * len(some))
            self._database.write(ADD.format(places), values)
            for row in some:
                del self._waiting[row]
        if self._cleared_on != today:
            self._database.write(FORGET, [(today - KEPT).isoformat()])
            self._cleared_on = today

    def _bound(self, day):
        """Put the names of a day that are beyond the bound under one name."""
        known = {PAGE: {OTHERS}, HOST: {OTHERS}}
        for kind, name in self._database.execute(KNOWN, [day]):
            known[kind].add(name)
        for row in [row for row in self._waiting if row[0] == day]:
            _, kind, name = row
            if name not in known[kind] and len(known[kind]) > MAX_NAMES:
                others = (day, kind, OTHERS)
                count = self._waiting.pop(row)
                self._waiting[others] = self._waiting.get(others, 0) + count
            else:
                known[kind].add(name)

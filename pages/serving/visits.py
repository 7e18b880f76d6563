"""Counting of page visits, without anything that identifies a visitor.

A visit adds one to the count of a page and of the referring host. Requests are counted in
memory, and a thread adds the counts to the database. Pages are answered before Django has
loaded, so nothing of Django is imported here: the kinds and the table are those of
pages/models/visits.py.
"""

import atexit
import collections
import logging
import re
import time
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock, Thread

logger = logging.getLogger(__name__)

PAGE, HOST = "page", "host"
OTHERS = "*"  # the name of all names beyond MAX_NAMES
MAX_NAMES = 1000  # of each kind, in memory and in a day
MAX_LENGTH = 100  # characters of a host
MAX_HEADER = 500  # characters of a header, whose meaning is cached
REFERER = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#@:\[\]]+)", re.IGNORECASE)
# A host name: the last part is no number.
NAME = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*")

# Every browser in use calls itself Mozilla or, if it is old, Opera. Programs that do so
# too name themselves by one of these words, or link to an explanation.
BROWSER = re.compile(r"(?:Mozilla|Opera)/\d")
# Compiled at the first use: this takes a hundredth of the start.
ROBOT = (
    # common names of programs,
    r"bot\b|bot[^a-z]|robot|crawl|spider|slurp|scrap|fetch|archiv|feed|index|search"
    r"|seo\b|preview|proxy|scan|check|monitor|probe|pingdom|validat|python|nutch"
    r"|headless|lighthouse|phantom|selenium|puppeteer|playwright|prerender|screenshot"
    # products without such a name,
    r"|facebookexternalhit|meta-external|mediapartners|inspectiontool|read-aloud"
    r"|google-|googleother|yandex\w+/|baidu|embedly|dataprovider|chatgpt|claude"
    r"|perplexity|amazon-|censys|internet-?measur|palo ?alto|netcraft|nuclei|w3c[_-]"
    # links to an explanation
    r"|https?://|\bwww\.|@"
)
# A brand of phones that ends in "bot".
PHONE = re.compile(r"\bcubot\b", re.IGNORECASE)

INTERVAL = 30  # seconds: at most this much is lost when a process is killed
RETENTION = 400  # days with visits: thirteen months, so that a year can be compared
MAX_PENDING = 5000  # rows, while the database is unavailable; all fit into a statement

NAMES = "SELECT kind, name FROM pages_visits WHERE day = %s"
UPSERT = """
    INSERT INTO pages_visits (day, kind, name, count) VALUES {}
    ON CONFLICT (day, kind, name)
    DO UPDATE SET count = pages_visits.count + excluded.count
"""
# Days are counted in rows: a clock that is a year ahead for an hour deletes nothing.
# GROUP BY, since DISTINCT makes SQLite 3.40 delete a row even if the subquery finds none.
DELETE = """
    DELETE FROM pages_visits WHERE day <= (
        SELECT day FROM pages_visits GROUP BY day ORDER BY day DESC LIMIT 1 OFFSET %s
    )
"""


class Counter:
    """Counts of visits to the site at this address since they were last taken."""

    def __init__(self, site_url):
        self._own = find_host(site_url)
        self._lock = Lock()
        self._counts = collections.Counter()

    def count(self, request):
        """Count a request that is answered with a page.

        Prefetches, requests for frames and robots are not counted.
        """
        get = request.headers.get
        if (
            request.method != "GET"
            or get("sec-purpose") is not None
            or get("sec-fetch-dest", "document") != "document"
        ):
            return
        if is_robot(get("user-agent", "")[:MAX_HEADER]):
            return
        host = find_host(get("referer", "")[:MAX_HEADER])
        with self._lock:
            self._counts[PAGE, request.path] += 1
            if host and host != self._own:
                is_full = len(self._counts) >= 2 * MAX_NAMES and (HOST, host) not in self._counts
                self._counts[HOST, OTHERS if is_full else host] += 1

    def take(self):
        """Return the counts by kind and name, and reset them."""
        with self._lock:
            counts, self._counts = self._counts, collections.Counter()
        return counts


@lru_cache(2000)
def find_host(address):
    """Return the lower-case host name of a URL without "www.", or ""."""
    found = REFERER.match(address)
    host = found[1].lower().removeprefix("www.") if found else ""
    return host if len(host) <= MAX_LENGTH and NAME.fullmatch(host) else ""


class VisitWriter:
    """Thread that writes the counts of a counter to the database.

    Statements add to the rows, so several processes and machines can write at once.
    """

    def __init__(self, counter, database):
        self._counter = counter
        self._database = database
        self._pending = collections.Counter()
        self._lock = Lock()
        self._deleted_on = None

    def start(self):
        """Write every INTERVAL seconds, and when the process ends."""
        Thread(target=self._run, name="visits", daemon=True).start()
        atexit.register(self.write)

    def _run(self):
        while True:
            time.sleep(INTERVAL)
            self.write()

    def write(self):
        """Write the counts; those that cannot be written are kept for the next time."""
        with self._lock:
            today = datetime.now(UTC).date()
            for (kind, name), count in self._counter.take().items():
                row = (today.isoformat(), kind, name)
                if row in self._pending or len(self._pending) < MAX_PENDING:
                    self._pending[row] += count
            try:
                self._write(today)
            except Exception as error:  # noqa: BLE001 - of one of two drivers
                logger.warning("The visits could not be written yet (%s).", error)

    def _write(self, today):
        if not self._pending:
            return
        for day in {row[0] for row in self._pending}:
            self._bound(day)
        # Sorted, so that two processes cannot deadlock.
        rows = sorted(self._pending.items())
        values = [value for row, count in rows for value in (*row, count)]
        places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
        self._database.write(UPSERT.format(places), values)
        self._pending.clear()
        if self._deleted_on != today:
            self._database.write(DELETE, [RETENTION])
            self._deleted_on = today

    def _bound(self, day):
        """Add the counts of names beyond MAX_NAMES in a day to OTHERS."""
        known = {PAGE: {OTHERS}, HOST: {OTHERS}}
        for kind, name in self._database.execute(NAMES, [day]):
            known[kind].add(name)
        for row in [row for row in self._pending if row[0] == day]:
            _, kind, name = row
            if name not in known[kind] and len(known[kind]) > MAX_NAMES:
                self._pending[day, kind, OTHERS] += self._pending.pop(row)
            else:
                known[kind].add(name)


@lru_cache(2000)
def is_robot(agent):
    """Tell whether a User-Agent header names a program that no person is using."""
    if not BROWSER.match(agent):
        return True
    return re.search(ROBOT, PHONE.sub("", agent), re.IGNORECASE) is not None

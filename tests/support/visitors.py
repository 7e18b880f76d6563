"""Visitors who ask the site again and again, and nginx, which chooses one of two processes."""

import contextlib
import itertools
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple

from tests.support.servers import make_nginx

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# A process that was away for a moment is asked again at once: there are only two.
UPSTREAM = """
    upstream site {{
        server 127.0.0.1:{} max_fails=0;
        server 127.0.0.1:{} max_fails=0;
        keepalive 4;
    }}
"""
LOCATION = """
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host {};
        }}
"""


def make_proxy(directory, ports, host="$http_host", port=None):
    """Return nginx, which gives each request to a process on one of the two ports.

    `host` is the name by which it asks for the site, `port` its own.
    """
    return make_nginx(directory, LOCATION.format(host), UPSTREAM.format(*ports), port)


class Answer(NamedTuple):
    """Answer to a visitor. The status of none is the name of the error."""

    method: str
    path: str
    status: int | str
    cache: str  # X-Cache, which says where it came from
    began_at: float
    seconds: float


class Visitors:
    """They ask the same things in turns, again and again, until the end of the `with`.

    `asked` are pairs of a method and a path, to which more may be added. There are as many
    visitors as things at first, unless `count` says otherwise. `pause` is the time between
    in seconds, `headers` are sent with each request.
    """

    def __init__(self, port, asked, pause=0, count=None, **headers):
        self.answers = []
        self._asked = asked
        self._port = port
        self._pause = pause
        self._headers = headers
        self._numbers = itertools.count()
        self._counts = Counter()
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(count or len(asked))]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _visit(self):
        while not self._is_over.wait(self._pause):
            asked = self._asked[next(self._numbers) % len(self._asked)]
            self.answers.append(ask(self._port, *asked, **self._headers))
            self._counts[asked] += 1

    def wait(self, answers=1):
        """Return when each thing has been answered so many more times."""
        wanted = {asked: self._counts[asked] + answers for asked in self._asked}
        while any(self._counts[asked] < wanted[asked] for asked in wanted):
            time.sleep(0.02)

    def count(self, **fields):
        """Return how many answers have these values in their fields."""
        wanted = fields.items()
        answers = list(self.answers)
        return sum(
            all(getattr(answer, name) == value for name, value in wanted) for answer in answers
        )

    @property
    def statuses(self):
        """Statuses and names of errors that they received."""
        return {answer.status for answer in self.answers}


def ask(port, method, path, **headers):
    """Return the Answer of the site on a port."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    body = "a=b" if method == "POST" else None
    start = time.monotonic()
    with contextlib.closing(connection):
        try:
            connection.request(method, path, body, {**FORM, **headers})
            answer = connection.getresponse()
            answer.read()
            status, cache = answer.status, answer.headers.get("X-Cache", "")
        except (OSError, HTTPException) as error:
            status, cache = type(error).__name__, ""
    return Answer(method, path, status, cache, start, time.monotonic() - start)

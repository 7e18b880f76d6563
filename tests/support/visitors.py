"""Visitors who ask two processes of the site, between which nginx chooses."""

import contextlib
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException

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


def make_proxy(directory, ports, host="$http_host"):
    """Return nginx, which gives each request to a process on one of the two ports.

    `host` is the name by which it asks for the site.
    """
    return make_nginx(directory, LOCATION.format(host), UPSTREAM.format(*ports))


class Visitors:
    """Each asks one thing again and again, until the end of the `with`.

    `asked` are pairs of a method and a path, `pause` is the time between in seconds,
    `headers` are sent with each.
    """

    def __init__(self, port, asked, pause=0, **headers):
        self.answers = Counter()
        self._port = port
        self._asked = asked
        self._pause = pause
        self._headers = headers
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=a) for a in asked]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _visit(self, method, path):
        while not self._is_over.is_set():
            status = ask(self._port, method, path, **self._headers)
            self.answers[method, path, status] += 1
            time.sleep(self._pause)

    def wait(self, answers=1):
        """Return when each has had so many more answers."""
        wanted = {asked: self._count(asked) + answers for asked in self._asked}
        while any(self._count(asked) < wanted[asked] for asked in wanted):
            time.sleep(0.02)

    def _count(self, asked):
        return sum(n for key, n in list(self.answers.items()) if key[:2] == asked)

    @property
    def statuses(self):
        """Statuses and names of errors that they received."""
        return {status for _, _, status in self.answers}


def ask(port, method, path, **headers):
    """Return the status of the answer, or the name of the error."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    body = "a=b" if method == "POST" else None
    with contextlib.closing(connection):
        try:
            connection.request(method, path, body, {**FORM, **headers})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, HTTPException) as error:
            return type(error).__name__

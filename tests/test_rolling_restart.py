"""A new release takes the place of the old one, process by process, and nobody notices."""

import contextlib
import os
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException

import pytest

from tests.servers import make_nginx, serve_python
from tests.site import find_free_port

ROUNDS = 1
# What visitors ask meanwhile: what is in memory, what Django answers, and what is sent,
# which nginx gives to the other process only as long as the first has not seen it.
ASKED = [
    ("GET", "/"),
    ("GET", "/search/?q=engine"),
    ("GET", "/robots.txt"),
    *[("POST", "/contact/")] * 4,
]
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


@pytest.fixture(scope="module")
def serve(served_site):
    """A function that returns another process of the served site, on a port."""
    host = f"localhost:{served_site.port}"
    variables = {
        "SECRET_KEY": (served_site.directory / ".secret_key").read_text(),
        "SITE_URL": served_site.url,
        **served_site.variables,
    }
    return lambda port: serve_python(
        served_site.directory, port, host=host, **variables
    )


@pytest.fixture
def processes(serve):
    """Two processes of the site, which are ready."""
    with contextlib.ExitStack() as stack:
        started = [serve(find_free_port()) for _ in range(2)]
        for process in started:
            stack.enter_context(process)
        yield [process.wait("/readyz") for process in started]


@pytest.fixture
def proxy(processes, tmp_path):
    """The port of nginx, which gives each request to one of the processes."""
    upstream = UPSTREAM.format(*(process.port for process in processes))
    location = LOCATION.format(processes[0].host)
    with make_nginx(tmp_path, location, upstream) as server:
        server.wait("/healthz")
        yield server.port


class Visitors:
    """Each asks one thing again and again, until the end of the `with`."""

    def __init__(self, port):
        self.port = port
        self.answers = Counter()
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=a) for a in ASKED]

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
            self.answers[method, path, ask(self.port, method, path)] += 1

    def wait(self):
        """Return when each has had another answer."""
        wanted = Counter({asked: self.count(asked) + 1 for asked in ASKED})
        while any(self.count(asked) < wanted[asked] for asked in ASKED):
            time.sleep(0.02)

    def count(self, asked):
        return sum(n for key, n in list(self.answers.items()) if key[:2] == asked)


def ask(port, method, path):
    """Return the status of the answer, or the name of the error."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    with contextlib.closing(connection):
        try:
            connection.request(method, path, "a=b" if method == "POST" else None, FORM)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, HTTPException) as error:
            return type(error).__name__


def test_no_request_fails_while_processes_are_restarted_one_after_the_other(
    processes, proxy, serve
):
    statuses = []
    with contextlib.ExitStack() as stack, Visitors(proxy) as visitors:
        for _ in range(ROUNDS):
            # One host tells only the process that it has started, another all within.
            for place, send in enumerate([os.kill, os.killpg]):
                visitors.wait()
                statuses.append(processes[place].end(send))
                visitors.wait()
                restarted = stack.enter_context(serve(processes[place].port))
                processes[place] = restarted.wait("/readyz")
        visitors.wait()

    assert {status for _, _, status in visitors.answers} == {200}
    assert statuses == [0, 0] * ROUNDS


def test_what_is_being_sent_when_a_process_must_end_is_still_answered(processes):
    process = processes[0]
    connection = HTTPConnection("127.0.0.1", process.port, timeout=120)
    connection.putrequest("POST", "/contact/", skip_host=True)
    for name, value in {**FORM, "Host": process.host, "Content-Length": 10}.items():
        connection.putheader(name, str(value))
    connection.endheaders(b"a=bcd")
    # It has been read when what is asked after it is answered.
    assert process.get("/search/?q=engine")[0] == 200

    ending = threading.Thread(target=process.end)
    ending.start()
    while process_answers(process):
        time.sleep(0.05)
    connection.send(b"efghi")
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    ending.join()

    assert answer.status == 200
    assert b"</html>" in text


def process_answers(process):
    with contextlib.suppress(OSError):
        return process.get("/healthz")[0] == 200
    return False

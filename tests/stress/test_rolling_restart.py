"""A new release takes the place of the old one, process by process, and no request fails."""

import contextlib
import os
import threading
from http.client import HTTPConnection

import pytest

from tests.support.site import find_free_port, until
from tests.support.visitors import FORM, Visitors, make_proxy

# Requests meanwhile: for a cached page, to Django, and forms. nginx gives a form to the
# other process only as long as the first has not seen it.
ASKED = [
    ("GET", "/"),
    ("GET", "/search/?q=engine"),
    ("GET", "/robots.txt"),
    *[("POST", "/contact/")] * 4,
]


@pytest.fixture
def processes(served_site):
    """Two processes of the site, which are ready."""
    with contextlib.ExitStack() as stack:
        started = [served_site.serve(find_free_port()) for _ in range(2)]
        for process in started:
            stack.enter_context(process)
        yield [process.wait("/readyz") for process in started]


@pytest.fixture
def proxy(processes, tmp_path):
    """The port of nginx, which gives each request to one of the processes."""
    ports = [process.port for process in processes]
    with make_proxy(tmp_path, ports, processes[0].host) as server:
        server.wait("/healthz")
        yield server.port


def test_no_request_fails_while_processes_are_restarted_one_after_the_other(
    processes, proxy, served_site, add_row
):
    statuses = []
    with contextlib.ExitStack() as stack, Visitors(proxy, ASKED) as visitors:
        # One host tells only the process that it has started, another all within.
        for process, send in zip(processes, [os.kill, os.killpg], strict=True):
            visitors.wait()
            statuses.append(process.end(send))
            visitors.wait()
            restarted = stack.enter_context(served_site.serve(process.port))
            restarted.wait("/readyz")
        visitors.wait()

    add_row("restarts of both processes", "7 visitors, 4 of them send forms", visitors.answers)
    assert visitors.statuses == {200}
    assert statuses == [0, 0]


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
    until(lambda: not answers(process))
    connection.send(b"efghi")
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    ending.join()

    assert answer.status == 200
    assert b"</html>" in text


def answers(process):
    with contextlib.suppress(OSError):
        return process.get("/healthz")[0] == 200
    return False

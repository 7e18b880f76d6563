"""Clients that send, receive or stay slowly, by the hundred, keep no other client waiting."""

import os
import selectors
import socket
from collections import Counter
from threading import Event, Thread

import pytest

from tests.support.servers import Site
from tests.support.site import until
from tests.support.visitors import ask

CLIENTS = int(os.environ.get("SLOW_CLIENTS", "200"))
ROUNDS = int(os.environ.get("SLOW_CLIENTS_ROUNDS", "10"))
READY = ["/", "/projects/", "/media/images/small.png", "/healthz"]
SEARCH = "/search/?q=engine"
FORM = "application/x-www-form-urlencoded"
REQUESTS = {
    "headers": "GET / HTTP/1.1\r\nX-Slow: ",
    "bodies": f"POST /contact/ HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: {FORM}\r\n"
    "Content-Length: 900\r\n\r\nname=",
    "uploads": "POST /admin/images/multiple/add/ HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
    "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n--b",
    "readers": "GET /media/images/large.png HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "idle": "",
}


@pytest.fixture(scope="module")
def site(database, tmp_path_factory):
    with Site(tmp_path_factory.mktemp("site"), DATABASE_URL=database.url) as site:
        pictures = site.directory / "media/images"
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / "small.png").write_bytes(os.urandom(200_000))
        # More than the system buffers for a client that reads little.
        (pictures / "large.png").write_bytes(os.urandom(20_000_000))
        for page in READY[:2]:
            until(lambda page=page: site.server.get(page)[1]["X-Cache"] == "HIT")
        yield site


class Crowd:
    """Clients that have sent `text`, and then send or read a byte each second."""

    def __init__(self, port, text, is_reading):
        self.answers = Counter()
        self._text, self._is_reading = text.encode(), is_reading
        self._address = "127.0.0.1", port
        self._selector = selectors.DefaultSelector()
        self._is_over = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self):
        for _ in range(CLIENTS):
            client = socket.socket()
            # Before it connects, since the window of a reader is offered then.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(self._address)
            client.sendall(self._text)
            self._selector.register(client, selectors.EVENT_READ)
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._is_over.set()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()

    def _run(self):
        while not self._is_over.wait(1):
            answered = {key.fileobj for key, _ in self._selector.select(0)}
            for key in list(self._selector.get_map().values()):
                self._go_on(key.fileobj, key.fileobj in answered)

    def _go_on(self, client, is_answered):
        try:
            if self._is_reading and is_answered:
                client.recv(1)
            elif is_answered:
                self.answers[client.recv(4096)[9:12].decode() or "closed"] += 1
                raise ConnectionError
            elif self._text:
                client.sendall(b"a")
        except ConnectionError:
            self._selector.unregister(client)
            client.close()


def visit(server, paths, rounds=ROUNDS):
    """Return the Answers to one visitor who asks for each path so many times."""
    host = server.host
    return [ask(server.port, "GET", path, Host=host) for _ in range(rounds) for path in paths]


def count(answers):
    return Counter((answer.path, answer.status) for answer in answers)


@pytest.mark.parametrize("kind", REQUESTS)
def test_slow_clients_keep_no_other_client_waiting(site, database, kind, add_row):
    session, _ = site.open_session(site.name, site.password)
    cookie = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
    session.close()
    text = REQUESTS[kind].format(host=site.server.host, cookie=cookie)
    with Crowd(site.port, text, kind == "readers") as crowd:
        usual = visit(site.server, [*READY, SEARCH])
        database.freeze()
        try:
            frozen = visit(site.server, READY)
            until(lambda: site.server.get("/readyz")[0] == 503)
            away = visit(site.server, [*READY, SEARCH])
        finally:
            database.thaw()
        until(lambda: site.server.get("/readyz")[0] == 200)
        # Those who send no answer for their part are ended in time.
        if kind in {"bodies", "uploads"}:
            until(lambda: crowd.answers.total() == CLIENTS)

    for state, answers in (("runs", usual), ("freezes", frozen), ("is away", away)):
        add_row(f"{CLIENTS} slow clients: {kind}", f"PostgreSQL {state}", answers)
    ready = {(path, 200): ROUNDS for path in READY}
    assert count(usual) == ready | {(SEARCH, 200): ROUNDS}
    assert count(frozen) == ready
    assert count(away) == ready | {(SEARCH, 503): ROUNDS}
    if kind in {"bodies", "uploads"}:
        assert crowd.answers == {"408": CLIENTS}

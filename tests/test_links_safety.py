"""No link leads the server inside its own network, and no other server holds it up."""

import socket
import time

import pytest

from pages.links import connection as links_connection
from pages.links.connection import NotPublicError, is_public, look_up
from pages.links.external import Asker
from pages.models import Problem

# Who may be contacted


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255"),  # noqa: S104
        *("::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1"),
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_no_machine_behind_this_one_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"]
)
def test_a_machine_on_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f.1", "::ffff:127.0.0.1"]
)
def test_a_host_is_judged_by_the_address_that_it_stands_for(host):
    with pytest.raises(NotPublicError):
        look_up(host, 80, is_public)


def test_a_host_with_one_inner_address_is_refused(monkeypatch):
    found = [(0, 0, 0, "", (ip, 80)) for ip in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)

    with pytest.raises(NotPublicError):
        look_up("example.org", 80, is_public)


# Other sites that must not be contacted


def test_this_machine_is_not_contacted_unless_it_is_allowed(other, clock):
    finding = Asker(clock=clock, sleep=clock.sleep).ask(f"{other.url}/")

    assert finding.problem == Problem.NOT_PUBLIC
    assert other.requests == []


def test_a_redirect_does_not_lead_inside(other, clock):
    other.answers["/"] = (302, {"Location": other.url.replace(".0.1", ".0.2")})
    asked = []

    def may_contact(address):
        asked.append(address)
        return address == "127.0.0.1"

    asker = Asker(may_contact=may_contact, clock=clock, sleep=clock.sleep)
    finding = asker.ask(f"{other.url}/")

    assert finding.problem == Problem.NOT_PUBLIC
    assert asked == ["127.0.0.1", "127.0.0.2"]
    assert len(other.requests) == 1


def test_the_address_that_was_checked_is_connected_to(other, make_asker, monkeypatch):
    """A name server that gives another address the second time leads nobody inside."""
    other.answers["/"] = (200, {})
    found = socket.getaddrinfo("127.0.0.1", other.server_port, type=socket.SOCK_STREAM)
    asked = []

    def look_up_once(host, *args, **options):
        asked.append(host)
        assert len(asked) == 1
        return found

    monkeypatch.setattr(links_connection.socket, "getaddrinfo", look_up_once)
    finding = make_asker().ask(f"http://xn--bcher-kva.example:{other.server_port}/")

    assert finding.problem == ""
    assert asked == ["xn--bcher-kva.example"]
    assert other.headers[0]["Host"] == f"xn--bcher-kva.example:{other.server_port}"


# Servers that misbehave


def test_a_server_that_says_nothing_is_left(make_asker):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        begun = time.monotonic()
        finding = make_asker(timeout=0.2).ask(address)

    assert finding.problem == Problem.TIMEOUT
    assert time.monotonic() - begun < 2


def test_a_server_that_drips_is_left(other, make_asker):
    def drip(handler):
        for _ in range(100):
            try:
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: y\r\n"[:1])
            except OSError:
                return
            time.sleep(0.05)

    other.answers["/"] = drip
    begun = time.monotonic()
    finding = make_asker(timeout=1, deadline=0.3).ask(f"{other.url}/")

    assert finding.problem == Problem.TIMEOUT
    assert time.monotonic() - begun < 2


def test_a_header_without_end_is_left(other, make_asker):
    def go_on(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            try:
                handler.wfile.write(f"X-{number}: y\r\n".encode())
            except OSError:
                return
            time.sleep(0.05)

    other.answers["/"] = go_on
    finding = make_asker(timeout=1, deadline=0.3).ask(f"{other.url}/")

    assert finding.problem == Problem.TIMEOUT


def test_a_huge_page_is_not_read(other, make_asker):
    sent = []

    def pour(handler):
        if handler.command == "HEAD":
            handler.send_response(405)
            handler.end_headers()
            return
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(1000):
                sent.append(handler.wfile.write(bytes(1024 * 1024)))
        except OSError:
            pass

    other.answers["/"] = pour
    finding = make_asker().ask(f"{other.url}/")

    assert finding.problem == ""
    assert len(sent) < 20


def test_a_server_without_a_certificate_is_not_secure(other, make_asker):
    finding = make_asker().ask(other.url.replace("http:", "https:"))

    assert finding.problem == Problem.CERTIFICATE


def test_a_port_where_nobody_listens_cannot_be_reached(make_asker):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    finding = make_asker().ask(f"http://127.0.0.1:{port}/")

    assert finding.problem == Problem.UNREACHABLE
    assert finding.detail == "The server refuses the connection."


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"HTTP/1.1 x y\r\n"])
def test_a_server_that_speaks_no_http_cannot_be_reached(other, make_asker, said):
    def speak(handler):
        handler.wfile.write(said)

    other.answers["/"] = speak

    assert make_asker().ask(f"{other.url}/").problem == Problem.UNREACHABLE


def test_a_host_that_nobody_knows_cannot_be_reached(make_asker, monkeypatch):
    def find_none(*args, **options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(links_connection.socket, "getaddrinfo", find_none)

    finding = make_asker().ask("http://nowhere.example/")

    assert finding == (Problem.UNREACHABLE, "There is no such host.", None)

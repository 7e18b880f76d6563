"""Behaviour of Granian that the application relies on, over a connection to the served site."""

import os
import socket

import pytest
import requests

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def pictures(served_site):
    """The addresses of a small picture and of one that is sent from the disk, by their bytes."""
    folder = served_site.directory / "media/images"
    folder.mkdir(parents=True, exist_ok=True)
    contents = {name: os.urandom(size) for name, size in (("small", 1000), ("large", 600_000))}
    for name, content in contents.items():
        (folder / f"{name}.png").write_bytes(content)
    yield {f"/media/images/{name}.png": content for name, content in contents.items()}
    for name in contents:
        (folder / f"{name}.png").unlink()


def test_pictures_are_sent_whole_in_parts_or_not_at_all(served_site, pictures):
    for address, content in pictures.items():
        url = served_site.url + address
        whole = requests.get(url, timeout=60)
        part = requests.get(url, headers={"Range": "bytes=5-899"}, timeout=60)
        beyond = requests.get(url, headers={"Range": "bytes=600000-"}, timeout=60)
        known = requests.get(url, headers={"If-None-Match": whole.headers["ETag"]}, timeout=60)
        head = requests.head(url, headers={"Range": "bytes=5-899"}, timeout=60)

        assert (whole.status_code, whole.content) == (200, content)
        assert (part.status_code, part.content) == (206, content[5:900])
        assert part.headers["Content-Range"] == f"bytes 5-899/{len(content)}"
        assert (beyond.status_code, beyond.content) == (416, b"")
        assert (known.status_code, known.content) == (304, b"")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize("path", ["/", "/search/?q=engine", "/nothing/", "/healthz"])
def test_the_head_of_an_answer_has_its_length_and_no_body(served_site, path):
    whole = requests.get(served_site.url + path, timeout=60)
    head = requests.head(served_site.url + path, timeout=60)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


@pytest.mark.parametrize("other", [b"theme=dark", "name=Zo\u00eb".encode()])
def test_a_session_is_found_in_the_second_of_two_headers_with_cookies(served_site, other):
    host = served_site.server.host.encode()
    cookies = b"Cookie: %b\r\nCookie: sessionid=%b\r\n" % (other, b"a" * 32)
    with socket.create_connection(("127.0.0.1", served_site.port)) as client:
        client.sendall(b"HEAD / HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (host, cookies))
        answer = client.recv(64 * 1024)

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"x-cache: BYPASS" in answer


@pytest.mark.parametrize("half", [b"5\r\nname=\r\n", b"5\r\nname=\r\nzz\r\n"])
def test_half_a_body_in_chunks_is_told_from_a_whole_one(served_site, half):
    head = f"POST /contact/ HTTP/1.1\r\nHost: {served_site.server.host}\r\nContent-Type: {FORM}\r\n"
    head += "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"

    def ask(body, is_whole):
        with socket.create_connection(("127.0.0.1", served_site.port)) as client:
            client.sendall(head.encode() + body)
            if not is_whole:
                client.shutdown(socket.SHUT_WR)
            return client.recv(12)

    assert ask(half, False) == b"HTTP/1.1 400"
    whole = b"5\r\nname=\r\n22\r\nAda&email=a@example.org&message=Hi\r\n0\r\n\r\n"
    # A redirect: the form, shown again, would be 200.
    assert ask(whole, True) == b"HTTP/1.1 302"

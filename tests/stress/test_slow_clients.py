"""Clients that send or receive slowly keep no other client waiting."""

import contextlib
import io
import os
import socket
from contextvars import ContextVar
from unittest import mock
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings
from wagtail.contrib.forms.models import FormSubmission

from tests.support import factories
from tests.support.cache import call, connections_kept, make_environ, make_server

# More than Django has threads, and fewer than the server has.
CLIENTS = 12
FORM = "application/x-www-form-urlencoded"


class Drip(io.BytesIO):
    """Body that arrives byte by byte."""

    def read(self, size=-1):
        return super().read(min(size, 1))


def send(address, text):
    client = socket.create_connection((address.hostname, address.port))
    client.sendall(text.encode())
    return client


@pytest.mark.parametrize("what", ["a form that is being sent", "a large picture"])
def test_slow_clients_keep_no_other_client_waiting(served_site, what):
    address = urlsplit(served_site.url)
    begun = {
        "a form that is being sent": f"POST /contact/ HTTP/1.1\r\nHost: {address.netloc}"
        f"\r\nContent-Type: {FORM}\r\nContent-Length: 900\r\n\r\nname=Ada",
        "a large picture": "GET /media/images/large.png HTTP/1.1\r\nHost: "
        f"{address.netloc}\r\n\r\n",
    }
    # More than a system buffers for a client that reads nothing.
    picture = served_site.directory / "media/images/large.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(os.urandom(30_000_000))
    try:
        with contextlib.ExitStack() as stack:
            for _ in range(CLIENTS):
                client = send(address, begun[what])
                stack.callback(client.close)

            # The first is cached, and the second is rendered by Django.
            for path in ("/", "/search/?q=engine"):
                answer = requests.get(served_site.url + path, timeout=120)
                assert answer.status_code == 200
    finally:
        picture.unlink()


@pytest.fixture
def server(home):
    factories.make_contact(home)
    return make_server()


def post(server, body, length):
    environ = make_environ("/contact/", "POST", content_type=FORM)
    environ |= {"wsgi.input": body, "CONTENT_LENGTH": length, "CONTENT_TYPE": FORM}
    with connections_kept():
        return call(server, environ)


def test_a_body_that_arrives_byte_by_byte_is_read_whole(server):
    text = "name=Ada&address=ada%40example.org&message=Half+a+word+is+no+word"

    post(server, Drip(text.encode()), str(len(text)))

    assert "Half a word is no word" in str(FormSubmission.objects.get().form_data)


def test_an_incomplete_body_is_not_saved(server):
    text = "name=Ada&address=ada%40example.org&message=Half+a+wo"

    answer = post(server, io.BytesIO(text.encode()), str(len(text) + 5))

    assert answer.status == 400
    assert "send it once more" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not FormSubmission.objects.exists()


def test_context_variables_of_a_request_are_gone_for_the_next(server):
    word = ContextVar("word", default="nothing")
    found = []

    def answer(environ, start_response):
        found.append(word.get())
        word.set("something")
        start_response("200 OK", [])
        return []

    with mock.patch.object(server.backend, "_handler", answer):
        for _ in range(2):
            post(server, io.BytesIO(b"a=b"), "3")

    assert found == ["nothing", "nothing"]


@pytest.mark.parametrize(
    "length", ["", "-1", "²", "9" * 30, str(settings.MAX_VISITOR_REQUEST_SIZE + 1)]
)
def test_a_body_without_a_good_length_or_a_large_one_is_left_to_django(server, length):
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("The body is read.")

    assert post(server, Unread(), length).status in {400, 403, 413, 200}

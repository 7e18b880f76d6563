"""Bodies of requests: whole, within time and size, or refused before Django begins."""

import asyncio
from contextvars import ContextVar
from unittest import mock

import pytest
from django.conf import settings
from django.test import Client
from wagtail.contrib.forms.models import FormSubmission

from pages.serving import rsgi
from tests.support import factories
from tests.support.cache import (
    Protocol,
    call,
    connections_kept,
    make_environ,
    make_scope,
    make_server,
    run,
)

FORM = "application/x-www-form-urlencoded"
TEXT = b"name=Ada&email=ada%40example.org&message=Half+a+word+is+no+word"
MOST = settings.MAX_VISITOR_REQUEST_SIZE


class Silent(Protocol):
    """Client that sends these blocks and then nothing more."""

    async def __anext__(self):
        block = await super().__anext__()
        if not block:
            await asyncio.Event().wait()
        return block


class Gone(Protocol):
    """Client that goes away after these blocks: Granian then passes two empty ones."""

    def __init__(self, *blocks):
        super().__init__(*blocks)
        self._blocks = iter([*blocks, b"", b""])


class Endless(Protocol):
    """Client that never ends its body."""

    def __init__(self):
        self.sent = 0

    async def __anext__(self):
        self.sent += 64 * 1024
        return bytes(64 * 1024)


@pytest.fixture
def server(home):
    factories.make_contact(home)
    return make_server()


def send(server, protocol, path="/contact/", length=None, **headers):
    """Send a form, by chunks if it has no length, and return the answer."""
    environ = make_environ(path, "POST", **headers)
    environ["CONTENT_TYPE"] = FORM
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked"}
    environ |= chunked if length is None else {"CONTENT_LENGTH": str(length)}
    with connections_kept():
        run(server.__rsgi__(make_scope(environ), protocol))
    return protocol.answer


@pytest.mark.parametrize("length", [None, len(TEXT)])
def test_a_body_that_arrives_in_pieces_or_chunks_is_read_whole(server, length):
    send(server, Protocol(*(TEXT[n : n + 1] for n in range(len(TEXT)))), length=length)

    assert "Half a word is no word" in str(FormSubmission.objects.get().form_data)


@pytest.mark.parametrize("length", [None, len(TEXT)])
def test_half_a_body_is_not_saved(server, length):
    answer = send(server, Gone(TEXT[:-5]), length=length)

    assert answer.status == 400
    assert "send it once more" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not FormSubmission.objects.exists()


def test_a_client_that_sends_nothing_more_is_refused_after_a_while(server, monkeypatch):
    monkeypatch.setattr(rsgi, "PATIENCE", 0.01)

    answer = send(server, Silent(TEXT), length=len(TEXT) + 1)

    assert (answer.status, answer.headers["Cache-Control"]) == (408, "no-store")
    assert not FormSubmission.objects.exists()


def test_a_disk_without_room_for_a_body_is_named(server):
    with mock.patch("pages.serving.rsgi.SpooledTemporaryFile") as file:
        file.return_value.write.side_effect = OSError(28, "No space left on device")
        answer = send(server, Protocol(TEXT), length=len(TEXT))

    assert answer.status == 507
    assert "There is no room" in answer.text


@pytest.mark.parametrize("cookie", ["", f"{settings.SESSION_COOKIE_NAME}=made-up"])
def test_a_large_body_of_a_stranger_is_refused_before_it_arrives(server, cookie):
    declared, chunked = Endless(), Endless()

    answers = [
        send(server, declared, length=MOST + 1, cookie=cookie),
        send(server, chunked, cookie=cookie),
    ]

    assert [answer.status for answer in answers] == [413, 413]
    assert "Nothing was saved" in answers[0].text
    assert declared.sent == 0
    assert chunked.sent <= MOST + 64 * 1024


def test_a_large_body_of_somebody_who_has_logged_in_is_received(server, django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("ada"))
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}"
    body = b"name=" + b"a" * MOST

    whole = send(server, Protocol(body), length=len(body), cookie=cookie)
    chunked = send(server, Protocol(body[:9], body[9:]), cookie=cookie)
    beyond = send(server, Endless(), cookie=cookie)

    assert (whole.status, chunked.status, beyond.status) == (200, 200, 413)


def test_a_header_with_an_underscore_does_not_pass_for_another(server):
    scope = make_scope(make_environ("/", x_forwarded_for="203.0.113.1"))
    scope.headers |= {"x_forwarded_for": "203.0.113.2", "cookie": "a=b"}

    environ = rsgi.Request(scope).make_environ()

    assert environ["HTTP_X_FORWARDED_FOR"] == "203.0.113.1"


def test_context_variables_of_a_request_are_gone_for_the_next(server):
    word = ContextVar("word", default="nothing")
    found = []

    def answer(environ, start_response):
        found.append(word.get())
        word.set("something")
        start_response("200 OK", [])
        return mock.MagicMock(path="")

    with mock.patch.object(server.backend, "_handler", answer):
        for _ in range(2):
            call(server, make_environ("/contact/", "POST"))

    assert found == ["nothing", "nothing"]

"""Requests that are too large, malformed or for another host."""

import io

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from pages.accounts.sessions import SessionStore
from tests.support.cache import call, connections_kept, make_environ, make_server
from tests.support.factories import make_contact

MEGABYTE = 1024 * 1024
MALFORMED = "This request cannot be read"
MANY_FIELDS = "&".join(f"field{number}=" for number in range(21_000))


# Too large


class Unread(io.BytesIO):
    """Body that fails when it is read."""

    def read(self, *args):
        raise AssertionError("The body is read.")


def post(client, path, size):
    """Send the beginning of a form of this size."""
    return client.generic(
        "POST",
        path,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=f"{size}",
        **{"wsgi.input": Unread()},
    )


@pytest.mark.parametrize("path", ["/contact/", "/admin/login/", "/admin/images/add/"])
def test_a_visitor_can_send_no_more_than_a_form(home, client, path):
    make_contact(home)

    answer = post(client, path, MEGABYTE + 1)

    assert answer.status_code == 413
    assert "more than the limit of 1.0\xa0MB" in answer.text
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_editor_can_send_the_largest_document_and_no_more(admin_client):
    answer = post(admin_client, reverse("wagtaildocs:add"), settings.MAX_REQUEST_SIZE + 1)

    assert answer.status_code == 413
    assert "more than the limit of 64.0\xa0MB" in answer.text
    form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE + form < settings.MAX_REQUEST_SIZE
    with pytest.raises(AssertionError, match="is read"):
        post(admin_client, reverse("wagtaildocs:add"), settings.MAX_REQUEST_SIZE)


@pytest.mark.parametrize(
    ("setting", "limit", "form", "reason"),
    [
        ("NUMBER_FIELDS", 10, {f"field-{n}": "" for n in range(20)}, "too many fields"),
        ("MEMORY_SIZE", 1000, {"title": "x" * 2000}, "too much text"),
        ("NUMBER_FILES", 2, {f"file-{n}": io.BytesIO(b"x") for n in range(3)}, "too many files"),
    ],
)
def test_a_form_beyond_a_limit_is_rejected_with_its_reason(
    admin_client, settings, setting, limit, form, reason
):
    setattr(settings, f"DATA_UPLOAD_MAX_{setting}", limit)

    answer = admin_client.post(reverse("wagtaildocs:add"), form)

    assert answer.status_code == 413
    assert reason in answer.text


@pytest.mark.parametrize(
    ("content_type", "query", "status"),
    [("a; charset=utf-8", MANY_FIELDS, 413), ("a; charset=\0", "q=engine", 200)],
)
def test_a_content_type_with_an_encoding_causes_no_error(home, content_type, query, status):
    environ = make_environ(f"/search/?{query}") | {"CONTENT_TYPE": content_type}
    with connections_kept():
        answer = call(make_server(), environ)

    assert answer.status == status


# Malformed


def test_a_session_key_with_nul_is_ignored(home):
    """PostgreSQL refuses text with NUL, which a quoted cookie can hold."""
    client = Client()
    client.cookies.load('sessionid="a\\000bcdefghij"')

    assert client.cookies["sessionid"].value == "a\0bcdefghij"
    assert SessionStore("a\0bcdefghij").session_key is None
    assert client.get("/admin/login/").status_code == 200


@pytest.mark.parametrize("length", ["x", "1.5", "²", "9" * 5000, "", "-1"])
def test_a_length_that_is_no_number_is_rejected_and_a_missing_one_allowed(home, client, length):
    answer = client.generic("POST", "/", CONTENT_LENGTH=length)

    assert answer.status_code == (200 if length in {"", "-1"} else 400)
    assert length in {"", "-1"} or MALFORMED in answer.text


def test_a_form_in_an_encoding_that_no_browser_sends_is_rejected(home):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "t" * 32
    form = "application/x-www-form-urlencoded; charset=utf-16"

    answer = client.post("/admin/login/", "a=b", content_type=form)

    assert answer.status_code == 400
    assert MALFORMED in answer.text


def test_rejected_requests_are_not_logged_as_errors(client, home, caplog):
    for path, status in (
        (f"/search/?{MANY_FIELDS}", 413),
        ("/none/" + "a" * 20_000, 400),
        (f"/documents/{'9' * 5000}/notes.pdf", 404),
    ):
        assert client.get(path).status_code == status
    assert "ERROR" not in [record.levelname for record in caplog.records]


# Other hosts


@pytest.fixture
def other(settings):
    """A visitor who comes by www., over plain HTTP."""
    settings.SITE_URL = "https://example.org"
    settings.SECURE_SSL_REDIRECT = True
    settings.OTHER_HOSTS = ["www.example.org"]
    settings.ALLOWED_HOSTS = ["example.org", "www.example.org"]
    return Client(headers={"host": "www.example.org"})


@pytest.mark.parametrize("path", ["/", "/about/?topic=a%20b", "/none", "/admin/"])
def test_one_redirect_leads_to_the_address_of_the_site(other, path):
    answer = other.get(path)

    assert (answer.status_code, answer["Location"]) == (301, f"https://example.org{path}")


def test_case_and_port_of_the_host_do_not_matter(other):
    answer = other.get("/", headers={"host": "WWW.example.org:80"})

    assert answer["Location"] == "https://example.org/"


def test_a_form_is_sent_again_to_the_address_of_the_site(other):
    assert other.post("/contact/", {"name": "Ada"}).status_code == 308


def test_a_foreign_host_is_refused_with_the_style_of_the_site(other, tmp_path):
    answer = other.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "This request cannot be read" in answer.text
    assert b'<link rel="stylesheet" href="/static/css/site' in answer.content

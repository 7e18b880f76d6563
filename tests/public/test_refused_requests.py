"""A request that no page of the site sends is refused."""

import pytest
from django.test import Client

from pages.accounts.sessions import SessionStore
from tests.support.cache import (
    call,
    connections_kept,
    make_environ,
    make_server,
)

SENTENCE = "This request cannot be read"


def find_levels(caplog):
    return [record.levelname for record in caplog.records]


def test_a_number_that_is_too_long_for_one_is_that_of_no_document(client, db):
    answer = client.get(f"/documents/{'9' * 5000}/notes.pdf")

    assert answer.status_code == 404


@pytest.mark.parametrize("length", ["x", "1.5", "²", "9" * 5000])
def test_a_length_that_is_no_number_is_refused(client, db, length):
    answer = client.post("/search/", CONTENT_LENGTH=length)

    assert answer.status_code == 400
    assert SENTENCE in answer.text


def test_a_form_in_another_encoding_than_any_browser_sends_is_refused(home):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "t" * 32
    form = "application/x-www-form-urlencoded; charset=utf-16"

    answer = client.post("/admin/login/", "a=b", content_type=form)

    assert answer.status_code == 400
    assert SENTENCE in answer.text


def test_a_session_is_looked_for_by_a_key_that_one_can_have(home):
    """PostgreSQL looks for no text with NUL, which a cookie can hold in quotes."""
    client = Client()
    client.cookies.load('sessionid="a\\000bcdefghij"')

    assert client.cookies["sessionid"].value == "a\0bcdefghij"
    assert SessionStore("a\0bcdefghij").session_key is None
    assert client.get("/admin/login/").status_code == 200


def test_nobody_can_fill_the_log_with_errors(client, home, caplog):
    fields = "&".join(f"field{number}=" for number in range(21_000))

    too_much = client.get(f"/search/?{fields}")
    moved = client.get("/none/" + "a" * 20_000)

    assert (too_much.status_code, moved.status_code) == (413, 400)
    assert "ERROR" not in find_levels(caplog)


@pytest.mark.parametrize(
    ("content_type", "status"), [("a; charset=utf-8", 413), ("a; charset=\0", 200)]
)
def test_a_type_that_names_an_encoding_lets_no_error_past_the_site(
    home, content_type, status
):
    fields = "&".join(f"field{number}=" for number in range(21_000))
    query = fields if status == 413 else "q=engine"

    environ = make_environ(f"/search/?{query}") | {"CONTENT_TYPE": content_type}
    with connections_kept():
        answer = call(make_server(), environ)

    assert answer.status == status

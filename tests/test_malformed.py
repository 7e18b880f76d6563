"""A request that no page of the site sends is refused, and hides no fault of the site."""

from unittest import mock

import pytest
from django.test import Client
from wagtail.admin.views.home import HomeView

from pages.accounts.sessions import SessionStore
from tests.support.factories import make_page
from tests.support.snapshots import call, connections_kept, make_environ, make_server

SENTENCE = "This request cannot be read"


@pytest.fixture
def desk(home, django_user_model):
    """The owner, who gets an answer where the site is at fault as well."""
    client = Client(raise_request_exception=False)
    client.force_login(django_user_model.objects.create_superuser("ada"))
    return client


def find_levels(caplog):
    return [record.levelname for record in caplog.records]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        # Wagtail's forms always have the field, and its links the number.
        ("post", "/admin/choose-external-link/"),
        ("get", "/admin/images/chooser/chosen/2026-13-45/"),
        ("post", "/admin/snippets/choose/projects/topic/create/"),
    ],
)
def test_what_wagtail_cannot_read_is_refused_with_a_sentence(
    desk, caplog, method, path
):
    answer = getattr(desk, method)(path)

    assert answer.status_code == 400
    assert SENTENCE in answer.text
    assert set(find_levels(caplog)) == {"WARNING"}
    assert "Error in /" in caplog.records[0].getMessage()


def test_a_form_of_a_page_without_its_blocks_is_refused(desk, home):
    page = make_page(home)

    answer = desk.post(f"/admin/pages/{page.pk}/edit/", {"title": "Notes"})

    assert answer.status_code == 400
    assert SENTENCE in answer.text


def test_a_choice_that_is_no_number_is_refused_beside_its_field(desk):
    answer = desk.post("/admin/sites/new/", {"port": "80", "root_page": "[[["})

    assert answer.status_code == 200
    assert "That choice is not one of the available choices" in answer.text


def test_a_number_that_is_too_long_for_one_is_that_of_no_document(desk, client):
    answer = client.get(f"/documents/{'9' * 5000}/notes.pdf")

    assert answer.status_code == 404


@pytest.mark.parametrize("error", [ValueError, OverflowError, AttributeError])
@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("pages.dashboard.find_buttons", "/admin/?page=x"),
        ("pages.views.search_site", "/search/?q=engine"),
    ],
)
def test_an_error_of_our_own_code_stays_a_fault(desk, caplog, error, place, path):
    with mock.patch(place, side_effect=error):
        answer = desk.get(path)

    assert answer.status_code == 500
    assert find_levels(caplog) == ["ERROR"]


def test_what_was_asked_for_without_anything_that_could_be_wrong_stays_a_fault(
    desk, caplog
):
    with mock.patch.object(HomeView, "get", side_effect=ValueError):
        plain, with_query = desk.get("/admin/"), desk.get("/admin/?page=x")

    assert (plain.status_code, with_query.status_code) == (500, 400)
    assert find_levels(caplog) == ["ERROR", "WARNING", "WARNING"]


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
    ahead = client.get("/admin/", headers={"Sec-Purpose": "prefetch"})
    moved = client.get("/none/" + "a" * 20_000)

    assert (too_much.status_code, ahead.status_code) == (413, 503)
    assert moved.status_code == 400
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

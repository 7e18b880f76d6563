"""The admin is at the address that ADMIN_PATH names, and in nobody's way."""

import importlib
import re
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import clear_url_caches, reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from config import urls
from pages.models import StandardPage
from pages.operations import startup
from pages.serving.cache.policy import Policy
from tests.accounts.test_login import PASSWORD
from tests.operations.test_environment import load_settings
from tests.support.factories import make_page


@pytest.fixture
def desk(settings):
    """The site whose admin is at /desk/."""

    def load(path):
        settings.ADMIN_PATH, settings.ADMIN_URL = path, f"/{path}/"
        clear_url_caches()
        importlib.reload(urls)

    before = settings.ADMIN_PATH
    load("desk")
    yield
    load(before)


def test_the_admin_is_where_the_variable_says(home, desk, django_user_model):
    django_user_model.objects.create_superuser("ada", password=PASSWORD)
    client = Client()

    asked = client.get("/desk/pages/")
    let_in = client.post("/desk/login/", {"username": "ada", "password": PASSWORD})
    page = client.get("/desk/")

    assert asked["Location"] == "/desk/login/?next=/desk/pages/"
    assert let_in["Location"] == "/desk/"
    assert page.status_code == 200
    assert "'unsafe-inline'" in page["Content-Security-Policy"]
    assert client.get(f"/desk/pages/{home.pk}/edit/").status_code == 200
    assert reverse("login_code") == "/desk/login/code/"


def test_nothing_is_where_it_was_and_nothing_tells_where_it_is(home, desk, client):
    answers = [
        client.get(address)
        for address in ("/", "/robots.txt", "/sitemap.xml", "/llms.txt", "/none/")
    ]

    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/login/").status_code == 404
    assert [one for one in answers if "desk" in one.content.decode()] == []


def test_no_code_writes_the_address_out():
    root = Path(site_settings.BASE_DIR)
    files = [
        path
        for folder in ("config", "pages", "projects", "deploy")
        for path in root.joinpath(folder).rglob("*")
        if path.suffix in {"", ".py", ".html", ".js", ".css"} and path.is_file()
    ]

    written = [
        one
        for one in files
        if re.search(r"""(?<!\w)/admin|['"]admin/""", one.read_text())
    ]

    assert len(files) > 150
    assert written == []


def test_a_page_may_have_the_address_that_the_admin_had(home, desk, client):
    page = make_page(home, title="Admin")

    assert page.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_cache_does_not_answer_in_the_admin(desk, settings):
    policy = Policy(settings)

    def find_key(path):
        host = settings.SITE_URL.partition("://")[2]
        return policy.key(
            {"REQUEST_METHOD": "GET", "HTTP_HOST": host, "PATH_INFO": path}
        )

    assert find_key("/desk/") is None
    assert find_key("/admin/").path == "/admin/"


def test_no_rule_that_visitors_read_names_the_admin():
    rules = Path(site_settings.BASE_DIR, "pages/static/prefetch.speculationrules")

    assert "admin" not in rules.read_text()


@pytest.fixture
def alone(monkeypatch):
    """Nobody else prepares the database, which has no file to be locked beside."""
    monkeypatch.setattr(startup, "hold_database", nullcontext)


def test_the_first_start_tells_the_address(home, desk, alone, capsys):
    call_command("prepare_site")

    assert "http://localhost/desk/\n" in capsys.readouterr().out


# What cannot be taken


@pytest.mark.parametrize(
    "path",
    [
        *("static", "media", "documents", "search", "draft", "cards", "healthz"),
        *(
            "readyz",
            "_util",
            "a/b",
            "/admin/",
            "Admin",
            "a.b",
            "ä",
            "a b",
            "-",
            "a" * 60,
        ),
    ],
)
def test_an_address_that_cannot_be_stops_the_start(path):
    with pytest.raises(SystemExit) as stop:
        load_settings(ADMIN_PATH=path)

    assert stop.value.code.startswith("ADMIN_PATH ")
    assert "set it like ADMIN_PATH=desk" in stop.value.code


def list_first_segments(patterns):
    """Yield the first segment of each address."""
    for pattern in patterns:
        if segment := str(pattern.pattern).lstrip("^").partition("/")[0]:
            yield segment
        else:
            yield from list_first_segments(pattern.url_patterns)


def test_the_first_segment_of_each_address_is_reserved():
    segments = set(list_first_segments(urls.urlpatterns))
    words = {one for one in segments if one.replace("_", "").isalpha()}

    assert words - {site_settings.ADMIN_PATH} <= site_settings.RESERVED_PATHS
    assert {"documents", "search", "_util"} <= words


def test_the_address_of_a_page_stops_the_start(home, desk, alone):
    make_page(home, title="Desk")

    with pytest.raises(CommandError, match="address of the page “Desk”: set it like"):
        call_command("prepare_site")


@pytest.mark.parametrize(
    ("slug", "is_refused"),
    [("desk", True), ("search", True), ("admin", False), ("draft", False)],
)
def test_a_page_cannot_take_an_address_of_the_site(
    home, desk, admin_client, slug, is_refused
):
    form = nested_form_data(
        {"title": "Page", "slug": slug, "summary": "x", "body": streamfield([])}
    )

    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])
    answer = admin_client.post(address, form)

    assert ("The site itself uses the address" in answer.text) == is_refused
    assert StandardPage.objects.exists() != is_refused


def test_below_another_page_it_may(home, admin_client):
    parent = make_page(home, title="Notes")
    form = nested_form_data(
        {"title": "Page", "slug": "search", "summary": "x", "body": streamfield([])}
    )
    page = make_page(parent, title="Other")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    admin_client.post(address, form)

    page.refresh_from_db()
    assert page.get_latest_revision_as_object().slug == "search"

"""The admin is at the address that ADMIN_PATH names, and at no other."""

import importlib
import re
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import clear_url_caches, reverse
from wagtail.admin.menu import admin_menu, help_menu, reports_menu, settings_menu
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from config import urls
from pages.models import ContactPage, StandardPage
from tests.accounts.test_login import PASSWORD
from tests.support.factories import make_page


@pytest.fixture
def desk(settings):
    """Site with its admin at /desk/."""

    def load(path):
        settings.ADMIN_PATH, settings.ADMIN_URL = path, f"/{path}/"
        clear_url_caches()
        importlib.reload(urls)
        # Menus keep the addresses that they were first shown with.
        for menu in (admin_menu, help_menu, reports_menu, settings_menu):
            menu.__dict__.pop("registered_menu_items", None)

    before = settings.ADMIN_PATH
    load("desk")
    yield
    load(before)


def test_the_admin_is_at_the_address_of_the_variable(home, desk, django_user_model):
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


def test_no_public_response_names_the_address(home, desk, client):
    rules = Path(site_settings.BASE_DIR, "pages/static/prefetch.speculationrules")

    for address in ("/", "/robots.txt", "/sitemap.xml", "/llms.txt", "/none/"):
        assert "desk" not in client.get(address).text
    assert "admin" not in rules.read_text()


def test_the_earlier_address_is_free_for_a_page(home, desk, client):
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/login/").status_code == 404

    page = make_page(home, title="Admin")

    assert page.url == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["pages", "images", "documents"])
def test_a_visitor_gets_nothing_from_the_api_of_the_admin(db, client, name):
    assert client.get(f"/admin/api/main/{name}/").status_code in {302, 403, 404}


def test_no_code_contains_the_address():
    root = Path(site_settings.BASE_DIR)
    files = [
        path
        for folder in ("config", "pages", "projects", "deploy")
        for path in root.joinpath(folder).rglob("*")
        if path.suffix in {"", ".py", ".html", ".js", ".css"} and path.is_file()
    ]
    address = re.compile(r"""(?<!\w)/admin|['"]admin/""")

    assert len(files) > 150
    assert [path for path in files if address.search(path.read_text())] == []


def test_the_first_start_shows_the_address_that_no_page_may_have(home, desk, unlocked, capsys):
    call_command("prepare_site")
    assert "http://localhost/desk/\n" in capsys.readouterr().out

    make_page(home, title="Desk")
    with pytest.raises(CommandError, match="address of the page “Desk”: set it like"):
        call_command("prepare_site")


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


@pytest.mark.parametrize(
    ("slug", "is_refused"),
    [("desk", True), ("search", True), ("draft", True), ("media", True), ("admin", False)],
)
def test_a_page_cannot_take_an_address_of_the_site(home, desk, admin_client, slug, is_refused):
    form = nested_form_data(
        {"title": "Page", "slug": slug, "summary": "x", "body": streamfield([])}
    )

    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])
    answer = admin_client.post(address, form)

    assert ("The site itself uses the address" in answer.text) == is_refused
    assert StandardPage.objects.exists() != is_refused


def test_a_contact_page_cannot_take_an_address_of_the_site(home, admin_client):
    form = {"title": "Contact", "slug": "search", "summary": "x", "thanks": rich_text("Thanks.")}
    form |= {"body": streamfield([]), "form_fields": inline_formset([])}
    address = reverse("wagtailadmin_pages:add", args=["pages", "contactpage", home.pk])

    answer = admin_client.post(address, nested_form_data(form))

    assert "The site itself uses the address" in answer.text
    assert not ContactPage.objects.exists()


@pytest.fixture
def search_page(home):
    """A page with an address of the site, which is free below another page."""
    return make_page(make_page(home, title="Notes"), title="Search", slug="search")


def test_a_page_cannot_be_copied_to_an_address_of_the_site(home, search_page, admin_client):
    address = reverse("wagtailadmin_pages:copy", args=[search_page.pk])
    form = {"new_title": "Search", "new_slug": "search", "new_parent_page": home.pk}

    refused = admin_client.post(address, form)
    taken = admin_client.post(address, form | {"new_slug": "search-2"})

    assert "The site itself uses the address" in refused.text
    assert taken.status_code == 302
    assert [page.slug for page in home.get_children()] == ["notes", "search-2"]


def test_a_page_cannot_be_moved_to_an_address_of_the_site(home, search_page, admin_client):
    one = reverse("wagtailadmin_pages:move_confirm", args=[search_page.pk, home.pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])

    admin_client.post(one)
    admin_client.post(f"{bulk}?id={search_page.pk}", {"chooser": home.pk})

    assert [page.slug for page in home.get_children()] == ["notes"]
    search_page.refresh_from_db()
    assert not search_page.can_move_to(home)
    assert search_page.can_move_to(make_page(home, title="Other"))

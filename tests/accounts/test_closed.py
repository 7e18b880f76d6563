"""Nothing is mounted that the site does not need, and nothing asks another host."""

import socket

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver, resolve, reverse
from django.urls.resolvers import URLResolver

from tests.support.factories import (
    make_document,
    make_image,
    make_page,
    make_project,
)

# What would tell, serve or take more than the pages and the admin do.
UNWANTED = (
    "rest_framework",
    "wagtail.api",
    "drf_",
    "graphene",
    "debug_toolbar",
    "silk",
)
ADMIN = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_account",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:aging_pages",
    "wagtailimages:index",
    "wagtaildocs:index",
    "wagtailusers_users:index",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtailredirects:index",
    "wagtailforms:index",
    "guide",
]


def walk(patterns, prefix=""):
    """Yield every address that is mapped, with the view that answers it."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def test_no_api_and_no_documentation_of_one_is_mounted():
    found = list(walk(get_resolver().url_patterns))

    modules = {view.__module__ for _, view in found}
    assert len(found) > 100
    assert [name for name in modules if name.startswith(UNWANTED)] == []
    assert [app for app in settings.INSTALLED_APPS if app.startswith(UNWANTED)] == []
    # Wagtail's admin has an API of its own, for its menu of pages: for those logged in.
    apis = [route for route, _ in found if "api" in route.split("/")]
    assert all(route.startswith("admin/api/main/") for route in apis)


@pytest.mark.django_db
def test_the_api_of_the_admin_is_for_those_who_have_logged_in(client):
    for path in ("/admin/api/main/pages/", "/admin/api/main/images/"):
        assert client.get(path).status_code in {302, 403, 404}
    for path in (
        "/api/",
        "/api/v2/pages/",
        "/docs/",
        "/schema/",
        "/graphql/",
        "/django-admin/",
    ):
        assert client.get(path).status_code == 404


def test_what_would_call_home_is_off():
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAILEMBEDS_FINDERS == []
    assert not apps.is_installed("wagtail.contrib.frontend_cache")


@pytest.fixture
def asked(monkeypatch):
    """The hosts that are asked for or connected to, each of which fails."""
    asked = []

    def refuse(self, address):
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1"}:
            asked.append(address)
            raise OSError("no network")
        return connect(self, address)

    def look_up(host, *args, **kwargs):
        if host not in {None, "localhost", "127.0.0.1", "::1"}:
            asked.append(host)
            raise socket.gaierror("no network")
        return getaddrinfo(host, *args, **kwargs)

    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_question_to_another_host_would_be_noticed(asked):
    for ask in (
        lambda: socket.create_connection(("example.org", 80), timeout=1),
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    ):
        with pytest.raises(OSError, match="no network"):
            ask()

    assert asked == ["example.org", "192.0.2.1"]


def test_the_admin_is_rendered_without_a_question_to_another_host(
    home, index, admin_client, asked
):
    image, document = make_image(), make_document()
    pages = [home, index, make_page(home), make_project(index)]
    addresses = [reverse(name) for name in ADMIN]
    addresses += [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in pages]
    addresses += [
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtaildocs:edit", args=[document.pk]),
    ]

    for address in addresses:
        assert admin_client.get(address).status_code == 200, address
        assert resolve(address)

    assert asked == []

"""The site has no API for visitors, and its admin contacts no other host."""

import socket

import pytest
from django.urls import reverse

from tests.support.factories import make_document, make_image, make_page, make_project

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


@pytest.mark.parametrize("name", ["pages", "images", "documents"])
def test_a_visitor_gets_nothing_from_the_api_of_the_admin(db, client, name):
    assert client.get(f"/admin/api/main/{name}/").status_code in {302, 403, 404}


@pytest.fixture
def contacted(monkeypatch):
    """List of other hosts that were looked up or contacted, each time with an error."""
    contacted = []

    def refuse(self, address):
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1"}:
            contacted.append(address)
            raise OSError("no network")
        return connect(self, address)

    def look_up(host, *args, **kwargs):
        if host not in {None, "localhost", "127.0.0.1", "::1"}:
            contacted.append(host)
            raise socket.gaierror("no network")
        return getaddrinfo(host, *args, **kwargs)

    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return contacted


def test_a_contact_with_another_host_is_recorded(contacted):
    for ask in (
        lambda: socket.create_connection(("example.org", 80), timeout=1),
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    ):
        with pytest.raises(OSError, match="no network"):
            ask()

    assert contacted == ["example.org", "192.0.2.1"]


def test_the_admin_contacts_no_other_host(home, index, admin_client, contacted):
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

    assert contacted == []

"""The site has no API for visitors, and its admin contacts no other host."""

import socket

import pytest
from django.urls import reverse

from tests.support.factories import make_document, make_image, make_page, make_project

ADMIN = [
    *("wagtailadmin_home", "wagtailadmin_explore_root", "wagtailadmin_account", "guide"),
    *("wagtailadmin_reports:site_history", "wagtailimages:index", "wagtaildocs:index"),
    *("wagtailusers_users:index", "wagtailsites:index", "wagtailforms:index"),
]


@pytest.mark.parametrize("name", ["pages", "images", "documents"])
def test_a_visitor_gets_nothing_from_the_api_of_the_admin(db, client, name):
    assert client.get(f"/admin/api/main/{name}/").status_code in {302, 403, 404}


def test_the_admin_contacts_no_other_host(home, index, admin_client, monkeypatch):
    contacted = []

    def connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1"}:
            contacted.append(address)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", connect)
    pages = [home, index, make_page(home), make_project(index)]
    addresses = [
        *map(reverse, ADMIN),
        *(reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in pages),
        reverse("wagtailimages:edit", args=[make_image().pk]),
        reverse("wagtaildocs:edit", args=[make_document().pk]),
    ]

    for address in addresses:
        assert admin_client.get(address).status_code == 200, address

    assert contacted == []
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    assert contacted

"""Visitors who come by another host of the site are sent to its own address."""

import pytest
from django.test import Client


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

"""Files for programs (sitemap, robots, llms.txt, security.txt), and headers."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.support.factories import make_contact, make_document, make_owner, make_page, make_project
from tests.support.standards import check_sitemap, check_time


def test_the_sitemap_lists_public_pages_with_their_last_change(home, client):
    page = make_page(home)
    page.save_revision().publish()
    page.refresh_from_db()
    make_page(home, title="Draft", live=False)
    private = make_page(home, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    response = client.get("/sitemap.xml")

    assert response["Content-Type"] == "application/xml"
    found = check_sitemap(response.content)
    assert list(found) == ["http://localhost/", "http://localhost/notes/"]
    assert found["http://localhost/notes/"] == f"{page.last_published_at:%Y-%m-%d}"


def test_the_sitemap_does_not_show_when_a_draft_was_saved(home, client):
    page = make_page(home)
    type(page).objects.update(last_published_at=None)

    page.save_revision()

    entry = client.get("/sitemap.xml").text.partition(page.full_url)[2].partition("</url>")[0]
    assert "lastmod" not in entry


def test_robots_txt_names_the_sitemap_and_no_secret_address(client, db):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    lines = ["User-agent: *", "Disallow:", "Sitemap: http://localhost/sitemap.xml"]
    assert response.text.splitlines() == lines
    assert '<meta name="robots" content="noindex"' in client.get("/admin/login/").text


def test_llms_txt_describes_the_site_and_lists_its_pages(home, index, publication_index, client):
    make_owner(name="Ada [King]", description="A mathematician.\nI compute.")
    make_page(make_page(home, summary="What I think."), title="Below")
    make_project(index)
    make_page(home, title="Draft", live=False)

    response = client.get("/llms.txt")

    for path in re.findall(r"\]\(http://localhost(\S+)\)", response.text):
        assert client.get(path).status_code == 200, path
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == (
        "# Ada \\[King\\]\n\n"
        "> A mathematician. I compute.\n\n"
        "## Pages\n\n"
        "- [Home](http://localhost/index.md)\n"
        "- [Publications](http://localhost/publications.md)\n\n"
        "## Projects\n\n"
        "- [Projects](http://localhost/projects.md)\n"
        "- [Engine](http://localhost/projects/engine.md): A machine that computes.\n\n"
        "## Notes\n\n"
        "- [Notes](http://localhost/notes.md): What I think.\n"
        "- [Below](http://localhost/notes/below.md)\n"
    )


def test_security_txt_names_the_contact_if_there_is_one(home, client):
    assert client.get("/.well-known/security.txt").status_code == 404
    make_owner(security_contact="security@example.org")

    response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.text.splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert len(fields) == len(lines)
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"
    days = (check_time(fields["Expires"]) - timezone.now()).days
    assert 90 < days < 365


def test_visitors_get_the_strict_policy_and_editors_a_wider_one(home, client, admin_client):
    strict = client.get("/")["Content-Security-Policy"]
    editor = admin_client.get("/admin/")["Content-Security-Policy"]
    on_the_site = admin_client.get("/")["Content-Security-Policy"]
    login = client.get("/admin/login/")["Content-Security-Policy"]

    assert "default-src 'none'" in strict
    assert "unsafe" not in strict
    assert "base-uri 'none'" in strict
    assert login == strict
    for policy in (editor, on_the_site):
        assert "default-src 'none'" in policy
        assert "frame-src 'self' https://" in policy
    assert "script-src 'self' 'unsafe-inline';" in f"{editor};"
    assert "script-src 'self';" in f"{on_the_site};"


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/index.md", "/nothing/", "/atom.xml", "/feed.json", "/sitemap.xml"),
        *("/robots.txt", "/llms.txt", "/site.webmanifest", "/favicon.ico"),
    ],
)
def test_every_response_has_the_security_headers_and_is_the_same_for_all(home, client, path):
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "SAMEORIGIN",
    }

    response = client.get(path)

    assert response.status_code == (404 if path == "/nothing/" else 200)
    assert {name: response.headers[name] for name in expected} == expected
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_public_pages_and_no_other_responses_name_speculation_rules(home, client, admin_client):
    private = make_page(home, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="x")
    contact = make_contact(home)
    addresses = [private.url, "/none/", "/search/?q=a", "/atom.xml", "/index.md"]

    answers = [
        *(client.get(address) for address in [*addresses, make_document().url]),
        client.get("/", headers={"Accept": "text/markdown, text/html"}),
        client.post(contact.url),
        admin_client.get("/"),
        admin_client.get("/admin/"),
    ]

    assert [answer for answer in answers if "Speculation-Rules" in answer] == []
    assert client.get(home.url)["Speculation-Rules"] == '"/static/prefetch.speculationrules"'
    assert finders.find("prefetch.speculationrules")

"""What is served to machines: feed, sitemap, robots and headers."""

import pytest
from html5lib import HTMLParser
from wagtail.models import PageViewRestriction

from tests.factories import (
    make_image,
    make_owner,
    make_page,
    make_project,
    make_publication,
)


def test_the_feed_tells_of_published_projects_and_publications(
    home, index, publication_index, client
):
    make_owner(name="Ada Lovelace", claim="I compute.")
    make_page(home, title="A note")
    project = make_project(index, title="Engine & co", summary="A <b> machine.")
    project.save_revision().publish()
    make_publication(publication_index, title="Sketch").save_revision().publish()
    make_project(index, title="Draft", live=False)
    private = make_project(index, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    response = client.get("/atom.xml")

    xml = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "<title>Ada Lovelace</title>" in xml
    assert "<title>Engine &amp; co</title>" in xml
    assert "A &lt;b&gt; machine." in xml
    assert 'href="http://localhost/projects/engine-co/"' in xml
    assert "<title>Sketch</title>" in xml
    for absent in ("A note", "Draft", "Private"):
        assert absent not in xml
    assert not response.cookies


def test_a_character_that_xml_cannot_write_is_left_out_of_the_feed(index, client, db):
    make_owner(name="Ada\x1f Lovelace")
    make_project(index, title="A \x0b title").save_revision().publish()

    xml = client.get("/atom.xml").content.decode()

    assert "<title>A  title</title>" in xml
    assert "<title>Ada Lovelace</title>" in xml


def test_a_feed_with_nothing_to_tell_is_still_a_feed(home, client):
    response = client.get("/atom.xml")

    assert response.status_code == 200


def test_the_sitemap_holds_what_visitors_may_see(home, client):
    page = make_page(home)
    make_page(home, title="Draft", live=False)

    xml = client.get("/sitemap.xml").content.decode()

    assert f"<loc>http://localhost{page.url}</loc>" in xml
    assert "draft" not in xml


def test_robots_are_shown_the_sitemap_and_kept_from_the_admin(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://localhost/sitemap.xml\n" in text


# Headers and markup


def test_visitors_get_the_strict_policy_and_editors_the_one_they_need(
    home, client, admin_client
):
    strict = client.get("/")["Content-Security-Policy"]
    editor = admin_client.get("/admin/")["Content-Security-Policy"]
    on_the_site = admin_client.get("/")["Content-Security-Policy"]
    login = client.get("/admin/login/")["Content-Security-Policy"]

    assert "default-src 'none'" in strict
    assert "unsafe" not in strict
    assert "base-uri 'none'" in strict
    assert "'unsafe-inline'" in editor
    for policy in (editor, on_the_site, login):
        assert "object-src 'none'" in policy
        assert "default-src 'self'" in policy


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "SAMEORIGIN"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/nothing/", "/atom.xml", "/robots.txt"])
def test_every_answer_has_the_security_headers(home, client, path, header, value):
    assert client.get(path)[header] == value


def test_pages_are_well_formed(home, index, publication_index, client):
    make_project(index, topics=["HPC"], cover=make_image())
    make_publication(publication_index)

    for path in ("/", "/projects/", "/projects/engine/", "/publications/", "/none/"):
        # Raises on the first thing that the standard forbids.
        HTMLParser(strict=True).parse(client.get(path).content.decode())

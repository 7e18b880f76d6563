"""Metadata of pages: Open Graph, structured data, citation tags, robots."""

from urllib.parse import quote

from django.urls import reverse
from html5lib import HTMLParser

from pages.models import DraftLink, Owner
from tests.support.factories import make_image, make_owner, make_page, make_project
from tests.support.reading import read_page
from tests.support.standards import check_json_feed, check_sitemap, check_structured_data

CODE = ("link", {"kind": "code", "address": "https://example.org/code"})


def read_meta(html):
    """Return the contents of the meta elements of a page, by name or property."""
    found = {}
    for element in html.find_all("meta", content=True):
        name = element.get("name") or element.get("property")
        found.setdefault(name, []).append(element["content"])
    return found


def find_thing(html, kind):
    """Return the only thing of a type in the structured data, or None without one."""
    things = check_structured_data(html).values()
    found = [thing for thing in things if thing["@type"] == kind]
    assert len(found) <= 1
    return found[0] if found else None


def test_metadata_describe_a_page_by_author_title_summary_and_card(index, client):
    make_owner()
    project = make_project(index)
    project.save_revision().publish()

    meta = read_meta(read_page(client, project))

    assert meta["og:image"] == [project.card_url_for(Owner.load())]
    expected = {
        "og:type": "article",
        "og:site_name": "Ada Lovelace",
        "og:title": "Engine",
        "og:description": "A machine that computes.",
        "og:url": "http://localhost/projects/engine/",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Engine",
        "author": "Ada Lovelace",
        "twitter:card": "summary_large_image",
        "description": "A machine that computes.",
    }
    assert {name: meta[name][0] for name in meta if name in expected} == expected
    assert len(meta["article:published_time"]) == 1


def test_a_shared_draft_has_no_card_and_is_described_by_the_claim(home, client):
    make_owner(claim="I compute.")
    draft = make_page(home, live=False)
    draft.save_revision()
    link = DraftLink.objects.create(page=draft)

    meta = read_meta(read_page(client, reverse("draft", args=[link.token])))

    assert "og:image" not in meta
    assert meta["twitter:card"] == ["summary"]
    assert meta["og:description"] == ["I compute."]
    assert meta["og:type"] == ["website"]


def test_a_lost_image_is_omitted_and_a_site_without_an_owner_has_no_person(home, client):
    portrait = make_image()
    make_owner(portrait=portrait)
    portrait.file.storage.delete(portrait.file.name)
    assert "image" not in find_thing(read_page(client, home), "Person")

    make_owner(name="")
    html = read_page(client, make_page(home))

    assert html.title.text == "Notes"
    assert read_meta(html)["og:site_name"] == ["Recto"]
    assert not find_thing(html, "Person")


def test_a_hidden_page_is_noindex_and_in_no_sitemap_or_feed(home, index, publication_index, client):
    hidden = make_project(index, title="Hidden", is_noindex=True)
    hidden.save_revision().publish()
    shown = make_project(index, title="Shown")
    shown.save_revision().publish()

    assert read_meta(read_page(client, hidden))["robots"] == ["noindex"]
    assert "robots" not in read_meta(read_page(client, shown))
    for path in ("/sitemap.xml", "/atom.xml", "/feed.json", "/llms.txt"):
        text = client.get(path).content.decode()
        assert "/projects/shown" in text, path
        assert "/projects/hidden" not in text, path
    assert client.get("/projects/hidden.md")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/projects/shown.md")


def test_an_alias_names_its_source_as_canonical_and_a_new_preview_nothing(home, client):
    page = make_page(home, title="Source")
    alias = page.create_alias(update_slug="alias")

    html = read_page(client, alias)

    assert html.find("link", rel="canonical")["href"] == "http://localhost/source/"
    for path in ("/sitemap.xml", "/llms.txt"):
        assert "/alias" not in client.get(path).text
    assert type(home)(title="New").make_preview_request().status_code == 200


def read_strictly(client, path):
    """Return the page at a path; fail on the first thing that HTML forbids."""
    response = client.get(path)
    assert response.status_code == 200, path
    HTMLParser(strict=True).parse(response.content.decode())
    return read_page(client, path)


def test_an_address_in_another_script_is_percent_encoded(index, publication_index, client):
    project = make_project(index, title="قناة")
    project.save_revision().publish()

    html = read_strictly(client, project.url)

    address = f"http://localhost/projects/{quote('قناة')}/"
    assert html.find("link", rel="canonical")["href"] == address
    assert find_thing(html, "CreativeWork")["url"] == address
    assert address in check_sitemap(client.get("/sitemap.xml").content)
    assert address in client.get("/atom.xml").text
    [item] = check_json_feed(client.get("/feed.json").content)["items"]
    assert item["url"] == address
    alternate = html.find("link", type="text/markdown")["href"]
    assert client.get(alternate).content.startswith(b"Project")

"""Feeds of new pages, as Atom and as JSON Feed."""

import pytest
from wagtail.models import PageViewRestriction

from tests.support.factories import (
    make_body,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_publication,
)
from tests.support.reading import read_fragment, text_of
from tests.support.standards import ATOM, check_atom, check_json_feed


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def read_atom(client):
    """Return the valid Atom feed as a dictionary with its entries in order."""
    feed = check_atom(client.get("/atom.xml").content)
    names = ("title", "id", "updated", "summary", "content", "published")
    entries = [
        {name: entry.findtext(f"{ATOM}{name}") for name in names}
        | {"url": entry.find(f"{ATOM}link").get("href")}
        for entry in feed.iterfind(f"{ATOM}entry")
    ]
    for entry in entries:
        entry["summary"] = text_of(read_fragment(entry["summary"]))
    title, author = feed.findtext(f"{ATOM}title"), feed.findtext(f"{ATOM}author/{ATOM}name")
    return {"title": title, "author": author, "entries": entries}


def read_json(client):
    """Return the valid JSON feed in the same shape."""
    feed = check_json_feed(client.get("/feed.json").content)
    entries = [
        {
            **{name: item.get(name) for name in ("title", "id", "summary", "url")},
            "updated": item["date_modified"],
            "published": item["date_published"],
            "content": item["content_html"],
        }
        for item in feed["items"]
    ]
    [author] = feed["authors"]
    return {"title": feed["title"], "author": author["name"], "entries": entries}


@pytest.fixture(params=[read_atom, read_json], ids=["atom", "json"])
def read_feed(request, client):
    """A function that reads the feed in one of its two forms."""
    return lambda: request.param(client)


def test_the_feed_lists_published_projects_and_publications(
    home, index, publication_index, read_feed
):
    make_owner(name="Ada Lovelace", claim="I compute.")
    publish(make_page(home, title="A note"))
    project = publish(make_project(index, title="Engine & co", summary="A <b> machine."))
    publish(make_publication(publication_index, title="Sketch"))
    make_project(index, title="Draft", live=False)
    make_project(index, title="Never published")
    private = publish(make_project(index, title="Private"))
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    feed = read_feed()

    assert (feed["title"], feed["author"]) == ("Ada Lovelace", "Ada Lovelace")
    assert [entry["title"] for entry in feed["entries"]] == ["Engine & co", "Sketch"]
    entry = feed["entries"][0]
    assert entry["summary"] == "A <b> machine."
    assert entry["url"] == "http://localhost/projects/engine-co/"
    assert entry["published"].startswith(f"{project.first_published_at:%Y-%m-%dT%H:%M}")


def test_an_entry_holds_the_text_with_full_addresses(home, index, publication_index, read_feed):
    page = make_page(home)
    body = make_body(
        ("heading", {"text": "Aim", "level": "h2", "anchor": "aim"}),
        ("prose", f'<p>See <a linktype="page" id="{page.pk}">these</a>.</p>'),
        ("figure", make_figure(make_image())),
    )
    publish(make_project(index, body=body))
    publish(make_publication(publication_index, abstract="What it does."))

    project, paper = read_feed()["entries"]

    assert "<p>What it does.</p>" in paper["content"]
    content = read_fragment(project["content"])
    assert text_of(content).startswith("A machine that computes. Aim See these.")
    assert content.find(".//a").get("href") == "http://localhost/notes/"
    image = content.find(".//img")
    assert image.get("src").startswith("http://localhost/media/")
    assert not image.get("srcset")
    assert content.find(".//picture") is None


def test_a_publication_is_as_old_in_the_feed_as_in_print(index, publication_index, read_feed):
    now = publish(make_project(index, title="Now"))
    for title, date in (("Year", "2019"), ("Month", "2019-02"), ("Day", "2019-02-03")):
        publish(make_publication(publication_index, title=title, published_on=date))
    publish(make_publication(publication_index, title="Soon", published_on="9999"))

    entries = read_feed()["entries"]

    dates = {entry["title"]: entry["published"][:10] for entry in entries}
    assert [entry["title"] for entry in entries] == ["Soon", "Now", "Year", "Month", "Day"]
    assert dates["Soon"] == f"{now.first_published_at:%Y-%m-%d}"
    assert (dates["Year"], dates["Month"]) == ("2019-12-31", "2019-02-28")
    assert {entry["updated"][:10] for entry in entries if entry["title"] == "Day"} == {"2019-02-03"}


def test_an_entry_keeps_its_id_when_its_page_moves(index, read_feed):
    project = publish(make_project(index))
    [before] = read_feed()["entries"]

    project.slug = "machine"
    project.save()

    [after] = read_feed()["entries"]
    assert after["url"] == "http://localhost/projects/machine/"
    assert after["id"] == before["id"]


def test_the_feed_is_bounded_and_begins_with_the_newest(index, read_feed, monkeypatch):
    monkeypatch.setattr("pages.public.feeds.MAX_ENTRIES", 2)
    for number in range(4):
        publish(make_project(index, title=f"Project {number}"))

    assert [entry["title"] for entry in read_feed()["entries"]] == ["Project 3", "Project 2"]


def test_characters_that_xml_forbids_are_removed(index, read_feed):
    make_owner(name="Ada\x1f Lovelace")
    publish(make_project(index, title="A \x0b title", summary="A \x0csum"))

    feed = read_feed()

    assert feed["title"] == "Ada Lovelace"
    assert feed["entries"][0]["title"] == "A  title"


def test_an_empty_feed_is_valid(home, read_feed):
    assert read_feed() == {"title": "Recto", "author": "Recto", "entries": []}


def test_each_page_links_to_each_feed(home, client):
    html = client.get("/").text

    for path, kind in (("/atom.xml", "atom+xml"), ("/feed.json", "feed+json")):
        assert client.get(path)["Content-Type"] == f"application/{kind}; charset=utf-8"
        assert f'<link rel="alternate" type="application/{kind}"' in html
        assert f'href="{path}"' in html

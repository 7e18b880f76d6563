"""Notes: their list, their page, and their words for programs."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from wagtail.models import PageViewRestriction

from projects.models import NoteIndexPage, NotePage
from tests.public.test_feeds import publish, read_atom
from tests.public.test_metadata import find_thing
from tests.support.factories import make_image, make_note, make_owner
from tests.support.reading import read_page

TODAY = localdate()


def titles(html):
    return [heading.text for heading in html.select(".row h2")]


@pytest.fixture
def notes(note_index):
    """Three notes of two years, the newest first, of which the outer ones share a topic."""
    dates = [date(2026, 3, 2), date(2025, 7, 1), date(2025, 1, 9)]
    topics = [["HPC"], ["Optics"], ["HPC", "Vision"]]
    return [
        make_note(note_index, title=title, topics=shared, date=day)
        for title, shared, day in zip("ABC", topics, dates, strict=True)
    ]


# The list


def test_notes_are_listed_by_date_topic_and_year(client, note_index, notes):
    html = read_page(client, note_index)
    filters = [" ".join(link.text.split()) for link in html.select(".filters a")]

    assert titles(html) == ["A", "B", "C"]
    assert html.select_one(".when time")["datetime"] == "2026-03-02"
    assert filters == [
        *("all 3", "HPC 2", "Optics 1", "Vision 1"),
        *("all 3", "2026 1", "2025 2"),
    ]
    assert titles(read_page(client, "/notes/?year=2025")) == ["B", "C"]
    assert titles(read_page(client, "/notes/?topic=hpc&year=2025")) == ["C"]
    none = read_page(client, "/notes/?topic=optics&year=2026").main
    assert "No note has all of this. All notes" in " ".join(none.text.split())
    for query in ("year=1999", "topic=none", "page=2", "news=all", "news=2"):
        assert client.get(f"/notes/?{query}").status_code == 404, query


def test_the_list_has_pages_of_twenty_notes(client, note_index):
    for number in range(21):
        make_note(note_index, title=f"Note {number}", date=TODAY - timedelta(days=number))

    assert len(titles(read_page(client, note_index))) == 20
    assert titles(read_page(client, "/notes/?page=2")) == ["Note 20"]


@pytest.mark.parametrize("is_private", [False, True])
def test_drafts_and_private_notes_are_shown_nowhere(client, home, note_index, is_private):
    note = publish(make_note(note_index, title="Secret"))
    if is_private:
        PageViewRestriction.objects.create(page=note, restriction_type="login")
    else:
        note.unpublish()

    for address in ("/", "/notes/", "/atom.xml", "/sitemap.xml", "/search/?q=secret"):
        assert "Secret" not in client.get(address).text.replace("“Secret”", ""), address
    assert "Recent notes" not in client.get("/").text


# Home


def test_home_shows_the_newest_notes_without_being_told(client, home, notes):
    home.notes_shown = 2
    home.save()

    section = read_page(client, home).find(attrs={"aria-labelledby": "recent-notes"})

    assert [heading.text for heading in section.select("h3")] == ["A", "B"]
    assert section.select_one(".more a")["href"] == "/notes/"
    home.notes_shown = 0
    home.save()
    assert "Recent notes" not in client.get("/").text
    NoteIndexPage.objects.get().unpublish()
    home.notes_shown = 2
    home.save()
    assert "Recent notes" not in client.get("/").text


# The page


def test_a_note_shows_its_date_topics_and_cover(client, note_index):
    note = make_note(
        note_index,
        topics=["HPC"],
        date=date(2025, 7, 1),
        summary="In short.",
        cover=make_image(description="The engine"),
    )

    html = read_page(client, note)

    assert html.select_one(".label time")["datetime"] == "2025-07-01"
    assert html.select_one(".lead").text == "In short."
    assert html.select_one(".cover img")["alt"] == "The engine"
    assert html.select_one(".topics a")["href"] == "/notes/?topic=hpc"
    assert read_page(client, note_index).select_one(".thumbnail img")


def test_a_note_leads_to_the_one_before_and_after_it_and_to_related_ones(client, notes):
    ways = read_page(client, notes[1]).find("nav", class_="neighbours")

    assert ways.find("a", rel="prev").bdi.text == "C"
    assert ways.find("a", rel="next").bdi.text == "A"
    related = read_page(client, notes[0]).select(".neighbours li a")
    assert [link.text for link in related] == ["C"]


# Dates


def test_a_note_without_a_date_gets_that_of_its_publication(note_index):
    note = make_note(note_index, live=False)
    assert note.date is None
    assert note.row_date == ""

    publish(note)

    assert note.date == TODAY
    assert note.get_latest_revision_as_object().date == TODAY
    NotePage.objects.update(date=date(2025, 7, 1))
    assert publish(NotePage.objects.get()).date == date(2025, 7, 1)


def test_the_feed_has_new_notes_at_their_time_and_old_ones_at_their_day(client, note_index):
    published = {
        title: publish(make_note(note_index, title=title, date=day)).first_published_at
        for title, day in (
            ("Old", date(2015, 2, 3)),
            ("Now", None),
            ("Ahead", TODAY + timedelta(days=9)),
        )
    }

    entries = {entry["title"]: entry for entry in read_atom(client)["entries"]}

    assert list(entries) == ["Ahead", "Now", "Old"]
    assert entries["Old"]["published"][:10] == entries["Old"]["updated"][:10] == "2015-02-03"
    for title in ("Now", "Ahead"):
        assert entries[title]["published"][:16] == f"{published[title]:%Y-%m-%dT%H:%M}"


# Programs


def test_a_note_is_a_blog_posting_in_the_sitemap_and_found_by_its_topic(client, note_index):
    make_owner()
    note = publish(
        make_note(note_index, topics=["Thermodynamics"], date=date(2025, 7, 1), summary="In short.")
    )

    html = read_page(client, note)
    posting = find_thing(html, "BlogPosting")

    assert posting["headline"] == "On the engine"
    assert posting["datePublished"] == "2025-07-01"
    assert posting["author"]["name"] == "Ada Lovelace"
    assert posting["keywords"] == ["Thermodynamics"]
    assert posting["description"] == "In short."
    assert find_thing(html, "WebPage")["mainEntity"] == {"@id": posting["@id"]}
    assert note.full_url in client.get("/sitemap.xml").text
    assert "On the engine" in client.get("/search/?q=thermodynamics").text

"""News: lines with a date and perhaps a link, on the page of the notes and on home."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from projects.models import NewsLine, NoteIndexPage
from tests.support.cache import make_server, set_clock, visit
from tests.support.factories import make_news, make_page
from tests.support.reading import read_page

ADD = "wagtailsnippets_projects_newsline:add"


def texts(html):
    return [line.find_all("p")[1].get_text() for line in html.select(".news")]


def fill(**fields):
    """Return the fields of the form of a line."""
    empty = {"page": "", "address": "", "go_live_at": "", "date": "2026-05-01"}
    text = '{"entityMap": {}, "blocks": [{"key": "a", "text": "It runs.", "type": "unstyled", '
    text += '"depth": 0, "inlineStyleRanges": [], "entityRanges": []}]}'
    return {**empty, "text": text, **fields}


@pytest.fixture
def lines(note_index):
    """Twelve lines, the newest first."""
    return [make_news(f"Line {n}.", date=date(2026, 12 - n, 1)) for n in range(12)]


def test_home_and_the_page_of_the_notes_show_the_newest_lines(client, home, note_index, lines):
    home.news_shown = 2
    home.save()

    listed = read_page(client, note_index)

    assert texts(read_page(client, home)) == ["Line 0.", "Line 1."]
    assert texts(listed) == [f"Line {n}." for n in range(5)]
    [more] = listed.select(".more a")
    assert texts(read_page(client, note_index.url + more["href"])) == [
        f"Line {n}." for n in range(12)
    ]
    home.news_shown = 0
    home.save()
    assert texts(read_page(client, home)) == []


def test_all_news_have_pages_and_an_address_of_their_own(client, note_index, lines, monkeypatch):
    monkeypatch.setattr(NoteIndexPage, "NEWS_SIZE", 8)

    html = read_page(client, "/notes/?news=all&page=2&topic=none")

    assert texts(html) == [f"Line {n}." for n in range(8, 12)]
    assert html.find("link", rel="canonical")["href"].endswith("/notes/?news=all&page=2")
    assert html.select_one(".pagination [rel=prev]")["href"] == "?news=all"


def test_a_line_links_to_a_page_that_visitors_may_read_or_to_an_address(client, home, note_index):
    page, draft, private = (
        make_page(home, title=title, slug=title.lower(), live=title != "Draft")
        for title in ("Open", "Draft", "Private")
    )
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for target in (page, draft, private):
        make_news(page=target, date=date(2026, 1, 2))
    make_news("See <i>this</i>.", address="https://example.org/", date=date(2026, 1, 1))

    lines = read_page(client, note_index).select(".news")

    links = [line.a and line.a["href"] for line in lines]
    assert links == [None, None, page.url, "https://example.org/"]
    assert lines[3].a.i.text == "this"


def test_a_line_has_at_most_one_target(home):
    line = NewsLine(text="<p>x</p>", page=home, address="https://example.org/")

    with pytest.raises(ValidationError, match="Choose only one target"):
        line.full_clean()


def test_news_of_a_private_list_are_not_on_home(client, home, note_index):
    make_news("Secret.")
    assert "Secret." in client.get("/").text

    PageViewRestriction.objects.create(page=note_index, restriction_type="login")

    assert "Secret." not in client.get("/").text


def test_a_search_finds_news(client, note_index):
    line = make_news("The <b>dynamometer</b> turns.")
    make_news("A galvanometer.", live=False)
    assert "dynamometer" in client.get("/search/?q=dynamometers").text.split("</form>")[1]
    assert "No page has" in client.get("/search/?q=galvanometer").text

    line.delete()

    assert "No page has" in client.get("/search/?q=dynamometer").text


def test_a_line_can_be_a_draft_and_goes_live_at_its_time(note_index, admin_client):
    server, now = make_server(), datetime.now(UTC)
    later = now + timedelta(hours=1)

    admin_client.post(reverse(ADD), fill())
    assert NewsLine.objects.get().live is False
    NewsLine.objects.all().delete()
    scheduled = f"{later:%Y-%m-%d %H:%M}"
    admin_client.post(reverse(ADD), fill(go_live_at=scheduled, **{"action-publish": "1"}))
    before = visit(server, "/notes/")
    with set_clock(now + timedelta(hours=2)):
        after = visit(server, "/notes/")

    assert "It runs." not in before.text
    assert "It runs." in after.text


def test_news_are_one_click_away_where_there_is_a_page_for_them(home, admin_client):
    def offered():
        html = admin_client.get("/admin/").text
        return [reverse(ADD) in html, '"name": "news"' in html]

    assert offered() == [False, False]

    home.add_child(instance=NoteIndexPage(title="Notes"))

    assert offered()[0]
    admin_client.post(reverse(ADD), fill(**{"action-publish": "1"}))
    assert NewsLine.objects.get().live
    editor = admin_client.get(reverse(ADD)).text
    assert editor.index("action-publish") < editor.index("Save draft")
    assert "It runs." in admin_client.get(reverse("wagtailsnippets_projects_newsline:list")).text


@pytest.mark.parametrize(
    ("role", "may"), [("Owner", True), ("Editor", True), ("Contributor", False)]
)
def test_those_who_publish_pages_write_news(note_index, role, may):
    user = get_user_model().objects.create_user("somebody")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)

    client.post(reverse(ADD), fill(**{"action-publish": "1"}))

    assert NewsLine.objects.filter(live=True).exists() is may

"""The previews of a page: as it is, on paper, and as its social card."""

import base64
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import expect

from pages.models import ContactPage, Owner
from tests.support.desk import log_in
from tests.support.editorial import preview
from tests.support.factories import (
    make_about,
    make_contact,
    make_owner,
    make_page,
    make_project,
    make_publication,
)

MODES = ["", "paper", "card"]
SHEET = 'link[href*="css/paper"]'


@pytest.fixture
def begun(home, index, publication_index):
    """A page of each type, whose title is not saved yet."""
    pages = [
        home,
        index,
        publication_index,
        make_page(home),
        make_about(home),
        make_contact(home),
        make_project(index),
        make_publication(publication_index),
    ]
    for page in pages:
        page.title = page.summary = f"Begun as {page.pk}"
    return pages


def read_preview(page, mode):
    response = page.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def open_picture(html):
    """Return the picture of a card's preview, which comes with the page itself."""
    data = html.select_one(".card img")["src"].removeprefix("data:image/png;base64,")
    return Image.open(BytesIO(base64.b64decode(data)))


@pytest.mark.parametrize("mode", MODES)
def test_every_page_type_is_previewed_with_words_that_are_not_saved(begun, mode):
    for page in begun:
        html = read_preview(page, mode)

        assert mode in dict(page.preview_modes) or type(page) is ContactPage
        assert page.summary in html.main.get_text()
        assert bool(html.select(SHEET)) == (mode == "paper")


def test_the_card_is_drawn_with_words_that_are_not_saved(begun):
    for page in begun:
        saved = type(page).objects.get(pk=page.pk)

        drawn = open_picture(read_preview(page, "card"))

        assert drawn.size == (1200, 630)
        if page.card_for(Owner.load()).title == page.title:
            before = open_picture(read_preview(saved, "card"))
            assert drawn.tobytes() != before.tobytes()


def test_below_the_card_stand_host_title_and_description(home):
    make_owner()
    page = make_page(home, title="Notes", seo_title="Notes on engines", summary="What I learned.")

    html = read_preview(page, "card")

    assert html.h1.get_text() == "Notes on engines"
    assert html.select_one(".host").get_text() == "localhost"
    assert "What I learned." in html.main.get_text()


def test_the_form_keeps_its_own_previews(home):
    page = make_contact(home, thanks="<p>It has come.</p>")

    assert [mode for mode, _ in page.preview_modes] == [
        "form",
        "landing",
        "paper",
        "card",
    ]
    assert "It has come." in read_preview(page, "landing").main.get_text()
    assert read_preview(page, "form").form


def test_the_editor_shows_what_was_typed_and_lets_the_picture_pass(home, admin_client):
    page = make_page(home, title="Notes")

    html = preview(admin_client, page, "?mode=card", title="Typed a moment ago")

    assert BeautifulSoup(html, "html5lib").h1.get_text() == "Typed a moment ago"


def test_visitors_and_readers_of_a_draft_get_no_sheet(home, client):
    page = make_page(home)

    for address in (page.url, f"{page.url}?mode=paper", f"{page.url}?mode=card"):
        html = BeautifulSoup(client.get(address).content, "html5lib")
        assert not html.select(f"{SHEET}, .card")


def test_the_owner_chooses_paper_and_card_beside_the_editor(served_site, browser):
    with browser.new_context(
        viewport={"width": 1400, "height": 1000}, color_scheme="dark"
    ) as context:
        tab = log_in(context.new_page(), served_site)
        project = served_site.run(
            "from projects.models import ProjectPage as P; print(P.objects.first().pk)"
        )
        tab.goto(f"{served_site.admin_url}pages/{project}/edit/")
        if tab.locator('[data-side-panel="preview"]').is_hidden():
            tab.click('[data-side-panel-toggle="preview"]')
        shown = tab.frame_locator("#w-preview-iframe")
        modes = tab.get_by_label("Preview mode")
        expect(shown.locator(".site-head nav")).to_be_visible()
        tab.get_by_role("radio", name="desktop").check(force=True)

        modes.select_option("paper")
        expect(shown.locator(SHEET)).to_have_count(1)
        expect(shown.locator(".site-head nav")).to_be_hidden()
        window, sheet = shown.locator("body").evaluate("body => [innerWidth, body.offsetWidth]")
        facts = shown.locator(".facts").evaluate("e => getComputedStyle(e).float")
        modes.select_option("card")
        card = shown.locator(".card img")
        expect(card).to_be_visible()
        width = card.evaluate("e => e.decode().then(() => e.naturalWidth)")

    assert window > 1200
    assert sheet < 800
    assert facts == "none"
    assert width == 1200

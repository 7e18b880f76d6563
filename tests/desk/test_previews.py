"""The previews of a page: as it is, on paper, and as its social card."""

import base64
from contextlib import suppress
from io import BytesIO

from bs4 import BeautifulSoup
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from pages.models import Owner
from tests.support import desk
from tests.support.factories import make_contact, make_each_page, make_owner, make_page

SHEET = 'link[href*="css/paper"]'


def read_preview(page, mode):
    response = page.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def open_picture(html):
    """Return the picture of a card's preview, which comes with the page itself."""
    data = html.select_one(".card img")["src"].removeprefix("data:image/png;base64,")
    return Image.open(BytesIO(base64.b64decode(data)))


def test_every_page_type_is_previewed_on_paper_and_as_a_card_with_unsaved_words(db):
    for page in make_each_page():
        page.title = page.summary = f"Begun as {page.pk}"

        paper, card = read_preview(page, "paper"), read_preview(page, "card")

        assert {"paper", "card"} < dict(page.preview_modes).keys()
        assert page.summary in paper.main.get_text()
        assert page.summary in card.main.get_text()
        assert paper.select(SHEET)
        assert not card.select(SHEET)
        assert open_picture(card).size == (1200, 630)


def test_the_preview_of_a_new_page_shows_no_other_page(db):
    pages = make_each_page()
    for page in pages[3:]:
        parent = page.get_parent()
        new = type(page)(title="Begun", slug="begun", depth=page.depth)
        new.path = parent.get_last_child()._inc_path()
        new.set_url_path(parent)

        main = read_preview(new, "").main

        assert main.h1.get_text() == "Begun"
        links = {link["href"] for link in main.select("a[href]")}
        # The index above it is no other page.
        assert not links & {other.url for other in pages if other.pk != parent.pk}, page


def test_below_the_card_stand_host_title_and_description(home):
    make_owner()
    page = make_page(home, title="Notes", seo_title="Notes on engines", summary="What I learned.")

    html = read_preview(page, "card")

    assert html.h1.get_text() == "Notes on engines"
    assert html.select_one(".host").get_text() == "localhost"
    assert "What I learned." in html.main.get_text()


def test_the_form_keeps_its_own_previews(home):
    page = make_contact(home, thanks="<p>It has come.</p>")

    assert list(dict(page.preview_modes)) == ["form", "landing", "paper", "card"]
    assert "It has come." in read_preview(page, "landing").main.get_text()
    assert read_preview(page, "form").form


def test_a_preview_of_the_owner_leaves_nothing_for_visitors(home, admin_client, client):
    owner = make_owner(name="Ada King")
    address = reverse("wagtailsettings:preview_on_edit", args=["pages", "owner", owner.pk])
    fields = [field.name for field in Owner._meta.fields if field.name != "id"]
    form = {**dict.fromkeys(fields, ""), "name": "Unsaved words", "profiles": inline_formset([])}
    before = client.get("/").content

    told = admin_client.post(address, nested_form_data(form))
    shown = admin_client.get(address)

    assert told.json()["is_valid"]
    assert "Unsaved words" in shown.text
    assert client.get("/").content == before
    assert not client.cookies


def preview_as(owner, mode, sign):
    """Choose a mode until its sign is there: Wagtail drops a choice while a preview is loading."""
    for _ in range(10):
        owner.get_by_label("Preview mode").select_option(mode)
        with suppress(AssertionError):
            expect(sign).to_have_count(1, timeout=10_000)
            return
    raise AssertionError(f"The mode {mode} is not shown.")


def test_words_are_previewed_as_typed_at_three_widths_on_paper_and_as_a_card(
    served_site, owner, visitor
):
    page, slug = desk.make_project(served_site, "Shown engine")
    owner.emulate_media(color_scheme="dark")
    desk.open_editor(owner, served_site, page)
    owner.get_by_role("button", name="Toggle preview").click()
    owner.fill("[name=summary]", "Words that nobody has published.")
    owner.get_by_role("tab", name="Facts").click()
    owner.fill("[name=started_on]", "1837-06-01")

    shown = owner.frame_locator("#w-preview-iframe")
    shown.get_by_text("Words that nobody has published.").wait_for()
    expect(shown.locator(".facts")).to_contain_text("1837")
    widths = []
    for size in owner.locator("[name=preview-size]").all():
        size.check(force=True)
        widths.append(shown.locator("html").evaluate("() => innerWidth"))
        expect(shown.locator("html")).to_have_js_property("scrollWidth", widths[-1])
    visitor.goto(f"{served_site.url}/projects/{slug}/")
    expect(shown.locator(".site-head nav")).to_be_visible()
    preview_as(owner, "paper", shown.locator(SHEET))
    expect(shown.locator(".site-head nav")).to_be_hidden()
    window, sheet = shown.locator("body").evaluate("body => [innerWidth, body.offsetWidth]")
    facts = shown.locator(".facts").evaluate("e => getComputedStyle(e).float")
    card = shown.locator(".card img")
    preview_as(owner, "card", card)
    expect(card).to_be_visible()

    assert widths == sorted(set(widths))
    assert len(widths) == 3
    assert visitor.locator(".lead").inner_text() == "It computes."
    assert visitor.context.cookies() == []
    assert window > 1200
    assert sheet < 800
    assert facts == "none"
    assert card.evaluate("e => e.decode().then(() => e.naturalWidth)") == 1200

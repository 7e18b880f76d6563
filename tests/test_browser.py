"""The site in a real browser: the owner's work in the admin and a visitor's reading."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.desk import find_page, log_in, run

PAGES = [
    "/",
    "/about/",
    "/projects/",
    "/projects/?topic=deep-learning",
    "/projects/two-stream-action-recognition-keras/",
    "/projects/swan/",
    "/publications/",
    "/publications/quantum-electron-transport-in-ohmic-edge-contacts/",
    "/contact/",
    "/every-block/",
    "/nothing-here/",
]

# A page with every block on it, made where the served site keeps its pages.
EVERY_BLOCK = """
from pages.models import HomePage, SiteImage, StandardPage
from tests.factories import make_body, make_figure, make_image

body = StandardPage.body.field.stream_block
image = SiteImage.objects.first()
stored = [
    (name, block.get_prep_value(block.get_preview_value()))
    for name, block in body.child_blocks.items()
]
# Twice, since what is named may be named once only.
stored += [block for block in stored if block[0] not in {"contents", "gallery"}]
for width in ("wide", "full"):
    stored.append(("figure", make_figure(image, width=width)))
page = StandardPage(title="Every block", body=make_body(*stored))
HomePage.objects.get().add_child(instance=page)
"""


@pytest.fixture(scope="module")
def site(served_site):
    """The served site with a page that holds every block."""
    run(served_site, EVERY_BLOCK)
    return served_site


@pytest.fixture
def listen():
    """A function that notes what a tab does that no page of ours should make it do."""

    def listen(tab, site):
        complaints = []

        def hear(message):
            # A page that is not there says so: that is no fault of its markup.
            if message.type in {"error", "warning"} and "404" not in message.text:
                complaints.append(message.text)

        def watch(request):
            if not request.url.startswith((site.url, "data:", "blob:")):
                complaints.append(f"asked another host: {request.url}")

        tab.on("console", hear)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", watch)
        return complaints

    return listen


def test_the_owner_edits_the_about_page_and_a_visitor_reads_the_change(
    site, owner, visitor, listen
):
    complaints = listen(owner, site)

    owner.goto(f"{site.admin_url}pages/{find_page(site, title='About')}/edit/")
    owner.fill("[name=summary]", "Now with a new first sentence.")
    owner.get_by_role("button", name="More actions").click()
    owner.locator("[name=action-publish]").click()
    owner.get_by_text("Page 'About' has been published").wait_for()
    visitor.goto(f"{site.url}/about/")

    assert visitor.locator(".lead").inner_text() == "Now with a new first sentence."
    assert complaints == []


def test_a_draft_is_not_seen_by_visitors(site, owner, visitor):
    owner.goto(f"{site.admin_url}pages/{find_page(site, title='Contact')}/edit/")
    owner.fill("[name=summary]", "Not ready yet.")
    owner.get_by_role("button", name="Save draft").click()
    owner.get_by_text("Page 'Contact' has been updated").wait_for()
    owner.reload()
    visitor.goto(f"{site.url}/contact/")

    assert owner.input_value("[name=summary]") == "Not ready yet."
    assert "Not ready yet." not in visitor.content()


@pytest.mark.parametrize(
    "path",
    ["", "pages/", "settings/pages/owner/", "images/", "redirects/", "account/"],
)
def test_a_page_of_the_admin_is_quiet_and_keeps_to_itself(site, tab, listen, path):
    complaints = listen(tab, site)
    log_in(tab, site)

    assert tab.goto(f"{site.admin_url}{path}").ok
    tab.wait_for_load_state("networkidle")

    assert complaints == []


def test_the_block_picker_shows_what_a_block_looks_like(site, tab, listen):
    complaints = listen(tab, site)
    log_in(tab, site)

    tab.goto(f"{site.admin_url}pages/{find_page(site, title='Every block')}/edit/")
    tab.locator(".c-sf-add-button").last.click()
    option = tab.get_by_role("option", name="Quote").locator("xpath=..")
    option.get_by_label("Preview").click()

    tab.frame_locator(".w-combobox-preview__iframe").locator(".quote").wait_for()
    assert complaints == []


def test_a_visitor_sends_a_message(site, tab):
    tab.goto(f"{site.url}/contact/")
    tab.get_by_label("Name").fill("Grace")
    tab.get_by_label("Address").fill("grace@example.org")
    tab.get_by_label("Message").fill("Hello from a browser.")
    tab.get_by_role("button", name="Send").click()

    assert tab.locator("h1").inner_text() == "Message sent"
    assert tab.context.cookies() == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_and_keeps_to_itself(site, tab, listen, path):
    complaints = listen(tab, site)

    tab.goto(site.url + path)

    assert complaints == []
    assert tab.context.cookies() == []
    assert tab.evaluate("Object.keys(localStorage).length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "/_util/login/"])
def test_a_page_is_accessible_in_both_themes(site, browser, path, scheme):
    with browser.new_context(color_scheme=scheme) as context:
        tab = context.new_page()
        tab.goto(site.url + path)

        found = Axe().run(tab).response["violations"]

    assert [(rule["id"], rule["help"]) for rule in found] == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_a_page_fits_its_window(site, browser, path, width):
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        tab = context.new_page()
        tab.goto(site.url + path)

        assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_as_much_without_scripts(site, browser, path):
    texts = []
    for has_scripts in (True, False):
        with browser.new_context(java_script_enabled=has_scripts) as context:
            tab = context.new_page()
            tab.goto(site.url + path)
            texts.append(tab.locator("body").inner_text())

    assert texts[0] == texts[1]
    assert len(texts[0]) > 100


def test_the_keyboard_reaches_the_content_first(site, tab):
    tab.goto(f"{site.url}/about/")

    tab.keyboard.press("Tab")

    focused = tab.locator(":focus")
    assert focused.inner_text() == "Skip to content"
    assert focused.is_visible()
    focused.press("Enter")
    assert tab.url.endswith("#content")


def test_a_click_puts_the_player_in_the_place_of_its_plate(site, tab):
    asked = []
    tab.route(
        re.compile("^https://player.vimeo.com/"),
        lambda route: (asked.append(route.request.url), route.abort()),
    )
    tab.goto(f"{site.url}/every-block/")
    assert asked == []

    tab.locator(".embed .plate").first.click()
    tab.locator(".embed iframe").first.wait_for()

    assert asked == ["https://player.vimeo.com/video/1234567?dnt=1"]
    title = tab.locator(".embed iframe").first.get_attribute("title")
    assert title == "A talk about flood-filling networks"

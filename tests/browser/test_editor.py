"""The editor as somebody who writes meets it: its blocks, its folds and its preview."""

import pytest
from playwright.sync_api import expect

from pages.blocks import BodyBlock
from tests.support.desk import log_in

LABELS = [str(block.label) for block in BodyBlock().child_blocks.values()]
# Words by which people may look for a block.
OTHER_WORDS = {
    "Figure": ["picture", "photo", "image", "screenshot"],
    "Formula": ["equation", "LaTeX", "math"],
    "Video or embed": ["YouTube", "Vimeo", "film", "movie"],
    "Results table": ["table", "benchmark", "comparison"],
    "Chart": ["plot", "graph", "diagram"],
    "Table of contents": ["TOC", "outline"],
    "Note": ["callout", "aside"],
    "Quote": ["citation"],
    "Code": ["script", "snippet"],
    "Button links": ["download"],
    "Heading": ["title", "subsection"],
}
# One page of each type, by the name of the type.
PAGES = """
from wagtail.models import Page

for page in Page.objects.filter(depth__gt=1).select_related("content_type"):
    print(page.content_type.model, page.pk)
"""
TYPES = [
    *("homepage", "aboutpage", "contactpage", "projectindexpage", "projectpage"),
    *("publicationindexpage", "publicationpage"),
]
THEME = """
from django.contrib.auth import get_user_model
from wagtail.users.models import UserProfile

user = get_user_model().objects.get(username={name!r})
UserProfile.objects.update_or_create(user=user, defaults={{"theme": {theme!r}}})
"""


@pytest.fixture(scope="module")
def owner(browser, served_site):
    """A tab of the owner, logged in, for tests that leave nothing behind."""
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        yield log_in(context.new_page(), served_site)


@pytest.fixture(scope="module")
def picker(owner, served_site):
    """The picker of a new project, open."""
    open_picker(begin_project(owner, served_site))
    return owner.locator(".w-combobox")


def begin_project(tab, site):
    tab.goto(site.admin_url)
    with tab.expect_navigation():
        tab.get_by_role("link", name="New project").click()
    return tab


def open_picker(tab):
    tab.locator("[data-contentpath=body] .c-sf-add-button").last.click()


@pytest.mark.parametrize(
    ("word", "label"),
    [(word, label) for label, words in OTHER_WORDS.items() for word in words]
    + [(label, label) for label in LABELS],
)
def test_a_block_is_the_first_that_is_found_by_its_label_and_by_other_words(picker, word, label):
    picker.locator("input").fill(word)

    expect(picker.get_by_role("option").first).to_have_text(label)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_previews_of_blocks_follow_the_theme_of_the_admin(browser, served_site, theme):
    command = THEME.format(name=served_site.name, theme=theme)
    served_site.run(command)
    of_the_browser = {"light": "dark", "dark": "light"}[theme]
    with browser.new_context(color_scheme=of_the_browser) as context:
        tab = log_in(context.new_page(), served_site)

        tab.goto(f"{served_site.admin_url}guide/")
        in_guide = read_brightness(tab, ".guide iframe")
        open_picker(begin_project(tab, served_site))
        tab.locator(".w-combobox__option-preview").first.click()
        in_picker = read_brightness(tab, ".w-combobox-preview iframe")

    system = THEME.format(name=served_site.name, theme="system")
    served_site.run(system)
    assert in_guide == in_picker == theme


def read_brightness(tab, frame):
    """Return whether the ground of the page in the first such frame is light or dark."""
    tab.locator(frame).first.scroll_into_view_if_needed()
    body = tab.frame_locator(frame).first.locator("body")
    body.locator(".block-preview").wait_for()
    ground = body.evaluate("body => getComputedStyle(body).backgroundColor")
    red, green, blue = (int(part) for part in ground[4:-1].split(","))
    return "light" if red + green + blue > 3 * 128 else "dark"


def test_a_mistake_in_a_folded_field_is_shown(owner, served_site):
    begin_project(owner, served_site).fill("[name=title]", "Folded")
    open_picker(owner)
    owner.get_by_role("option", name="Heading", exact=True).click()
    heading = owner.locator("[data-streamfield-child]")
    heading.get_by_label("Text").fill("Results")
    anchor = heading.get_by_label("Anchor")
    expect(anchor).to_be_hidden()
    fold = heading.get_by_role("button", name="Settings")
    fold.click()
    anchor.fill("two words")
    fold.click()
    expect(anchor).to_be_hidden()

    owner.get_by_role("button", name="Save draft").click()

    expect(anchor).to_be_visible()
    expect(heading).to_contain_text("Use letters, digits and hyphens only.")


@pytest.fixture(scope="module")
def addresses(served_site):
    """The editors of the owner and of each page type, by their names."""
    pages = dict(line.split() for line in served_site.run(PAGES).splitlines())
    edited = {name: f"pages/{pages[name]}/edit/" for name in TYPES}
    return {**edited, "owner": "settings/pages/owner/"}


@pytest.mark.parametrize("name", [*TYPES, "owner"])
def test_the_live_preview_fits_three_widths(owner, served_site, addresses, name):
    owner.goto(served_site.admin_url + addresses[name])
    panel = owner.get_by_role("button", name="Toggle preview")
    if panel.get_attribute("aria-expanded") != "true":
        panel.click()
    shown = owner.frame_locator(".w-preview iframe").last.locator("html")

    widths = []
    for size in owner.locator("[name=preview-size]").all():
        size.locator("..").click()
        width = int(size.get_attribute("data-device-width"))
        # An empty frame, before the page has come, has the same width.
        expect(shown.locator("h1")).to_be_visible()
        expect(shown).to_have_js_property("clientWidth", width)
        expect(shown).to_have_js_property("scrollWidth", width)
        widths.append(width)

    assert len(widths) == 3

"""The site's additions to the admin in a browser: usable by keyboard and screen reader.

And quiet: no complaint in the console, and no request to another host.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.desk import IS_CONNECTED, make_project, open_editor

# A page with a suggestion, a message and visits.
PREPARE = """
from datetime import date

from pages.models import ContactPage, DailyVisits, HomePage, StandardPage
from tests.support.factories import make_body
from wagtail.contrib.forms.models import FormSubmission

prose = '<p><a href="/nowhere/">here</a></p>'
page = StandardPage(title="Listed", slug="listed", body=make_body(("prose", prose)))
HomePage.objects.get().add_child(instance=page).save_revision().publish()
form = {"name": "Grace", "email": "grace@example.org", "message": "Hello"}
FormSubmission.objects.create(page=ContactPage.objects.get(), form_data=form)
for kind, name in (("page", "/listed/"), ("host", "news.example.org")):
    DailyVisits.objects.create(day=date.today(), kind=kind, name=name, count=3)
"""
TIDY_UP = """
from pages.models import DailyVisits, StandardPage
from wagtail.contrib.forms.models import FormSubmission

StandardPage.objects.get(slug="listed").delete()
FormSubmission.objects.all().delete()
DailyVisits.objects.all().delete()
"""
# One page of each type, by the name of the type.
PAGES = """
from wagtail.models import Page

for page in Page.objects.filter(depth__gt=1).select_related("content_type"):
    print(page.content_type.model, page.pk)
"""
# The editors of the others have parts of these.
TYPES = ["homepage", "aboutpage", "contactpage", "projectpage", "publicationpage"]
# Every place in the admin that this site has added something to.
PLACES = {
    "the dashboard": "",
    "the guide": "guide/",
    "the menu": "menu/",
    "the redirects": "redirects/",
    "the list of suggestions": "reports/suggestions/",
    "the report of visits": "reports/visits/",
    "the status of the site": "reports/status/",
    "the owner": "settings/pages/owner/",
    "the look": "settings/pages/look/",
    "a picture to be uploaded": "images/add/",
    "several pictures to be uploaded": "images/multiple/add/",
    "a document to be uploaded": "documents/add/",
    "the topics": "snippets/projects/topic/",
    "the news": "snippets/projects/newsline/",
    "news to be added": "snippets/projects/newsline/add/",
    "publications to be added": "publications/add/",
    **{name: f"pages/{{{name}}}/edit/" for name in TYPES},
    "a new project": "pages/add/projects/projectpage/{projectindexpage}/",
    "the links to a draft": "pages/{projectpage}/draft-links/",
    "a list to be ordered": "pages/{projectindexpage}/?ordering=ord",
}
# Options of axe for each theme: all rules but that of contrast judge both alike.
THEMES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
# Wagtail hangs a button for its preview on each option of its picker.
PICKERS_OWN = ["aria-required-children"]


@pytest.fixture(scope="module")
def site(served_site):
    served_site.run(PREPARE)
    yield served_site
    served_site.run(TIDY_UP)


@pytest.fixture(scope="module")
def pages(site):
    """The number of a page of each type, by the name of the type."""
    return dict(line.split() for line in site.run(PAGES).splitlines())


@pytest.fixture
def noise(owner, site, listen):
    """The complaints of the tab, and its requests to other hosts, while a test runs."""
    return listen(owner, site)


def end_motion(tab):
    """Give what fades in its full colour at once. Wagtail's badge would take 25 seconds."""
    tab.evaluate("document.getAnimations().forEach((one) => one.finish())")


@pytest.mark.parametrize("name", PLACES)
def test_a_place_in_the_admin_is_accessible_in_light_and_dark_and_quiet(
    owner, site, pages, noise, name
):
    address = PLACES[name].format(**pages)
    owner.goto(site.admin_url + address)
    if re.search("/(edit|add/projects)/", f"/{address}"):
        owner.wait_for_function(IS_CONNECTED)

    for theme, rules in THEMES.items():
        owner.emulate_media(color_scheme=theme)
        end_motion(owner)
        assert find_violations(owner, "main", **rules) == [], theme
    assert noise == []


def test_what_opens_beside_the_editor_is_accessible_and_quiet(owner, site, noise):
    page, _ = make_project(site, "Audited engine")
    open_editor(owner, site, page)
    for panel in ("checks", "preview"):
        owner.get_by_role("button", name=f"Toggle {panel}").click()
        owner.locator(f"[data-side-panel={panel}]").wait_for()
        assert find_violations(owner, f"[data-side-panel={panel}]") == []
    owner.frame_locator("#w-preview-iframe").locator("h1").wait_for()

    assert noise == []


def press(tab, *keys):
    for key in keys:
        tab.keyboard.press(key)


def test_a_block_is_found_added_and_folded_by_the_keyboard(owner, site, noise):
    page, _ = make_project(site, "Typed engine")
    open_editor(owner, site, page)
    body = owner.locator("[data-contentpath=body]").first

    body.locator(".c-sf-add-button").last.focus()
    press(owner, "Enter")
    search = owner.locator(".w-combobox input")
    expect(search).to_be_focused()
    owner.keyboard.type("subsection")
    option = owner.get_by_role("option", name="Heading", exact=True)
    expect(option).to_have_attribute("aria-selected", "true")
    found = find_violations(owner, ".w-combobox")
    assert [rule for rule, _ in found] == PICKERS_OWN
    press(owner, "Tab", "Enter")
    preview = owner.frame_locator(".w-combobox-preview iframe")
    preview.locator(".block-preview").wait_for()
    press(owner, "Shift+Tab", "Enter")
    heading = body.locator("[data-streamfield-child]")
    expect(heading.get_by_label("Text")).to_be_focused()
    owner.keyboard.type("Results")
    heading.get_by_role("button", name="Settings").focus()
    press(owner, "Enter")

    expect(heading.get_by_label("Anchor")).to_be_visible()
    expect(heading.get_by_label("Text")).to_have_value("Results")
    assert find_violations(owner, "main") == []
    assert noise == []


def test_a_draft_is_shared_and_its_link_revoked_by_the_keyboard(owner, site, noise):
    page, _ = make_project(site, "Shared engine", live=False)
    owner.goto(f"{site.admin_url}pages/{page}/draft-links/")

    owner.get_by_label("For whom").focus()
    owner.keyboard.type("Grace")
    press(owner, "Tab", "Tab", "Enter")
    address = owner.get_by_role("textbox", name="Address of")
    expect(address).to_have_value(re.compile("/draft/"))
    end_motion(owner)
    assert find_violations(owner, "main") == []
    address.focus()
    press(owner, "Tab")
    expect(owner.get_by_role("button", name="Copy the address")).to_be_focused()
    press(owner, "Enter")
    owner.get_by_text("Copied", exact=True).wait_for()
    press(owner, "Tab")
    expect(owner.get_by_role("button", name="Revoke")).to_be_focused()
    press(owner, "Enter")

    owner.get_by_text("The link was revoked.").wait_for()
    assert noise == []

"""The findings of the editorial checks in a browser, while a page is edited."""

import pytest

from tests.support.desk import find_page, log_in, open_editor

# The served site is shared, so these tests use their own page.
MAKE_PAGE = """
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body

for page in StandardPage.objects.filter(slug="suggestions"):
    page.delete()
prose = '<p>See <a href="https://example.org">here</a>.</p>'
heading = {"text": "Deep", "level": "h3", "anchor": "deep"}
page = StandardPage(title="Suggestions", slug="suggestions", summary="A page to check.")
page.body = make_body(("heading", heading), ("prose", prose))
HomePage.objects.get().add_child(instance=page).save_revision()
"""


@pytest.fixture
def editor(served_site, tab):
    """The editor of the page, opened by the owner."""
    served_site.run(MAKE_PAGE)
    log_in(tab, served_site)
    open_editor(tab, served_site, find_page(served_site, title="Suggestions"))
    return tab


def test_a_finding_is_shown_until_it_is_fixed(editor):
    toggle = editor.locator("[data-side-panel-toggle=checks]")
    findings = editor.locator("[data-finding]")
    found = findings.filter(has_text="“Deep” is a subsection")
    assert int(toggle.inner_text()) == findings.count() == 2

    toggle.click()
    found.wait_for(state="visible")
    editor.locator("select[name$=-level]").select_option("h2")
    found.wait_for(state="detached")

    assert findings.count() == 1
    assert editor.locator("[data-findings-count]").inner_text() == "1"
    editor.locator("[name=summary]").fill("")
    editor.get_by_text("The page has no description.").wait_for()


def test_a_finding_links_to_its_location_in_a_collapsed_panel(editor):
    editor.get_by_role("button", name="Collapse all").click()
    level = editor.locator("select[name$=-level]")
    assert not level.is_visible()

    editor.locator("[data-side-panel-toggle=checks]").click()
    finding = editor.locator("[data-finding]").filter(has_text="“Deep” is a subsection")
    finding.get_by_role("link").focus()
    editor.keyboard.press("Enter")

    level.wait_for(state="visible")
    assert "-section" in editor.url

"""The editor as somebody who writes meets it: blocks, drafts, checks, previews, refusals."""

from playwright.sync_api import expect

from pages.blocks import BodyBlock
from tests.support.desk import (
    find_page,
    log_in,
    make_project,
    open_editor,
    publish,
)

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
# The served site is shared, so the checks are shown on a page of their own.
MAKE_PAGE = """
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body

StandardPage.objects.filter(slug="suggestions").delete()
prose = '<p>See <a href="https://example.org">here</a>.</p>'
heading = {"text": "Deep", "level": "h3", "anchor": "deep"}
page = StandardPage(title="Suggestions", slug="suggestions", summary="A page to check.")
page.body = make_body(("heading", heading), ("prose", prose))
HomePage.objects.get().add_child(instance=page).save_revision()
"""


def test_a_draft_is_not_seen_by_visitors_until_it_is_published(served_site, owner, visitor, listen):
    complaints = listen(owner, served_site)
    page, slug = make_project(served_site, "Edited engine")
    owner.goto(f"{served_site.admin_url}pages/{page}/edit/")
    owner.fill("[name=summary]", "Now with a new first sentence.")
    owner.get_by_role("button", name="Save draft").click()
    owner.get_by_text("Page 'Edited engine' has been updated").wait_for()
    owner.reload()
    visitor.goto(f"{served_site.url}/projects/{slug}/")
    assert owner.input_value("[name=summary]") == "Now with a new first sentence."
    assert visitor.locator(".lead").inner_text() == "It computes."

    publish(owner)
    visitor.reload()

    assert visitor.locator(".lead").inner_text() == "Now with a new first sentence."
    assert complaints == []


def test_a_block_is_found_by_other_words_and_a_mistake_in_its_folded_field_is_shown(
    owner, served_site
):
    owner.goto(served_site.admin_url)
    with owner.expect_navigation():
        owner.get_by_role("link", name="New project").click()
    owner.fill("[name=title]", "Folded")
    owner.locator("[data-contentpath=body] .c-sf-add-button").last.click()
    picker = owner.locator(".w-combobox")
    words = [(word, label) for label, words in OTHER_WORDS.items() for word in words]
    for word, label in [*words, *zip(LABELS, LABELS, strict=True)]:
        picker.locator("input").fill(word)
        expect(picker.get_by_role("option").first).to_have_text(label)

    picker.locator("input").fill("Heading")
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


def test_a_finding_links_to_its_place_in_a_folded_panel_until_it_is_fixed(tab, served_site):
    served_site.run(MAKE_PAGE)
    open_editor(log_in(tab, served_site), served_site, find_page(served_site, slug="suggestions"))
    toggle = tab.locator("[data-side-panel-toggle=checks]")
    findings = tab.locator("[data-finding]")
    found = findings.filter(has_text="“Deep” is a subsection")
    expect(findings).to_have_count(2)
    assert int(toggle.inner_text()) == 2
    toggle.click()
    tab.fill("[name=summary]", "")
    tab.get_by_text("The page has no description.").wait_for()
    tab.get_by_role("button", name="Collapse all").click()
    level = tab.locator("select[name$=-level]")
    expect(level).to_be_hidden()

    found.get_by_role("link").focus()
    tab.keyboard.press("Enter")
    level.wait_for(state="visible")
    assert "-section" in tab.url
    level.select_option("h2")
    found.wait_for(state="detached")

    assert findings.count() == 2
    assert tab.locator("[data-findings-count]").inner_text() == "2"

"""References in the editor: chosen in a dialog, typed as @key, renewed when blocks move."""

from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.desk import add_block, find_page, open_editor, read_draft, reload

MAKE_PAGE = """
from pages.models import HomePage, StandardPage
from projects.models import PublicationIndexPage, PublicationPage
from tests.support.factories import make_body, make_publication

StandardPage.objects.filter(slug="referring").delete()
for page in PublicationPage.objects.filter(slug="gates"):
    page.delete()
index = PublicationIndexPage.objects.first()
make_publication(
    index, ["R. Gate", "S. Door"], title="Gates", slug="gates", citation_key="gate2031",
    published_on="2031",
)
formula = {"latex": "a = b", "is_numbered": True}
body = make_body(
    ("prose", "<p>See</p>"),
    ("formula", {**formula, "latex": "x = y"}),
    ("formula", formula),
    ("heading", {"text": "Methods", "level": "h2", "anchor": "methods"}),
)
page = StandardPage(title="Referring", slug="referring", summary="A page.", body=body)
HomePage.objects.get().add_child(instance=page).save_revision().publish()
"""


def insert_reference(tab):
    """Open the dialog at the caret, by the list of commands."""
    tab.keyboard.type("/refer")
    expect(tab.get_by_role("option", name="Reference or citation")).to_be_visible()
    tab.keyboard.press("Enter")


def test_references_are_chosen_and_typed_and_follow_their_blocks(owner, served_site, listen):
    complaints = listen(owner, served_site)
    served_site.run(MAKE_PAGE)
    page = find_page(served_site, slug="referring")
    open_editor(owner, served_site, page)
    prose = owner.locator("[data-contentpath=body] [contenteditable=true]").first
    shown = prose.locator(".inline-atom--reference")
    dialog = owner.get_by_role("dialog", name="Reference")

    # Chosen: a block of the page, and a new one that has no number on the site yet.
    prose.click()
    owner.keyboard.press("End")
    owner.keyboard.type(" ")
    insert_reference(owner)
    expect(dialog.get_by_role("button", name="Equation (2) a = b")).to_be_visible()
    expect(dialog.get_by_role("button", name="Methods Heading")).to_be_visible()
    assert find_violations(owner, ".text-dialog") == []
    dialog.get_by_role("searchbox").fill("gates")
    expect(dialog.get_by_role("button")).to_have_count(2)
    expect(dialog.get_by_role("button", name="Gate & Door (2031) Gates @gate2031")).to_be_visible()
    dialog.get_by_role("searchbox").fill("a = b")
    # The first of what is found by then.
    owner.keyboard.press("Enter")
    expect(shown).to_have_text(["Equation (2)"])

    # Typed.
    owner.keyboard.type(" and (@gate2031) but not @nobody1900 or a@gate2031 here")
    expect(shown).to_have_text(["Equation (2)", "Gate & Door (2031)"])
    expect(prose).to_contain_text(") but not @nobody1900 or a@gate2031 here")

    # The block that another one is above no longer has its number.
    first = owner.locator("[data-contentpath=body] [data-streamfield-child]").nth(1)
    first.get_by_role("button", name="Delete").click()
    expect(shown.first).to_have_text("Equation (1)")

    reload(owner, served_site, page, "body", "a@gate2031 here")
    draft = read_draft(served_site, page, "body").replace('\\"', '"')
    assert 'text="Equation (2)"/> and (<embed embedtype="reference" page="' in draft
    expect(shown).to_have_text(["Equation (1)", "Gate & Door (2031)"])

    # A reference to a deleted block is marked.
    second = owner.locator("[data-contentpath=body] [data-streamfield-child]").nth(1)
    second.get_by_role("button", name="Delete").click()
    expect(shown.first).to_have_attribute("title", "This is no longer on the page.")
    shown.first.click()
    dialog.get_by_role("button", name="Methods").click()
    expect(shown).to_have_text(["Methods", "Gate & Door (2031)"])
    assert complaints == []


def test_a_block_that_is_not_saved_yet_can_be_referred_to(owner, served_site):
    served_site.run(MAKE_PAGE)
    page = find_page(served_site, slug="referring")
    open_editor(owner, served_site, page)
    add_block(owner, "Heading").get_by_label("Text").fill("Results")
    prose = owner.locator("[data-contentpath=body] [contenteditable=true]").first
    prose.click()
    insert_reference(owner)
    owner.get_by_role("button", name="Results Heading").click()

    reload(owner, served_site, page, "body", r"text=\"Results\"")

    shown = prose.locator(".inline-atom--reference")
    expect(shown).to_have_text(["Results"])
    expect(shown).to_have_attribute("title", "")

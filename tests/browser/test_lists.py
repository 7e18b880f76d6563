"""Authors, topics and competencies in a browser: typed as one line each."""

from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.clipboard import paste_into
from tests.support.desk import find_page, open_editor, wait_until_kept

MAKE_PAPER = """
from pages.models import Owner
from projects.models import Author, PublicationIndexPage
from tests.support.factories import make_publication

Owner.objects.update(also_known_as="W. Dong")
paper = make_publication(
    PublicationIndexPage.objects.get(), authors=["W. Dong", "C. Babbage"], slug="typed"
)
paper.authors.filter(name="C. Babbage").update(is_equal=True)
paper.save_revision()
"""
READ_AUTHORS = """
from wagtail.models import Page

draft = Page.objects.get(slug="typed").get_latest_revision_as_object()
print([(one.name, one.orcid, one.is_owner, one.is_equal) for one in draft.authors.all()])
print(sorted(draft.topics.names()))
"""


def test_authors_and_topics_are_typed_in_a_line_and_keep_their_marks(owner, served_site, listen):
    complaints = listen(owner, served_site)
    served_site.run(MAKE_PAPER)
    page = find_page(served_site, slug="typed")
    open_editor(owner, served_site, page)
    owner.get_by_role("tab", name="Facts").click()
    names = owner.get_by_label("Names")
    expect(names).to_have_value("W. Dong, C. Babbage")
    details = owner.locator(".author-details")
    rows = details.locator("fieldset")

    names.fill("Lovelace, Ada; C. Babbage and W. Dong")
    details.locator("summary").click()
    expect(rows.locator("legend")).to_have_text(["Ada Lovelace", "C. Babbage", "W. Dong"])
    expect(rows.nth(1).get_by_label("Contributed equally")).to_be_checked()
    expect(rows.nth(2).get_by_label("It is you")).to_be_checked()
    rows.first.get_by_label("ORCID iD of Ada Lovelace").fill("0000-0002-1825-0097")
    names.fill("W. Dong, Ada Lovelace, C. Babbage")
    expect(rows.locator("legend")).to_have_text(["W. Dong", "Ada Lovelace", "C. Babbage"])
    expect(rows.nth(1).get_by_label("ORCID iD of Ada Lovelace")).to_have_value(
        "0000-0002-1825-0097"
    )
    assert find_violations(owner, ".author-details") == []
    assert paste_into(owner.locator(".tagit-new input"), plain="Energy, Vision")
    wait_until_kept(served_site, page, "authors", "0000-0002-1825-0097")
    wait_until_kept(served_site, page, "authors", "'sort_order': 2")

    owner.get_by_role("button", name="Save draft").click()
    owner.get_by_text("has been updated").wait_for()

    authors, topics = served_site.run(READ_AUTHORS).splitlines()
    assert authors == str(
        [
            ("W. Dong", "", True, False),
            ("Ada Lovelace", "0000-0002-1825-0097", False, False),
            ("C. Babbage", "", False, True),
        ]
    )
    assert topics == "['Energy', 'Vision']"
    assert complaints == []


UNFOLD = """() => document
    .querySelectorAll("[data-contentpath=competencies] [data-panel-toggle][aria-expanded=false]")
    .forEach((toggle) => toggle.click())"""


def test_competencies_are_typed_in_a_line(owner, served_site):
    open_editor(owner, served_site, find_page(served_site, slug="about"))
    owner.get_by_role("tab", name="Facts").click()
    owner.evaluate(UNFOLD)
    items = owner.locator("textarea[name^=competencies]").first

    items.fill("C++, Fortran\nJulia")
    owner.get_by_role("button", name="Save draft").click()
    owner.get_by_text("has been updated").wait_for()

    saved = owner.locator("textarea[name^=competencies]").first
    expect(saved).to_have_value("C++, Fortran, Julia")

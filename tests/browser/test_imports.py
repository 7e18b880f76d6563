"""Publications from a pasted list to a copied citation, in a browser and in one go."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin import THEMES, end_motion, find_violations
from tests.support.desk import log_in

ENTRY = """@article{{loom{number},
  title = {{On the {number}th loom}},
  author = {{Jacquard, Joseph and Lovelace, Ada}},
  journal = {{Memoirs of Weaving}},
  year = {{18{number}}},
  volume = {{{number}}},
  pages = {{1--9}},
}}
"""
ENTRIES = [ENTRY.format(number=number) for number in range(11, 23)]
# Without the brace that ends its title.
BROKEN = ENTRIES[3].replace("loom},", "loom,")
TIDY_UP = """
from projects.models import Person, PublicationImport, PublicationPage

for page in PublicationPage.objects.filter(venue="Memoirs of Weaving"):
    page.delete()
Person.objects.filter(name__in=["Joseph Jacquard", "Ada Lovelace"]).delete()
PublicationImport.objects.all().delete()
"""


@pytest.fixture
def site(served_site):
    yield served_site
    served_site.run(TIDY_UP)


@pytest.fixture
def owner(browser, site):
    allowed = ["clipboard-read", "clipboard-write"]
    window = {"width": 390, "height": 800}
    with browser.new_context(viewport=window, permissions=allowed) as context:
        yield log_in(context.new_page(), site)


def audit(tab):
    """Assert that the page is accessible in light and dark, and fits its window."""
    for theme, rules in THEMES.items():
        tab.emulate_media(color_scheme=theme)
        end_motion(tab)
        assert find_violations(tab, **rules) == [], theme
    root = "document.documentElement"
    assert tab.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def test_twelve_pasted_entries_are_mended_published_read_and_cited(owner, site, listen):
    noise = listen(owner, site)
    owner.goto(site.admin_url)
    owner.locator("main").get_by_role("link", name="Add publications").click()
    owner.get_by_label("Paste").fill("\n".join([*ENTRIES[:3], BROKEN, *ENTRIES[4:]]))
    owner.get_by_role("button", name="Read", exact=True).click()
    rows = owner.locator(".import tbody tr")
    expect(rows).to_have_count(12)
    expect(owner.get_by_role("checkbox")).to_have_count(11)
    broken = rows.nth(3)
    expect(broken).to_contain_text("Line 28")
    audit(owner)

    broken.get_by_role("link", name="Mend").click()
    owner.get_by_label("Text of the entry").fill(ENTRIES[3])
    owner.get_by_role("button", name="Read again").click()
    expect(owner.get_by_role("checkbox", checked=True)).to_have_count(12)
    owner.get_by_role("button", name="Publish").click()
    expect(rows.get_by_text("Published")).to_have_count(12)
    audit(owner)

    owner.goto(f"{site.url}/publications/")
    title = re.compile("On the 14th loom")
    expect(owner.get_by_role("link", name=re.compile("On the .*th loom"))).to_have_count(12)
    owner.get_by_role("link", name=title).click()
    expect(owner.locator("h1")).to_have_text(title)
    reference = owner.locator("[data-copy]").filter(has_text=title).first
    text = reference.get_attribute("data-copy")
    reference.get_by_role("button", name="Copy").click()
    expect(reference.get_by_role("button", name="Copied")).to_be_visible()
    assert "Jacquard" in text
    assert owner.evaluate("navigator.clipboard.readText()") == text
    assert noise == []

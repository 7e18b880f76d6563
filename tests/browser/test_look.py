"""Looks that an owner can choose, in a browser: as accessible, still and light as the usual one."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import FIND_SHIFT, find_violations_in_themes, weigh

CHOOSE = "from pages.models import Owner; Owner.objects.update(accent={!r}, face={!r}, margin={!r})"
FIND_ACCENT = "getComputedStyle(document.querySelector('.skip-link')).color"
FIND_FACE = """() => [...document.fonts].filter((font) => font.status === "loaded")
    .map((font) => font.family.replaceAll('"', ""))"""


@pytest.fixture(scope="module")
def choose(site):
    """A function that gives the served site a look, until the tests of this file end."""
    yield lambda *look: site.run(CHOOSE.format(*look))
    site.run(CHOOSE.format("#3d1f8c", "serif", "wide"))


@pytest.mark.parametrize(
    ("accent", "face", "margin", "family", "color"),
    [
        ("#6d6d6d", "serif", "narrow", "Recto Serif", "rgb(109, 109, 109)"),
        ("#856a02", "book", "narrow", "Recto Book", "rgb(133, 106, 2)"),
        ("#027f02", "slab", "wide", "Recto Slab", "rgb(2, 127, 2)"),
        ("#00508f", "sans", "narrow", "Recto Sans", "rgb(0, 80, 143)"),
    ],
)
def test_a_look_keeps_the_budget_stays_in_place_and_is_legible_in_both_themes(
    site, tab, listen, choose, accent, face, margin, family, color
):
    choose(accent, face, margin)
    complaints = listen(tab, site)

    finished, by_kind = weigh(tab, site.url)

    assert len(finished) <= 8, by_kind
    assert sum(by_kind.values()) <= 110_000, by_kind
    assert set(tab.evaluate(FIND_FACE)) == {family}
    assert tab.evaluate(FIND_ACCENT) == color
    for path in ("/", "/every-block/"):
        tab.emulate_media(color_scheme="light")
        tab.goto(site.url + path)
        assert tab.evaluate(FIND_SHIFT) == 0
        assert find_violations_in_themes(tab) == []
        for width in (320, 1056):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


def test_a_look_is_previewed_as_it_is_chosen_and_saved_for_visitors(site, owner, visitor, choose):
    choose("#3d1f8c", "serif", "wide")
    visitor.goto(site.url)
    before = visitor.evaluate(FIND_ACCENT)
    owner.goto(f"{site.admin_url}settings/pages/look/")
    owner.get_by_role("button", name="Toggle preview").click()
    link = owner.frame_locator("#w-preview-iframe").locator(".skip-link")
    expect(link).to_have_css("color", before)

    owner.get_by_label("Choose the colour").fill("#00508f")
    owner.get_by_label("Sans (Source Sans)").check()

    expect(owner.locator("[name=accent]")).to_have_value("#00508f")
    expect(link).to_have_css("color", "rgb(0, 80, 143)")
    expect(link).to_have_css(
        "font-family", '"Recto Sans", "Recto Letters", "Recto Arial", sans-serif'
    )
    owner.fill("[name=accent]", "#0b6b3a")
    expect(owner.get_by_label("Choose the colour")).to_have_value("#0b6b3a")
    visitor.reload()
    assert visitor.evaluate(FIND_ACCENT) == before
    owner.get_by_role("button", name="Save").click()
    owner.get_by_text("Look updated.").wait_for()
    visitor.reload()
    expect(visitor.locator(".skip-link")).to_have_css("color", "rgb(11, 107, 58)")

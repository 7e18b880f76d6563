"""Long pages in a browser: the text first, the contents in sight, code that can be copied."""

import pytest
from playwright.sync_api import expect

from tests.support.site import until
from tests.support.starter_site import TWO_STREAM

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def long_page(served_site, tab):
    """A tab in which a project with many sections is open, in a wide window."""
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(served_site.url + TWO_STREAM)
    return tab


def test_a_phone_shows_the_first_sentence_at_once_and_folds_facts_after_four(long_page):
    facts = long_page.locator(".facts dt")
    expect(facts.last).to_be_visible()
    long_page.emulate_media(media="print")
    expect(facts.last).to_be_visible()
    long_page.emulate_media(media="screen")

    long_page.set_viewport_size(PHONE)

    text = long_page.locator("main .prose p").first.bounding_box()
    assert text["y"] + 60 < PHONE["height"]
    assert [fact.is_visible() for fact in facts.all()][:5] == [True] * 4 + [False]
    long_page.get_by_text("More facts").click()
    expect(facts.last).to_be_visible()


def test_contents_stay_in_the_margin_mark_the_section_and_fold_on_a_phone(long_page, browser):
    contents = long_page.locator(".contents details")
    current = contents.locator("[aria-current=location]")
    text = long_page.locator("main .prose").first.bounding_box()
    start = contents.bounding_box()
    assert start["x"] + start["width"] < text["x"]
    assert long_page.locator(".to-top a").bounding_box()["y"] > 800

    contents.get_by_role("link", name="Data").click()

    expect(current).to_have_text("Data")
    assert 0 <= contents.bounding_box()["y"] < 100
    long_page.mouse.wheel(0, 100_000)
    expect(current).to_have_text("Talks")
    long_page.get_by_role("link", name="Back to top").click()
    expect(current).to_have_count(0)
    until(lambda: long_page.evaluate("scrollY") == 0)
    long_page.set_viewport_size(PHONE)
    expect(contents.get_by_role("link").first).to_be_hidden()
    contents.get_by_text("Contents").click()
    expect(contents.get_by_role("link").first).to_be_visible()
    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.set_viewport_size({"width": 1280, "height": 800})
        plain.goto(long_page.url)
        expect(plain.locator(".contents").get_by_role("link").last).to_be_visible()


def test_a_touch_screen_shows_the_links_of_headings(served_site, browser):
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        tab = context.new_page()
        tab.goto(served_site.url + TWO_STREAM)
        heading = tab.get_by_role("heading", name="Idea", exact=True)

        assert heading.get_by_role("link").evaluate("link => getComputedStyle(link).opacity") == "1"
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_code_is_copied_to_the_letter_and_said_to_be(site, visitor, listen):
    complaints = listen(visitor, site)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.goto(f"{site.url}/every-block/")
    listing = visitor.locator("figure.code").first

    listing.hover()
    listing.get_by_role("button", name="Copy").click()

    expect(visitor.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    copied = visitor.evaluate("navigator.clipboard.readText()")
    assert copied == (
        "def fuse(spatial, temporal):\n"
        '    """Average the softmax scores of both streams."""\n'
        "    return (spatial + temporal) / 2"
    )
    assert complaints == []

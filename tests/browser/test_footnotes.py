"""Footnotes where they are written and where they are read."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.desk import find_page, open_editor

MAKE_PAGE = """
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body

StandardPage.objects.filter(slug="noted").delete()
body = make_body(("prose", {text!r}), ("note", {{"text": "<p>An aside.</p>"}}))
page = StandardPage(title="Noted", slug="noted", summary="A page with notes.", body=body)
HomePage.objects.get().add_child(instance=page)
page.save_revision().publish()
"""
LONG = "A note that takes several lines of the margin, so that the next one has to wait for it."


def note(text):
    return f'<embed embedtype="footnote" text="{text}"/>'


def make_page(site, text):
    site.run(MAKE_PAGE.format(text=text))
    return find_page(site, slug="noted")


def test_a_note_is_written_changed_copied_and_removed(owner, served_site, listen):
    complaints = listen(owner, served_site)
    page = make_page(served_site, "<p>One two</p>")
    open_editor(owner, served_site, page)
    texts = owner.locator("[data-contentpath=body] [contenteditable=true]")
    prose, aside = texts.nth(0), texts.nth(1)
    marks = prose.locator(".inline-atom--footnote")
    dialog = owner.get_by_role("dialog", name="Footnote")

    # Selected words stay where they are.
    prose.click()
    owner.keyboard.press("End")
    owner.keyboard.press("Control+Shift+ArrowLeft")
    owner.locator("button[name=FOOTNOTE]:visible").first.click()
    dialog.get_by_label("Text of the note").fill("See *there*: <b>, $x^2$")
    expect(dialog.locator("i")).to_have_text("there")
    expect(dialog.locator("math")).to_be_visible()
    owner.keyboard.press("Enter")
    expect(marks).to_have_count(1)
    owner.keyboard.type(" three")
    stored = owner.locator("[name=body-0-value]")
    # The editor writes there a moment later.
    expect(stored).to_have_value(re.compile(re.escape('"One two* three"')))
    [entity] = json.loads(stored.input_value())["entityMap"].values()
    assert entity["data"] == {"text": "See *there*: <b>, $x^2$"}

    marks.first.click()
    expect(dialog.get_by_label("Text of the note")).to_have_value("See *there*: <b>, $x^2$")
    dialog.get_by_label("Text of the note").fill(r"Wrong $\frac$")
    expect(dialog.get_by_role("status")).to_contain_text("cannot be shown")
    dialog.get_by_label("Text of the note").fill("Changed")
    owner.keyboard.press("Enter")
    expect(marks.first).to_have_attribute("title", "Changed")

    prose.press("Control+A")
    prose.press("Control+C")
    aside.press("Control+A")
    aside.press("Control+V")
    expect(aside.locator(".inline-atom--footnote")).to_have_attribute("title", "Changed")

    marks.first.click()
    dialog.get_by_role("button", name="Remove").click()
    expect(marks).to_have_count(0)
    expect(prose).to_have_text("One two three")
    assert complaints == []


@pytest.mark.parametrize(("width", "is_wide"), [(1280, True), (390, False)])
def test_a_note_is_in_one_place_for_everybody(visitor, served_site, width, is_wide):
    make_page(served_site, f"<p>One{note(LONG)} two{note(LONG)} three{note('Short')}.</p>")
    visitor.set_viewport_size({"width": width, "height": 800})
    visitor.goto(f"{served_site.url}/noted/")

    notes = visitor.locator(".sidenote" if is_wide else ".endnotes li")
    expect(visitor.locator(".endnotes li" if is_wide else ".sidenote").first).to_be_hidden()
    expect(notes).to_have_count(3)
    tree = visitor.locator("main").aria_snapshot()
    assert tree.count("Short") == 1
    for number in (1, 2, 3):
        assert tree.count(f'link "Footnote {number}"') == 1
    assert tree.count('link "Back to the text"') == 3

    assert find_violations(visitor) == []

    # None is over another, or over the aside.
    boxes = [one.bounding_box() for one in [*notes.all(), *visitor.locator(".note").all()]]
    if is_wide:
        ends = [box["y"] + box["height"] for box in boxes]
        assert all(end <= box["y"] for end, box in zip(ends, boxes[1:], strict=False))
        column = visitor.locator(".prose").bounding_box()
        assert all(box["x"] >= column["x"] + column["width"] for box in boxes)
        assert abs(boxes[0]["y"] - column["y"]) < 10

    link = visitor.get_by_role("link", name="Footnote 3")
    link.click()
    expect(visitor.locator(":target")).to_contain_text("Short")
    visitor.locator(":target").get_by_role("link", name="Back to the text").click()
    expect(visitor.locator(":target")).to_be_in_viewport()
    assert (
        visitor.locator(":target").get_by_role("link").get_attribute("aria-label") == "Footnote 3"
    )


def test_notes_are_printed_at_the_end(visitor, served_site):
    make_page(served_site, f"<p>One{note('Short')}.</p>")
    visitor.set_viewport_size({"width": 1600, "height": 800})
    visitor.goto(f"{served_site.url}/noted/")
    visitor.emulate_media(media="print")

    expect(visitor.locator(".sidenote")).to_be_hidden()
    expect(visitor.locator(".endnotes li")).to_be_visible()
    expect(visitor.get_by_text("↩")).to_have_count(2)
    expect(visitor.locator(".endnotes [role=doc-backlink]")).to_be_hidden()

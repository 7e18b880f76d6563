"""Pasting and dropping in the editor: what a clipboard holds becomes blocks of the page."""

import json
import secrets

import pytest
from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.clipboard import EXCEL, WORD, drop, make_file, paste
from tests.support.desk import open_editor, read_draft, wait_until_kept
from tests.support.site import until

MAKE_PAGE = """
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body

page = StandardPage(title={slug!r}, slug={slug!r}, summary="A page to paste into.")
page.body = make_body(*{blocks!r})
HomePage.objects.get().add_child(instance=page).save_revision()
print(page.pk)
"""
READ = """() => document.querySelector("[data-body-block]").bodyBlock.children
    .map((child) => [child.type, child.getValue().value])"""
SHOW_CONNECTION = """() => {
    const notice = document.querySelector("[data-connection]");
    notice.hidden = false;
    notice.lastElementChild.hidden = true;
}"""
WORDS = "<p>Before after.</p>"
MARKDOWN = """## Methods

- One
- *Two*

| Site | Depth (m) |
| --- | --- |
| North | 12.5 |

The *end*"""


@pytest.fixture
def edit(owner, served_site):
    """A function that opens a new page with blocks, and returns its number."""

    def edit(*blocks):
        slug = f"pasted-{secrets.token_hex(3)}"
        page = int(served_site.run(MAKE_PAGE.format(slug=slug, blocks=blocks)))
        open_editor(owner, served_site, page)
        return page

    return edit


def put_caret(tab, after, place="[data-contentpath=body]"):
    """Put the caret of the first text in a place behind these words."""
    text = tab.locator(f"{place} [contenteditable=true]").first
    text.click()
    tab.keyboard.press("Control+Home")
    for _letter in after:
        tab.keyboard.press("ArrowRight")


def read_body(tab):
    """Return the type of each block of the body, with the paragraphs of those of text."""
    return [
        (kind, [block["text"] for block in json.loads(value)["blocks"]] if kind == "prose" else [])
        for kind, value in tab.evaluate(READ)
    ]


def expect_body(tab, *blocks):
    # Editors of text hand over what they hold a moment later.
    until(lambda: read_body(tab) == list(blocks))


@pytest.fixture
def notice(owner):
    return owner.locator("[data-paste-notice]")


def test_markdown_becomes_blocks_around_the_caret_and_plain_text_again(
    owner, edit, notice, served_site, listen
):
    complaints = listen(owner, served_site)
    page = edit(("prose", WORDS))
    put_caret(owner, "Before")

    assert not paste(owner, MARKDOWN)

    expect(notice).to_contain_text("Markdown")
    blocks = [
        ("prose", ["Before"]),
        ("heading", []),
        ("prose", ["One", "Two"]),
        ("results_table", []),
        ("prose", ["The end", " after."]),
    ]
    expect_body(owner, *blocks)
    wait_until_kept(served_site, page, "body", "12.5")
    assert find_violations(owner, "[data-paste]") == []

    owner.keyboard.press("Control+z")

    lines = MARKDOWN.split("\n")
    plain = [line for line in lines if line]
    expect_body(owner, ("prose", ["Before" + plain[0], *plain[1:-1], plain[-1] + " after."]))
    expect(notice).to_be_hidden()
    assert complaints == []


def test_markdown_within_a_text_is_taken_back_in_one_step(owner, edit, notice):
    edit(("prose", WORDS))
    for undo in (
        lambda: owner.keyboard.press("Control+z"),
        lambda: notice.get_by_role("button", name="Undo").click(),
    ):
        put_caret(owner, "")
        owner.keyboard.press("Control+A")

        paste(owner, "10<sup>3</sup> *words*")
        expect(notice).to_be_visible()
        expect_body(owner, ("prose", ["103 words"]))
        undo()

        expect_body(owner, ("prose", ["10<sup>3</sup> *words*"]))
        expect(notice).to_be_hidden()


def test_a_text_of_word_becomes_blocks_that_can_be_published(owner, edit, notice, served_site):
    page = edit(("prose", "<p></p>"))
    put_caret(owner, "")

    paste(owner, "Sampling", WORD)

    expect(notice).to_contain_text("One picture is in a file of your machine")
    kinds = ["heading", "prose", "heading", "prose", "results_table", "code", "prose"]
    until(lambda: [kind for kind, _text in read_body(owner)] == kinds)
    expect(owner.locator(":focus")).to_be_in_viewport()
    owner.locator("[name$=-caption]").first.fill("Depths of the sites.")
    owner.keyboard.press("Control+s")
    wait_until_kept(served_site, page, "body", "Depths of the sites.")
    body = json.loads(read_draft(served_site, page, "body"))
    assert [block["type"] for block in body] == kinds
    assert "10<sup>3</sup> per ml" in body[1]["value"]


def test_paragraphs_with_a_web_address_stay_paragraphs(owner, edit, notice):
    edit(("prose", WORDS))
    put_caret(owner, "Before ")

    paste(owner, "one\n\nSee https://example.org/a_b.\n\nthree ")

    expect_body(owner, ("prose", ["Before one", "See https://example.org/a_b.", "threeafter."]))
    link = owner.locator("[data-contentpath=body] [contenteditable=true] a")
    expect(link).to_have_text("https://example.org/a_b")
    expect(notice).to_be_hidden()


def test_a_caption_takes_words_and_no_blocks(owner, edit):
    edit(("quote", {"text": "<p>Quoted </p>", "attribution": "", "address": ""}))
    put_caret(owner, "Quoted ")

    paste(owner, MARKDOWN)

    text = owner.locator("[data-contentpath=body] [contenteditable=true]").first
    expect(text).to_contain_text("North | 12.5")
    expect(text.locator("li")).to_have_count(0)
    expect_body(owner, ("quote", []))


def test_nothing_is_lost_while_the_site_does_not_answer(owner, edit, notice):
    edit(("prose", WORDS))
    owner.route("**/paste/", lambda route: route.abort())
    put_caret(owner, "Before ")

    paste(owner, "one\ntwo", "<p>one</p><p><b>two</b></p>")

    expect(notice).to_contain_text("The site did not answer.")
    expect_body(owner, ("prose", ["Before one", "twoafter."]))
    # The other notice of a lost connection is not covered.
    owner.evaluate(SHOW_CONNECTION)
    boxes = [
        owner.locator(f"[data-{name}]").bounding_box() for name in ("paste-notice", "connection")
    ]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    owner.unroute_all()


def test_pictures_become_figures_and_galleries_whose_words_are_asked_for(
    owner, edit, notice, served_site
):
    page = edit(("prose", WORDS))
    put_caret(owner, "Before")

    paste(owner, files=[make_file()])

    expect(notice).to_contain_text("Say in “Alt text” what it shows")
    expect_body(owner, ("prose", ["Before"]), ("figure", []), ("prose", [" after."]))
    expect(owner.locator("[name$=alt_text]")).to_be_focused()
    owner.keyboard.type("The sea")
    owner.keyboard.press("Tab")
    expect(notice).to_be_hidden()

    files = [make_file(f"{width}.png", width) for width in (20, 30, 40)]
    allowed = drop(owner, [*files, make_file("notes.pdf", type="application/pdf")], "[data-block]")

    assert not allowed
    expect(notice).to_contain_text("“notes.pdf” is not a picture")
    kinds = ["prose", "gallery", "figure", "prose"]
    until(lambda: [kind for kind, _text in read_body(owner)] == kinds)
    fields = owner.locator("[name^=body-][name*=pictures][name$=alt_text]")
    expect(fields.first).to_be_focused()
    # Enter leads to the next, past the other fields of a picture.
    for field, words in zip(fields.all(), ("Low tide", "High tide", "Storm"), strict=True):
        expect(field).to_be_focused()
        owner.keyboard.type(words)
        owner.keyboard.press("Enter")
    wait_until_kept(served_site, page, "body", "Storm")


def test_a_spreadsheet_pasted_into_a_text_has_the_numbers_that_a_table_would_have(owner, edit):
    edit(("prose", WORDS))
    put_caret(owner, "Before")

    paste(owner, "1,234\t5", EXCEL)

    row = owner.locator(".typed-table-block tbody tr").first.locator("td input[type=text]")
    for field, number in ((1, "0.125"), (2, "1,234"), (3, "1.20e+03")):
        expect(row.nth(field)).to_have_value(number)


def test_a_file_dropped_beside_the_body_does_not_leave_the_editor(owner, edit, notice):
    edit(("prose", WORDS))

    assert not drop(owner, [make_file()], "[name=title]")

    expect(notice).to_contain_text("Drop pictures on the body of the page")
    expect_body(owner, ("prose", ["Before after."]))

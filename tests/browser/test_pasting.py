"""Pasting and dropping in the editor: what a clipboard holds becomes blocks of the page."""

import json
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.desk import open_editor
from tests.support.site import until

CLIPBOARD = Path(__file__).parent.parent / "desk" / "clipboard"
MAKE_PAGE = """
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body

page = StandardPage(title={slug!r}, slug={slug!r}, summary="A page to paste into.")
page.body = make_body(*{blocks!r})
HomePage.objects.get().add_child(instance=page).save_revision()
print(page.pk)
"""
DISPATCH = """([name, data, files, isDrop]) => {
    const transfer = new DataTransfer();
    for (const [type, text] of Object.entries(data)) transfer.setData(type, text);
    for (const { name, type, bytes } of files) {
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
    }
    const options = { bubbles: true, cancelable: true };
    const event = isDrop
        ? new DragEvent(name, { ...options, dataTransfer: transfer })
        : new ClipboardEvent(name, { ...options, clipboardData: transfer });
    const target = isDrop ? document.querySelector(isDrop) : document.activeElement;
    return target.dispatchEvent(event);
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


def put_caret(tab, after):
    """Put the caret of the first text after these words."""
    text = tab.locator("[data-contentpath=body] [contenteditable=true]").first
    text.click()
    tab.keyboard.press("Control+Home")
    for _letter in after:
        tab.keyboard.press("ArrowRight")


def paste(tab, text="", html="", files=()):
    data = {"text/plain": text, **({"text/html": html} if html else {})}
    return tab.evaluate(DISPATCH, ["paste", data, list(files), None])


def read_body(tab):
    """Return the type and the text of each block of the body, as the editor shows them."""
    return tab.evaluate(
        """() => document.querySelector("[data-body-block]").bodyBlock.children
            .map((child) => [child.type, child.getValue()])"""
    )


def read_prose(value):
    return [block["text"] for block in json.loads(value)["blocks"]]


def test_pasted_markdown_becomes_blocks_around_the_caret_and_plain_text_again(owner, edit):
    edit(("prose", WORDS))
    put_caret(owner, "Before ")

    paste(owner, MARKDOWN)

    notice = owner.locator("[data-paste-notice]")
    expect(notice).to_be_visible()
    owner.wait_for_timeout(500)
    owner.screenshot(path="/tmp/paste/one.png")
    print(read_body(owner))
    owner.keyboard.press("Control+z")
    owner.wait_for_timeout(500)
    print(read_body(owner))
    owner.screenshot(path="/tmp/paste/two.png")
    assert 0

"""Bad input in a real browser: nothing is cut, the draft is kept, the sentence is seen."""

import pytest

from tests.support.desk import (
    add_block,
    log_in,
    make_project,
    open_editor,
    wait_until_kept,
)

MANY_WORDS = " ".join(["words"] * 20_000)


@pytest.fixture
def owner(browser, served_site):
    """A tab of the owner, who may paste."""
    allowed = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=allowed) as context:
        tab = context.new_page()
        yield log_in(tab, served_site)


def paste(field, words):
    field.click()
    field.evaluate("(field, words) => navigator.clipboard.writeText(words)", words)
    field.press("ControlOrMeta+V")


def test_bad_input_is_kept_whole_and_refused_beside_its_field(owner, served_site):
    page, _ = make_project(served_site, "Refused engine")
    open_editor(owner, served_site, page)
    owner.fill("[name=summary]", "A summary that must stay.")
    add_block(owner, "Formula").locator("textarea").fill(r"\frac{1}{2")
    wait_until_kept(served_site, page, "body", "frac{1}{2")
    paste(add_block(owner, "Text").locator("[contenteditable=true]"), MANY_WORDS)
    wait_until_kept(served_site, page, "body", MANY_WORDS)
    paste(add_block(owner, "Code").locator("textarea"), MANY_WORDS)

    owner.get_by_role("button", name="More actions").click()
    owner.locator("[name=action-publish]").click()

    owner.get_by_text("could not be saved due to validation errors").wait_for()
    blocks = owner.locator("[data-contentpath=body] [data-streamfield-child]")
    formula, prose, code = blocks.all()
    formula.get_by_text("A { has no matching }").wait_for()
    prose.get_by_text("This text has 119,999 characters; at most 60,000").wait_for()
    code.get_by_text("at most 50000 characters (it has 119999)").wait_for()
    assert owner.input_value("[name=summary]") == "A summary that must stay."
    assert formula.locator("textarea").input_value() == r"\frac{1}{2"
    assert MANY_WORDS in prose.locator("[contenteditable=true]").inner_text()
    assert code.locator("textarea").input_value() == MANY_WORDS

"""The editor under the hands of somebody who types: at once, in a heading, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import find_violations
from tests.support.desk import (
    DELAY,
    IS_CONNECTED,
    IS_WATCHED,
    add_block,
    find_page,
    log_in,
    make_project,
    open_editor,
    read_draft,
    wait_until_kept,
)

PHONE = {"width": 390, "height": 844}
# True if the browser would ask before it leaves the page.
ASKS = "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
# True if a click on the middle of an element would reach it.
IS_REACHED = """element => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
# True if an element, or else the field with the focus, ends above the bar.
IS_ABOVE_BAR = """element => {
    const [shown, bar] = [element ?? document.activeElement, document.querySelector(".footer")];
    return shown.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;
}"""
# Wagtail takes half a second until it compares, and as long until it saves.
LATER = 5000  # milliseconds


@pytest.fixture
def hasty(tab, served_site):
    """The tab of an owner whose editor has not waited its two seconds yet."""
    tab.clock.install(time=0)
    tab.clock.pause_at(1000)
    return log_in(tab, served_site)


def open_at_once(tab, address):
    tab.goto(address)
    tab.wait_for_function(IS_CONNECTED)
    assert not tab.evaluate(IS_WATCHED)


def edit_title(tab):
    tab.locator("[name=title]").press("End")
    tab.keyboard.type(" typed")


def choose_language(tab):
    tab.get_by_role("tab", name="Search").click()
    tab.locator("[name=text_language]").select_option("de")


@pytest.mark.parametrize(
    ("edit", "field", "kept"),
    [(edit_title, "title", " typed"), (choose_language, "text_language", "de")],
)
def test_an_edit_right_after_the_editor_has_opened_is_saved(hasty, served_site, edit, field, kept):
    page, _ = make_project(served_site, "Hasty engine")
    open_at_once(hasty, f"{served_site.admin_url}pages/{page}/edit/")

    edit(hasty)

    assert hasty.evaluate(ASKS)
    hasty.clock.run_for(DELAY)
    hasty.clock.resume()
    wait_until_kept(served_site, page, field, kept)


def test_an_editor_that_is_only_looked_at_saves_nothing(hasty, served_site):
    page, _ = make_project(served_site, "Quiet engine")
    posts = []
    hasty.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    open_at_once(hasty, f"{served_site.admin_url}pages/{page}/edit/")

    hasty.locator("[name=summary]").click()
    hasty.keyboard.press("Tab")
    assert not hasty.evaluate(ASKS)
    hasty.clock.run_for(LATER)
    hasty.evaluate("fetch('/healthz').then(answer => answer.status)")

    assert not [url for url in posts if url.endswith("/edit/")]


@pytest.mark.parametrize("is_new", [False, True])
def test_autosave_goes_on_after_an_error_is_corrected(owner, served_site, is_new):
    index = find_page(served_site, slug="publications")
    owner.clock.install()
    owner.goto(f"{served_site.admin_url}pages/add/projects/publicationpage/{index}/")
    owner.wait_for_function(IS_CONNECTED)
    title = f"Corrected {'at once' if is_new else 'later'}"
    owner.fill("[name=title]", title)
    facts = owner.get_by_role("tab", name="Facts")
    facts.click()
    if not is_new:
        owner.wait_for_url(re.compile("/edit/$"))
    date = owner.locator("[name=published_on]")
    date.fill("May 2011")
    with owner.expect_navigation():
        owner.get_by_role("button", name="Save draft").click()
    owner.wait_for_function(IS_CONNECTED)
    facts.click()

    date.fill("2011-05")
    owner.get_by_text("Saved", exact=True).wait_for()

    page = find_page(served_site, title=title)
    assert read_draft(served_site, page, "published_on").strip() == "2011-05"
    date.fill("2011-06")
    wait_until_kept(served_site, page, "published_on", "2011-06")


def test_enter_in_a_field_of_one_line_sends_nothing(owner, served_site):
    page, _ = make_project(served_site, "Entered engine")
    open_editor(owner, served_site, page)
    owner.evaluate("window.sent = 0; addEventListener('click', () => window.sent++, true)")

    owner.locator("[name=title]").press("Enter")
    heading = add_block(owner, "Heading")
    text = heading.get_by_label("Text")
    text.fill("Results")
    owner.evaluate("window.sent = 0")
    text.press("Enter")

    blocks = owner.locator("[data-contentpath=body] [data-streamfield-child]")
    expect(blocks).to_have_count(2)
    expect(blocks.nth(1).get_by_role("textbox")).to_be_focused()
    owner.keyboard.type("They hold.")
    expect(blocks.nth(1)).to_contain_text("They hold.")
    text.press("Enter")
    expect(blocks.nth(1).get_by_role("textbox")).to_be_focused()
    assert owner.evaluate("window.sent") == 0
    assert blocks.count() == 2


@pytest.mark.parametrize("name", ["Figure", "Formula"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 600}])
def test_a_new_block_has_the_focus_and_is_in_sight(owner, served_site, name, size):
    owner.set_viewport_size(size)
    page, _ = make_project(served_site, "Growing engine")
    open_editor(owner, served_site, page)

    block = add_block(owner, name)

    expect(block.locator(".w-panel__content :focus")).to_be_in_viewport(ratio=1)
    # It unfolds, and is scrolled to; a figure is taller than the window.
    shown = block.element_handle() if name == "Formula" else None
    owner.wait_for_function(IS_ABOVE_BAR, arg=shown)


def test_on_a_phone_the_bar_stays_in_sight_and_covers_no_field(owner, served_site):
    owner.set_viewport_size(PHONE)
    page, _ = make_project(served_site, "Pocket engine")
    open_editor(owner, served_site, page)
    bar = owner.locator(".footer nav")

    expect(bar).to_be_in_viewport(ratio=1)
    owner.locator("[name=title]").focus()
    for _ in range(12):
        owner.keyboard.press("Tab")
        owner.wait_for_function(IS_ABOVE_BAR)
    expect(bar).to_be_in_viewport(ratio=1)
    expect(owner.get_by_role("button", name="Publish")).to_be_in_viewport(ratio=1)
    assert find_violations(owner, ".footer") == []


def test_the_notice_of_an_ended_login_is_clicked_above_an_open_panel(tab, served_site):
    log_in(tab, served_site)
    page, _ = make_project(served_site, "Covered engine")
    open_editor(tab, served_site, page)
    tab.get_by_role("button", name="Toggle preview").click()
    tab.locator("[data-side-panel=preview]").wait_for()

    tab.context.clear_cookies()
    tab.fill("[name=summary]", "Typed after the night.")
    link = tab.get_by_role("link", name="log in in a new tab")
    link.wait_for()

    assert link.evaluate(IS_REACHED)
    with tab.context.expect_page():
        link.click()


def test_a_save_waits_for_the_autosave_of_an_older_text(owner, served_site):
    page, _ = make_project(served_site, "Overtaken engine")
    open_editor(owner, served_site, page)
    held, sent = [], []

    def watch(route):
        sent.append(route.request)
        # The autosave, and no form that is sent
        if len(sent) == 1:
            held.append(route)
        else:
            route.fallback()

    def is_save(request):
        return request.method == "POST" and request.url.endswith("/edit/")

    owner.route(lambda url: url.endswith(f"/{page}/edit/"), watch)
    with owner.expect_request(is_save):
        owner.fill("[name=summary]", "An older text.")
    owner.fill("[name=summary]", "A newer text.")
    owner.get_by_role("button", name="Save draft").click()
    owner.evaluate("fetch('/admin/connection/').then(answer => answer.status)")
    assert len(sent) == 1
    with owner.expect_navigation():
        held[0].continue_()

    assert "A newer text." in read_draft(served_site, page, "summary")
    expect(owner.locator("[name=summary]")).to_have_value("A newer text.")
    owner.unroute_all()

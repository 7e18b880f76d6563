"""The site in a real browser: the owner's work in the admin and what visitors do."""

import re

from tests.support.desk import find_page, log_in


def test_the_owner_edits_the_about_page_and_a_visitor_reads_the_change(
    site, owner, visitor, listen
):
    complaints = listen(owner, site)

    owner.goto(f"{site.admin_url}pages/{find_page(site, title='About')}/edit/")
    owner.fill("[name=summary]", "Now with a new first sentence.")
    owner.get_by_role("button", name="More actions").click()
    owner.locator("[name=action-publish]").click()
    owner.get_by_text("Page 'About' has been published").wait_for()
    visitor.goto(f"{site.url}/about/")

    assert visitor.locator(".lead").inner_text() == "Now with a new first sentence."
    assert complaints == []


def test_a_draft_is_not_seen_by_visitors(site, owner, visitor):
    owner.goto(f"{site.admin_url}pages/{find_page(site, title='Contact')}/edit/")
    owner.fill("[name=summary]", "Not ready yet.")
    owner.get_by_role("button", name="Save draft").click()
    owner.get_by_text("Page 'Contact' has been updated").wait_for()
    owner.reload()
    visitor.goto(f"{site.url}/contact/")

    assert owner.input_value("[name=summary]") == "Not ready yet."
    assert "Not ready yet." not in visitor.content()


def test_the_block_picker_shows_what_a_block_looks_like(site, tab, listen):
    complaints = listen(tab, site)
    log_in(tab, site)

    tab.goto(f"{site.admin_url}pages/{find_page(site, title='Every block')}/edit/")
    tab.locator(".c-sf-add-button").last.click()
    option = tab.get_by_role("option", name="Quote").locator("xpath=..")
    option.get_by_label("Preview").click()

    tab.frame_locator(".w-combobox-preview__iframe").locator(".quote").wait_for()
    assert complaints == []


def test_the_keyboard_reaches_the_content_first(site, tab):
    tab.goto(f"{site.url}/about/")

    tab.keyboard.press("Tab")

    focused = tab.locator(":focus")
    assert focused.inner_text() == "Skip to content"
    assert focused.is_visible()
    focused.press("Enter")
    assert tab.url.endswith("#content")


def test_a_click_puts_the_player_in_the_place_of_its_plate(site, tab):
    asked = []
    tab.route(
        re.compile("^https://player.vimeo.com/"),
        lambda route: (asked.append(route.request.url), route.abort()),
    )
    tab.goto(f"{site.url}/every-block/")
    assert asked == []

    tab.locator(".embed .plate").first.click()
    tab.locator(".embed iframe").first.wait_for()

    assert asked == ["https://player.vimeo.com/video/1234567?dnt=1"]
    title = tab.locator(".embed iframe").first.get_attribute("title")
    assert title == "A talk about flood-filling networks"

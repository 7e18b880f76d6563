"""No text is lost when the connection or the session of an editor fails."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.desk import (
    PATIENCE,
    fill_login,
    log_in,
    make_account,
    make_project,
    open_editor,
    read_draft,
    wait_until_kept,
)

END_ALL_LOGINS = (
    "from django.contrib.sessions.models import Session; Session.objects.all().delete()"
)
REVISIONS = """
from wagtail.models import Page

for revision in Page.objects.get(pk={page}).revisions.all():
    print(revision.content["summary"])
"""
OWNER_NAME = "from pages.models import Owner; print(Owner.objects.get().name)"


@pytest.fixture
def site(served_site):
    return served_site


def log_in_again(tab, site):
    """Follow the link of the notice, and log in in the tab that it opens."""
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name="log in in a new tab").press("Enter")
    fill_login(opened.value, site)
    opened.value.close()


def test_words_typed_without_a_connection_are_saved_once_it_is_back(site, owner):
    page, _ = make_project(site, "Remote engine")
    open_editor(owner, site, page)
    notice = owner.get_by_text("The site does not answer")

    owner.context.set_offline(True)
    owner.fill("[name=summary]", "Typed on a train.")
    notice.wait_for()
    owner.get_by_role("button", name="Save draft").click()
    expect(notice).to_be_focused()
    assert read_draft(site, page, "summary") == "It computes."
    owner.context.set_offline(False)
    notice.wait_for(state="hidden")

    wait_until_kept(site, page, "summary", "Typed on a train.")
    owner.reload()
    assert owner.input_value("[name=summary]") == "Typed on a train."


def test_after_a_lost_connection_a_page_is_published_without_a_question(site, owner, visitor):
    page, slug = make_project(site, "Waiting engine")
    open_editor(owner, site, page)
    owner.context.set_offline(True)
    owner.fill("[name=summary]", "Typed in a tunnel.")
    owner.get_by_text("Autosave is paused").first.wait_for()
    owner.get_by_text("The site does not answer").wait_for()

    owner.context.set_offline(False)
    owner.locator("[name=action-publish]").click()
    owner.get_by_text("has been published").wait_for()

    visitor.goto(f"{site.url}/projects/{slug}/")
    assert visitor.locator(".lead").inner_text() == "Typed in a tunnel."


def test_words_typed_after_a_login_has_ended_are_saved_by_the_next(site, owner):
    page, _ = make_project(site, "Forgotten engine")
    open_editor(owner, site, page)
    notice = owner.get_by_text("You are no longer logged in")

    site.run(END_ALL_LOGINS)
    owner.fill("[name=summary]", "Typed after the night.")
    notice.wait_for()
    assert Axe().run(owner, context=".connection").response["violations"] == []
    owner.get_by_role("button", name="Save draft").click()
    expect(notice).to_be_focused()
    owner.keyboard.press("Tab")
    expect(owner.get_by_role("link", name="log in in a new tab")).to_be_focused()
    assert owner.input_value("[name=summary]") == "Typed after the night."
    assert read_draft(site, page, "summary") == "It computes."
    log_in_again(owner, site)
    notice.wait_for(state="hidden")

    wait_until_kept(site, page, "summary", "Typed after the night.")
    owner.fill("[name=summary]", "And after that.")
    owner.get_by_role("button", name="Save draft").click()
    owner.get_by_text("has been updated").wait_for()
    assert read_draft(site, page, "summary") == "And after that."


def test_words_typed_while_a_save_is_under_way_are_saved_too_and_then_no_more(site, owner):
    page, _ = make_project(site, "Hurried engine")
    open_editor(owner, site, page)
    saves = []

    def hold(route):
        if route.request.method == "POST":
            saves.append((route, route.fetch()))
        else:
            route.continue_()

    owner.route(f"**/pages/{page}/edit/", hold)

    owner.fill("[name=summary]", "The first words.")
    wait_for_saves(owner, saves, 1)
    # The site has saved, and the editor is to hear of it right after the next words.
    owner.fill("[name=summary]", "The last words.")
    answer(saves[0])
    wait_for_saves(owner, saves, 2)
    answer(saves[1])

    wait_until_kept(site, page, "summary", "The last words.")
    # Ten seconds of the page's clock, and a request that is behind any save.
    owner.clock.run_for(10_000)
    owner.evaluate("fetch('/healthz').then(answer => answer.status)")
    assert len(saves) == 2


def wait_for_saves(tab, saves, count):
    end = time.monotonic() + PATIENCE
    while len(saves) < count:
        assert time.monotonic() < end, "The editor does not save by itself."
        tab.wait_for_timeout(20)


def answer(save):
    route, response = save
    route.fulfill(response=response)


def test_a_form_that_does_not_save_by_itself_waits_for_the_login_too(site, owner):
    earlier = site.run(OWNER_NAME)
    owner.goto(f"{site.admin_url}settings/pages/owner/")
    owner.wait_for_url("**/settings/pages/owner/*/")
    save = owner.get_by_role("button", name="Save", exact=True)

    site.run(END_ALL_LOGINS)
    owner.fill("[name=name]", "Ada Lovelace")
    save.click()
    owner.get_by_text("You are no longer logged in").wait_for()
    assert site.run(OWNER_NAME) == earlier
    log_in_again(owner, site)
    save.click()
    owner.get_by_text("updated").first.wait_for()

    assert site.run(OWNER_NAME) == "Ada Lovelace"
    site.run(f"from pages.models import Owner; Owner.objects.update(name={earlier!r})")


def test_a_login_in_another_tab_refuses_nothing_in_this_one(site, owner):
    page, _ = make_project(site, "Doubled engine")
    open_editor(owner, site, page)
    other = owner.context.new_page()
    owner.context.clear_cookies()

    other.goto(site.admin_url)
    fill_login(other, site)
    owner.fill("[name=summary]", "Typed under an earlier login.")
    owner.get_by_role("button", name="Save draft").click()
    owner.get_by_text("has been updated").wait_for()

    assert read_draft(site, page, "summary") == "Typed under an earlier login."


@pytest.fixture
def open_another(owner, browser, site):
    """A function that opens a further tab, of the owner or of an editor."""
    contexts = []

    def open_another(person):
        if person == "owner":
            return owner.context.new_page()
        contexts.append(browser.new_context())
        tab = contexts[0].new_page()
        return log_in(tab, site, *make_account(site, "Editor"))

    yield open_another
    for context in contexts:
        context.close()


@pytest.mark.parametrize("person", ["owner", "editor"])
def test_two_who_write_on_one_page_are_asked_and_lose_nothing(site, owner, open_another, person):
    page, _ = make_project(site, "Contested engine")
    other = open_another(person)
    for tab in (owner, other):
        open_editor(tab, site, page)

    owner.fill("[name=summary]", "The words of the first tab.")
    owner.get_by_text("Saved", exact=True).wait_for()
    other.fill("[name=summary]", "The words of the second tab.")
    other.get_by_text("Saving will overwrite a newer version").wait_for()
    assert read_draft(site, page, "summary") == "The words of the first tab."
    other.get_by_role("button", name="Save draft").click()
    choice = other.get_by_role("dialog")
    choice.get_by_text("saved a new version").wait_for()
    assert choice.get_by_role("link", name="View latest version").is_visible()
    assert other.input_value("[name=summary]") == "The words of the second tab."
    choice.get_by_role("button", name="Save draft").click()

    wait_until_kept(site, page, "summary", "The words of the second tab.")
    kept = site.run(REVISIONS.format(page=page)).splitlines()
    assert {"The words of the first tab.", "The words of the second tab."} <= {*kept}

"""A working day in the admin, from the first word to the last approval."""

import re

import pytest

from tests.support.desk import (
    INDEX,
    add_block,
    choose,
    fill_login,
    find_page,
    log_in,
    make_account,
    make_project,
    open_editor,
    publish,
    wait_until_kept,
    wait_until_ready,
)
from tests.support.site import until

# The command that cron runs at that time.
PUBLISH_SCHEDULED = """
from datetime import datetime
from unittest.mock import patch
from django.core.management import call_command

time = datetime.fromisoformat({time!r})
with patch("django.utils.timezone.now", return_value=time):
    call_command("publish_scheduled")
"""
# How a figure, a table whose best value was found, a chart and a formula are known.
SHOWN = (".figure img", ".results-table .best", ".chart svg", "math")


@pytest.fixture
def site(served_site):
    return served_site


def fill_table(block, columns, rows):
    """Type a table: pairs of a column's type and heading, and rows of cells."""
    grid = block.locator(".typed-table-block")
    for number, (kind, heading) in enumerate(columns):
        opener = "[data-append-column]"
        grid.locator(opener).last.click()
        menu = grid.locator(".add-column-menu")
        menu.get_by_role("button", name=kind, exact=True).click()
        grid.locator("input.column-heading").nth(number).fill(heading)
    for number, cells in enumerate(rows):
        grid.locator("[data-add-row]").click()
        inputs = grid.locator("tbody tr").nth(number).locator("td input[type=text]")
        for place, cell in enumerate(cells):
            inputs.nth(place).fill(cell)


def test_a_project_is_begun_saved_by_itself_checked_and_published(site, owner, visitor):
    owner.context.clear_cookies()
    owner.goto(site.admin_url)
    fill_login(owner, site)
    owner.get_by_role("link", name="New project").click()
    wait_until_ready(owner)
    owner.fill("[name=title]", "Analytical engine")
    owner.fill("[name=summary]", "A machine that computes anything.")
    # Saved for the first time, the page changes into one that exists.
    owner.wait_for_url(re.compile("/edit/$"))
    add_block(owner, "Heading").get_by_label("Text").fill("Results")
    figure = add_block(owner, "Figure")
    figure.get_by_role("button", name="Choose an image").click()
    choose(owner, "text=Monogram")
    figure.get_by_label("Alt text").fill("The engine, seen from above")
    figure.locator("[contenteditable=true]").first.fill("The engine as it was drawn.")
    columns = [("Text", "Engine"), ("Number, higher is better", "Speed (1/s)")]
    rows = [("Difference", "1.5"), ("This work", "2.5")]
    for name in ("Results table", "Chart"):
        block = add_block(owner, name)
        block.locator("input[name$=-caption]").first.fill("Speed of both engines.")
        block.locator("input[name$=-source]").fill("Our notebook")
        fill_table(block, columns, rows)
    add_block(owner, "Code").locator("textarea").fill("print('engine')")
    add_block(owner, "Formula").locator("textarea").fill(r"\frac{1}{2} m v^2")
    page = find_page(site, slug="analytical-engine")
    wait_until_kept(site, page, "body", "frac")

    owner.reload()
    wait_until_ready(owner)

    assert owner.input_value("[name=title]") == "Analytical engine"
    assert owner.locator("input.column-heading").first.input_value() == "Engine"
    owner.get_by_role("button", name="Toggle preview").click()
    preview = owner.frame_locator("#w-preview-iframe")
    for selector in SHOWN:
        preview.locator(selector).first.wait_for()
    owner.get_by_role("button", name="Toggle checks").click()
    missing = owner.get_by_text("The project has no topic")
    missing.wait_for()
    owner.get_by_role("tab", name="Facts").click()
    topic = owner.locator(".tagit-new input").first
    topic.fill("Mechanics")
    topic.press("Enter")
    missing.wait_for(state="detached")
    publish(owner)
    visitor.goto(f"{site.url}/projects/analytical-engine/")
    for selector in SHOWN:
        assert visitor.locator(selector).first.is_visible()
    assert visitor.locator(".code pre").inner_text().strip() == "print('engine')"
    assert visitor.get_by_role("link", name="Mechanics").is_visible()


def schedule(tab, field, time):
    """Save a time for the page to go live or to expire."""
    tab.get_by_role("button", name="Toggle status").click()
    tab.get_by_role("button", name="Set schedule").click()
    tab.fill(f"[name={field}]", time)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Save schedule").press("Enter")
    wait_until_ready(tab)


def wait_for_status(visitor, address, status):
    """Look until the site has seen what another process did: on PostgreSQL, in a second."""
    until(lambda: visitor.goto(address).status == status)


def test_a_page_goes_live_at_its_time(site, owner, visitor):
    page, slug = make_project(site, "Coming engine", live=False)
    address = f"{site.url}/projects/{slug}/"
    open_editor(owner, site, page)

    schedule(owner, "go_live_at", "2099-01-01 12:00")
    owner.get_by_text("has been scheduled for publishing").wait_for()

    site.run(PUBLISH_SCHEDULED.format(time="2098-12-31T00:00Z"))
    assert visitor.goto(address).status == 404
    site.run(PUBLISH_SCHEDULED.format(time="2099-01-03T00:00Z"))
    wait_for_status(visitor, address, 200)


def test_an_earlier_version_is_compared_and_brought_back(site, owner, visitor):
    page, slug = make_project(site, "Restored engine")
    open_editor(owner, site, page)
    owner.fill("[name=summary]", "Words that were a mistake.")
    publish(owner)
    owner.goto(f"{site.admin_url}pages/{page}/unpublish/")
    with owner.expect_navigation():
        owner.get_by_role("button", name="Yes, unpublish").click()
    owner.get_by_text("unpublished").first.wait_for()
    assert visitor.goto(f"{site.url}/projects/{slug}/").status == 404

    revisions = f"{site.admin_url}pages/{page}/revisions/"
    owner.goto(f"{revisions}compare/earliest...latest/")
    assert owner.locator(".comparison .deletion").inner_text() == "It computes."
    assert owner.locator(".comparison .addition").inner_text() == ("Words that were a mistake.")
    first = site.run(
        f"from wagtail.models import Page; "
        f"print(Page.objects.get(pk={page}).revisions.order_by('pk').first().pk)"
    )
    owner.goto(f"{revisions}{first}/revert/")
    publish(owner)

    visitor.goto(f"{site.url}/projects/{slug}/")
    assert visitor.locator(".lead").inner_text() == "It computes."


def test_a_draft_is_shown_to_a_reader_until_its_link_is_revoked(site, owner, visitor):
    page, slug = make_project(site, "Secret engine", live=False)
    owner.goto(f"{site.admin_url}pages/{page}/draft-links/")
    owner.get_by_role("button", name="Create link").click()
    address = owner.get_by_label("Address of").first.input_value()

    shown = visitor.goto(address)
    assert shown.ok
    assert visitor.locator("h1").inner_text() == "Secret engine"
    assert visitor.goto(f"{site.url}/projects/{slug}/").status == 404
    owner.get_by_role("button", name="Revoke").first.click()
    owner.get_by_label("Address of").first.wait_for(state="detached")

    assert visitor.goto(address).status == 404


def test_a_contributor_submits_and_the_owner_approves(site, owner, browser, visitor):
    name, password = make_account(site, "Contributor")
    index = site.run(f"{INDEX}; print(index.pk)")
    with browser.new_context() as context:
        tab = log_in(context.new_page(), site, name, password)
        tab.goto(f"{site.admin_url}pages/add/projects/projectpage/{index}/")
        wait_until_ready(tab)
        tab.fill("[name=title]", f"Engine of {name}")
        tab.fill("[name=summary]", "It waits for approval.")
        tab.wait_for_url(re.compile("/edit/$"))
        assert tab.locator("[name=action-publish]").count() == 0
        tab.get_by_role("button", name="More actions").click()
        tab.get_by_role("button", name=re.compile("Submit")).click()
        tab.get_by_text("submitted").first.wait_for()
    slug = f"engine-of-{name}"
    assert visitor.goto(f"{site.url}/projects/{slug}/").status == 404

    open_editor(owner, site, find_page(site, slug=slug))
    owner.get_by_role("button", name="More actions").click()
    approve = re.compile("^Approve and Publish", re.IGNORECASE)
    with owner.expect_navigation():
        owner.get_by_role("button", name=approve).click()

    assert visitor.goto(f"{site.url}/projects/{slug}/").ok

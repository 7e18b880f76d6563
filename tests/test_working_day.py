"""A working day in the admin, from the first word to the last approval."""

import re
import secrets

import pytest
from playwright.sync_api import expect

INDEX = (
    "from projects.models import ProjectIndexPage as Index; index = Index.objects.get()"
)
# A contributor, whose password is made for this run.
CONTRIBUTOR = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

user = get_user_model().objects.create_user({name!r}, password={password!r})
user.groups.add(Group.objects.get(name="Contributor"))
"""


@pytest.fixture
def site(served_site):
    return served_site


@pytest.fixture
def owner(browser, site):
    """A tab of the owner, logged in."""
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        yield log_in(context.new_page(), site, site.name, site.password)


@pytest.fixture
def visitor(browser):
    with browser.new_context() as context:
        yield context.new_page()


def log_in(tab, site, name, password):
    tab.goto(site.admin_url)
    tab.fill("[name=username]", name)
    tab.fill("[name=password]", password)
    tab.click("button[type=submit]")
    tab.wait_for_url(site.admin_url)
    return tab


def run(site, code):
    """Run Python on the site, and return what it prints."""
    result = site.manage("shell", "--verbosity=0", "--command", code)
    assert not result.returncode, result.stderr
    return result.stdout.strip()


def make_project(site, title, live=True):
    """Make a project, and return its number and its slug."""
    slug = f"{title.lower().replace(' ', '-')}-{secrets.token_hex(3)}"
    page = f"ProjectPage(title={title!r}, slug={slug!r}, summary='It computes.')"
    code = (
        f"{INDEX}; from projects.models import ProjectPage; page = {page}; "
        f"page.live = {live}; index.add_child(instance=page); "
        f"page.save_revision(){'.publish()' if live else ''}; print(page.pk)"
    )
    return int(run(site, code)), slug


def open_editor(tab, site, page):
    tab.goto(f"{site.admin_url}pages/{page}/edit/")
    wait_until_ready(tab)


def wait_until_ready(tab):
    """Wait until the editor notes what is typed, which takes it two seconds."""
    tab.evaluate(
        """() => new Promise((done) => {
            document.addEventListener("w-unsaved:watch-edits", done, { once: true });
            setTimeout(done, 3000);
        })"""
    )


def add_block(tab, name):
    """Add a block at the end of the body, and return it."""
    body = tab.locator("[data-contentpath=body]").first
    blocks = body.locator("[data-streamfield-child]")
    count = blocks.count()
    body.locator(".c-sf-add-button").last.click()
    tab.get_by_role("option", name=name, exact=True).click()
    expect(blocks).to_have_count(count + 1)
    return blocks.nth(count)


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


def wait_until_kept(site, slug, words):
    """Wait until the words have been saved in the body of a page's draft."""
    draft = f"Page.objects.get(slug={slug!r}).get_latest_revision().content['body']"
    for _ in range(20):
        if words in run(site, f"from wagtail.models import Page; print({draft})"):
            return
    raise AssertionError(f"The editor did not save “{words}” by itself.")


def publish(tab):
    tab.get_by_role("button", name="More actions").click()
    tab.locator("[name=action-publish]").click()
    tab.get_by_text("published").first.wait_for()


def test_a_project_is_begun_saved_by_itself_checked_and_published(site, owner, visitor):
    owner.get_by_role("link", name="New project").click()
    wait_until_ready(owner)
    owner.fill("[name=title]", "Analytical engine")
    owner.fill("[name=summary]", "A machine that computes anything.")
    # Saved for the first time, the page changes into one that exists.
    owner.wait_for_url(re.compile("/edit/$"))
    add_block(owner, "Heading").get_by_label("Text").fill("Results")
    figure = add_block(owner, "Figure")
    figure.get_by_role("button", name="Choose an image").click()
    owner.locator(".modal-content").get_by_text("Monogram").first.click()
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
    wait_until_kept(site, "analytical-engine", "frac")

    owner.reload()
    wait_until_ready(owner)

    assert owner.input_value("[name=title]") == "Analytical engine"
    assert owner.locator("input.column-heading").first.input_value() == "Engine"
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
    for selector in (".figure img", ".results-table .best", ".chart svg", "math"):
        assert visitor.locator(selector).first.is_visible()
    assert visitor.locator(".code").inner_text().strip() == "print('engine')"
    assert visitor.get_by_role("link", name="Mechanics").is_visible()


def test_a_page_is_taken_down_at_its_time(site, owner, visitor):
    page, slug = make_project(site, "Expiring engine")
    open_editor(owner, site, page)

    owner.get_by_role("button", name="Toggle status").click()
    owner.get_by_role("button", name="Set schedule").click()
    owner.fill("[name=expire_at]", "2099-01-01 12:00")
    owner.get_by_role("button", name="Save schedule").press("Enter")
    owner.wait_for_load_state("networkidle")
    wait_until_ready(owner)
    publish(owner)

    pages = "from wagtail.models import Page; pages = Page.objects"
    assert run(site, f"{pages}; print(pages.get(pk={page}).expire_at.year)") == "2099"
    assert visitor.goto(f"{site.url}/projects/{slug}/").ok
    over = "expire_at='2020-01-01T12:00Z'"
    run(site, f"{pages}; pages.filter(pk={page}).update({over})")
    site.manage("publish_scheduled")
    assert visitor.goto(f"{site.url}/projects/{slug}/").status == 404


def test_an_earlier_version_is_brought_back_after_a_page_was_taken_down(
    site, owner, visitor
):
    page, slug = make_project(site, "Restored engine")
    open_editor(owner, site, page)
    owner.fill("[name=summary]", "Words that were a mistake.")
    publish(owner)

    owner.goto(f"{site.admin_url}pages/{page}/unpublish/")
    owner.get_by_role("button", name="Yes, unpublish").click()
    owner.get_by_text("unpublished").first.wait_for()
    gone = visitor.goto(f"{site.url}/projects/{slug}/").status
    first = run(
        site,
        f"from wagtail.models import Page; "
        f"print(Page.objects.get(pk={page}).revisions.order_by('pk').first().pk)",
    )
    owner.goto(f"{site.admin_url}pages/{page}/revisions/{first}/revert/")
    publish(owner)

    assert gone == 404
    assert visitor.goto(f"{site.url}/projects/{slug}/").ok
    assert visitor.locator(".lead").inner_text() == "It computes."


def test_a_draft_is_shown_to_a_reader_until_its_link_is_revoked(site, owner, visitor):
    page, slug = make_project(site, "Secret engine", live=False)
    owner.goto(f"{site.admin_url}pages/{page}/draft-links/")
    owner.get_by_role("button", name="Make a link").click()
    address = owner.get_by_label("Address of").first.input_value()

    shown = visitor.goto(address)
    assert shown.ok
    assert visitor.locator("h1").inner_text() == "Secret engine"
    assert visitor.goto(f"{site.url}/projects/{slug}/").status == 404
    owner.get_by_role("button", name="Revoke").first.click()
    owner.get_by_label("Address of").first.wait_for(state="detached")

    assert visitor.goto(address).status == 404


def test_a_contributor_submits_and_the_owner_approves(site, owner, browser, visitor):
    password = secrets.token_urlsafe(12)
    name = f"ada-{secrets.token_hex(3)}"
    run(site, CONTRIBUTOR.format(name=name, password=password))
    index = run(site, f"{INDEX}; print(index.pk)")
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

    page = run(
        site,
        f"from wagtail.models import Page; print(Page.objects.get(slug={slug!r}).pk)",
    )
    open_editor(owner, site, page)
    owner.get_by_role("button", name="More actions").click()
    owner.get_by_role(
        "button", name=re.compile("^Approve and Publish", re.IGNORECASE)
    ).click()
    owner.wait_for_load_state("networkidle")

    assert visitor.goto(f"{site.url}/projects/{slug}/").ok


def test_two_tabs_on_one_page_end_in_a_clear_choice(site, owner):
    page, _ = make_project(site, "Contested engine")
    other = owner.context.new_page()
    for tab in (owner, other):
        open_editor(tab, site, page)

    owner.fill("[name=summary]", "The words of the first tab.")
    owner.get_by_text("Saved", exact=True).wait_for()
    other.fill("[name=summary]", "The words of the second tab.")

    other.get_by_text("Saving will overwrite a newer version").wait_for()
    assert other.input_value("[name=summary]") == "The words of the second tab."
    draft = f"Page.objects.get(pk={page}).get_latest_revision_as_object().summary"
    kept = run(site, f"from wagtail.models import Page; print({draft})")
    assert kept == "The words of the first tab."

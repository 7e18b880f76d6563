"""The first evening of an owner in a browser: five steps, from an empty site to a first draft."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin import THEMES, end_motion
from tests.support.browser import find_violations
from tests.support.clipboard import EXCEL, WORD, drop, make_file, paste
from tests.support.desk import (
    add_block,
    find_page,
    log_in,
    publish,
    wait_until_kept,
    wait_until_ready,
)
from tests.support.servers import Site

# Screens of the steps and of the removal, below the address of the admin.
SCREENS = [
    *(f"first-steps/{step}/" for step in ("you", "profiles", "content", "project", "time")),
    *("starter-content/", "starter-content/?step=1&remaining=structure", ""),
]
ALTS = ("A meadow", "A drone", "A map")
NOTES = ("Counted twice.", "With $x^2$ and care.")


@pytest.fixture(scope="module")
def new_site(tmp_path_factory, request):
    """A served starter site whose owner has not been to the admin."""
    with Site(tmp_path_factory.mktemp("evening"), is_settled=False) as site:
        yield site


def save(tab):
    tab.get_by_role("button", name="Save and").click()


def begin(tab, site):
    """Log in, and be led to the first step."""
    tab.goto(f"{site.admin_url}login/")
    tab.fill("[name=username]", site.name)
    tab.fill("[name=password]", site.password)
    tab.click("button[type=submit]")
    expect(tab.get_by_role("heading", name="You")).to_be_visible()


def test_a_new_owner_makes_the_site_theirs_in_five_steps(browser, new_site, listen):
    with browser.new_context(timezone_id="Europe/Lisbon") as context:
        tab = context.new_page()
        complaints = listen(tab, new_site)
        begin(tab, new_site)
        tab.get_by_label("Name").fill("Ada Example")
        tab.get_by_label("Claim").fill("I study seagrass.")
        save(tab)
        expect(tab.get_by_role("heading", name="Profiles")).to_be_visible()
        tab.get_by_role("link", name="Go on later").click()
        expect(tab.get_by_role("heading", name="Still the starter’s")).to_be_visible()
        tab.goto(f"{new_site.admin_url}first-steps/")
        tab.get_by_label("Kind").first.select_option("github")
        tab.get_by_label("Address").first.fill("https://github.com/ada")
        save(tab)
        tab.get_by_label("Nothing but an empty home page").check()
        save(tab)
        expect(tab.get_by_text("Flood-Filling").first).to_be_visible()
        tab.get_by_role("button", name="Remove all of this").click()
        tab.get_by_label("Title").fill("Seagrass from above")
        tab.get_by_label("Summary").fill("Meadows counted by drones.")
        save(tab)
        expect(tab.get_by_text("“Seagrass from above” is a draft now.")).to_be_visible()
        expect(tab.get_by_label("Current time zone")).to_have_value("Europe/Lisbon")
        save(tab)

        tab.wait_for_url(new_site.admin_url)
        expect(tab.get_by_role("heading", name="Still the starter’s")).to_have_count(0)
        tab.goto(new_site.url)
        expect(tab.get_by_role("heading", level=1)).to_have_text("Ada Example")
        expect(tab.locator("body")).not_to_contain_text("Wushi")
        assert complaints == []


def test_from_an_empty_site_to_a_published_project_and_note(
    browser, tmp_path_factory, copy_database, listen
):
    variables = {"STARTER": "none", "DATABASE_URL": copy_database()}
    folder = tmp_path_factory.mktemp("empty")
    with (
        Site(folder, is_settled=False, **variables) as site,
        browser.new_context(viewport={"width": 1280, "height": 900}) as context,
    ):
        owner = context.new_page()
        complaints = listen(owner, site)
        begin(owner, site)
        owner.get_by_label("Name").fill("Ada Example")
        save(owner)
        for heading in ("Profiles", "What to keep"):
            expect(owner.get_by_role("heading", name=heading)).to_be_visible()
            owner.get_by_role("button", name="Skip").click()
        owner.get_by_label("Title").fill("Seagrass from above")
        owner.get_by_label("Summary").fill("Meadows counted by drones.")
        save(owner)
        save(owner)
        owner.wait_for_url(site.admin_url)
        owner.get_by_role("link", name="Seagrass from above").last.click()
        context.clock.install()
        owner.reload()
        wait_until_ready(owner)
        write_project(owner, site)
        write_note(owner, site)
        assert complaints == []

        visitor = browser.new_page()
        complaints = listen(visitor, site)
        read_as_visitor(visitor, site)
        assert complaints == []
        visitor.close()


def write_project(owner, site):
    """Write and publish the project whose editor is open."""
    page = find_page(site, title="Seagrass from above")
    body = owner.locator("[data-body-block]")

    # A text of a word processor, then a range of a spreadsheet behind it
    add_block(owner, "Text").get_by_role("textbox").click()
    paste(owner, "Sampling", WORD)
    expect(owner.locator("[data-paste-notice]")).to_contain_text("turned into blocks")
    captions = body.locator("input[name$=-value-caption]:visible")
    captions.fill("Depths of the sites.")
    body.get_by_text("End.", exact=True).click()
    owner.keyboard.press("End")
    paste(owner, "Verfahren", EXCEL)
    expect(captions).to_have_count(2)
    expect(captions.last).to_be_focused()
    owner.keyboard.type("Losses of both.")

    # Pictures beside it become a gallery that asks for their words.
    drop(owner, [make_file(f"{width}.png", width) for width in (20, 30, 40)], "[data-body-block]")
    words = body.locator("input[name*=pictures][name$=alt_text]")
    expect(words).to_have_count(3)
    for field, alt in zip(words.all(), ALTS, strict=True):
        expect(field).to_be_focused()
        owner.keyboard.type(alt)
        owner.keyboard.press("Enter")

    # A sentence with a formula and footnotes
    body.get_by_text("End.", exact=True).click()
    owner.keyboard.press("End")
    owner.keyboard.type(" Then $E = mc^2$ holds")
    dialog = owner.get_by_role("dialog", name="Footnote")
    marks = body.locator(".inline-atom--footnote:visible")
    for number, note in enumerate(NOTES, 2):  # the first is of the pasted text
        owner.keyboard.type(" /foot")
        expect(owner.get_by_role("option", name="Footnote")).to_be_visible()
        owner.keyboard.press("Enter")
        dialog.get_by_label("Text of the note").fill(note)
        owner.keyboard.press("Enter")
        expect(marks).to_have_count(number)
        expect(body.locator("[contenteditable=true]:focus")).to_have_count(1)
        owner.keyboard.type(" here")
    wait_until_kept(site, page, "body", NOTES[-1])
    wait_until_kept(site, page, "body", ALTS[-1])
    publish(owner)


def write_note(owner, site):
    """Make the page of notes, and write and publish a note there."""
    home = find_page(site, depth=2)
    for parent, kind, title in (
        (home, "noteindexpage", "Notes"),
        (None, "notepage", "Low tide today"),
    ):
        parent = parent or find_page(site, title="Notes")
        owner.goto(f"{site.admin_url}pages/add/projects/{kind}/{parent}/")
        wait_until_ready(owner)
        owner.fill("[name=title]", title)
        owner.fill("[name=summary]", f"{title}, in a sentence.")
        publish(owner)


def read_as_visitor(visitor, site):
    """Find the project and the note wherever the site shows them."""
    visitor.goto(f"{site.url}/projects/")
    visitor.get_by_role("link", name="Seagrass from above").click()
    main = visitor.locator("main")
    expect(main.locator("sup").first).to_have_text("3")
    expect(main.locator("table")).to_have_count(2)
    expect(main.get_by_role("cell", name="0.125")).to_be_visible()
    for alt in ALTS:
        expect(main.get_by_role("img", name=alt)).to_have_count(1)
    expect(main.locator("math").first).to_be_attached()
    for number in (1, 2, 3):
        expect(main.get_by_role("link", name=f"Footnote {number}")).to_have_count(1)
    assert find_violations(visitor) == []

    markdown = site.get("/projects/seagrass-from-above.md").text
    for part in (
        "10<sup>3</sup>",
        "$E = mc^2$ holds[^2] here[^3]",
        f"![{ALTS[0]}]",
        "| 0.125 |",
        NOTES[0],
    ):
        assert part in markdown, markdown
    feed = site.get("/atom.xml").text
    for title in ("Seagrass from above", "Low tide today"):
        assert title in feed
        found = site.get(f"/search/?q={title.split()[0]}").text
        assert title in found
    assert "Low tide today" in site.get("/notes/").text


def test_the_steps_need_no_scripts(browser, new_site):
    new_site.run("from pages.desk.starter_content import record; record(offer=True, done=[])")
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        begin(tab, new_site)
        tab.get_by_label("Name").fill("Ada Example")
        save(tab)
        tab.get_by_role("button", name="Skip").click()
        # Nothing is left to choose from if the test above has removed it.
        if (choice := tab.get_by_label("Its pages without their content")).count():
            choice.check()
            save(tab)
            tab.get_by_role("button", name="Remove all of this").click()
        else:
            save(tab)
        tab.get_by_role("button", name="Skip").click()
        save(tab)
        expect(tab.get_by_role("heading", name="You")).to_have_count(0)


def test_the_screens_are_readable_on_a_phone_and_in_the_dark(browser, served_site):
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        tab = log_in(context.new_page(), served_site)
        for screen in SCREENS:
            tab.goto(f"{served_site.admin_url}{screen}")
            wide = "document.documentElement.scrollWidth > window.innerWidth"
            assert not tab.evaluate(wide), screen
            for theme, rules in THEMES.items():
                tab.emulate_media(color_scheme=theme)
                end_motion(tab)
                assert find_violations(tab, **rules) == [], (screen, theme)


def test_filled_fields_behind_a_gear_are_shown(owner, served_site):
    key = "from pages.models import AboutPage; print(AboutPage.objects.get().pk)"
    owner.goto(f"{served_site.admin_url}pages/{served_site.run(key)}/edit/#tab-facts")

    degree = owner.locator("[data-contentpath=education] [data-streamfield-child]").first
    advisor = degree.locator("[data-contentpath=advisor]")
    expect(advisor.locator("input")).to_have_value("Professor Peter B. Littlewood")
    settings = degree.locator("[data-block-settings]")
    assert settings.get_attribute("hidden") is None
    gear = degree.locator(f"[aria-controls='{settings.get_attribute('id')}']")
    expect(gear).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize(
    ("editor", "field"),
    [("settings/pages/owner/1/", "id_native_name"), ("pages/{home}/edit/", "id_seo_title")],
)
def test_a_link_of_the_dashboard_leads_to_a_field_that_is_folded(owner, served_site, editor, field):
    home = served_site.run("from pages.models import HomePage; print(HomePage.objects.get().pk)")

    owner.goto(f"{served_site.admin_url}{editor.format(home=home.strip())}#{field}")

    expect(owner.locator(f"#{field}")).to_be_in_viewport()

"""The first evening of an owner in a browser: five steps, from an empty site to a first draft."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin import THEMES, end_motion
from tests.support.browser import find_violations
from tests.support.desk import log_in
from tests.support.servers import Site

# Screens of the steps and of the removal, below the address of the admin.
SCREENS = [
    *(f"first-steps/{step}/" for step in ("you", "profiles", "content", "project", "time")),
    *("starter-content/", "starter-content/?step=1&remaining=structure", ""),
]


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

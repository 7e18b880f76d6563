"""The admin under its policy: each kind of page that its links lead to, without a complaint.

The editor of each page type, and what this site adds, is quiet in test_admin.py.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import expect

from tests.support.desk import (
    add_block,
    choose,
    find_page,
    log_in,
    make_project,
    open_editor,
)

# Content for every list of the admin.
PREPARE = """
from django.contrib.auth import get_user_model
from pages.models import ContactPage
from tests.support.factories import make_document, make_image
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page

make_document()
make_image()
Redirect.objects.create(old_path="/old", redirect_link="/")
Collection.get_first_root_node().add_child(name="Figures")
get_user_model().objects.create_user("grace")
form = {"name": "Grace", "address": "grace@example.org", "message": "Hello"}
FormSubmission.objects.create(page=ContactPage.objects.get(), form_data=form)
for page in Page.objects.filter(depth__gt=1).specific():
    page.save_revision()
"""
# Every link of the page, and those of the menu, which are folded away.
LINKS = """() => {
    const links = [...document.querySelectorAll("a[href]")].map((one) => one.href);
    const menu = document.querySelector("#wagtail-sidebar-props")?.text ?? "";
    const named = menu.match(/"\\/admin\\/[^"\\\\]*"/g) ?? [];
    return [...links, ...named.map((one) => location.origin + JSON.parse(one))];
}"""
# No link leads there: one is a button, the other is for what is ticked in a list.
NO_PAGES = {"wagtailadmin_logout", "wagtail_bulk_action"}
CHOOSERS = {"Figure": "Choose an image", "Video or embed": "Choose a document"}
LEAST = 60  # kinds of pages that there are


def name_kind(address):
    """Return what the page at an address is one of many of, None for no page of the admin."""
    parts = urlsplit(address)
    if not parts.path.startswith("/admin/") or "export" in parts.query:
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.url_name in NO_PAGES:
        return None
    return match.view_name


def crawl(tab, site, complaints):
    """Open a page of each kind, and return what is complained of by its address."""
    waiting, known, found = [site.admin_url], {name_kind(site.admin_url)}, {}
    while waiting:
        address = waiting.pop(0)
        answer = tab.goto(address)
        assert answer.status == 200, (address, answer.status)
        if complaints:
            found[address] = complaints.copy()
            complaints.clear()
        for link in tab.evaluate(LINKS):
            kind = name_kind(link) if link.startswith(site.admin_url) else None
            if kind and kind not in known:
                known.add(kind)
                waiting.append(link)
    return known, found


@pytest.fixture(scope="session")
def site(served_site):
    """The served site, made ready once: tests of other files may come between."""
    served_site.run(PREPARE)
    return served_site


@pytest.fixture
def owner(browser, site):
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        yield log_in(context.new_page(), site)


def test_no_page_of_the_admin_breaks_its_policy_or_asks_another_host(owner, site, listen):
    complaints = listen(owner, site)

    known, found = crawl(owner, site, complaints)

    assert found == {}
    assert len(known) >= LEAST


def test_what_opens_in_the_editor_keeps_to_the_policy(owner, site, listen):
    page, _ = make_project(site, "Chosen engine")
    open_editor(owner, site, page)
    complaints = listen(owner, site)

    for block, button in CHOOSERS.items():
        add_block(owner, block).get_by_role("button", name=button).first.click()
        choose(owner, "[data-chooser-modal-choice]")

    assert complaints == []


def test_the_choosers_and_dates_of_a_form_start(owner, site, listen):
    complaints = listen(owner, site)

    owner.goto(f"{site.admin_url}redirects/add/")
    owner.get_by_role("button", name="Choose a page").click()
    choose(owner, ".choose-page")
    expect(owner.locator("[name=redirect_page]")).to_have_value(re.compile(r"\d+"))
    owner.goto(f"{site.admin_url}pages/{find_page(site, slug='about')}/edit/")
    owner.locator("[name=go_live_at]").evaluate("(one) => one.focus()")
    owner.locator(".xdsoft_datetimepicker").first.wait_for(state="attached")

    assert complaints == []


def test_the_form_to_log_in_keeps_to_the_policy_for_visitors(visitor, site, listen):
    complaints = listen(visitor, site)

    answer = visitor.goto(f"{site.admin_url}login/")
    visitor.fill("[name=username]", "nobody")
    visitor.fill("[name=password]", "wrong")
    visitor.click("button[type=submit]")
    visitor.locator(".messages .error").wait_for()

    assert "unsafe" not in answer.headers["content-security-policy"]
    assert complaints == []

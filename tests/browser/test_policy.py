"""The admin under its policy: each kind of page that its links lead to, without a complaint.

The editors, and what this site adds, are quiet in test_admin.py.
"""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import expect

from tests.support.desk import add_block, choose, make_project

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
form = {"name": "Grace", "email": "grace@example.org", "message": "Hello"}
FormSubmission.objects.create(page=ContactPage.objects.get(), form_data=form)
for page in Page.objects.filter(depth__gt=1).specific():
    page.save_revision(clean=False)  # others may have left a page unfinished
"""
# Every link of a page, and those of the menu, which a script shows.
LINKS = r'(?:<a\s[^>]*?href=|"url": )"([^"]+)"'
# The scripts of a page, and the controllers of its elements.
PROGRAMS = r'(?:<script[^>]* src=|data-controller=)"([^"]+)"'
# No link leads there: one is a button, the other is for what is ticked in a list.
NO_PAGES = {"wagtailadmin_logout", "wagtail_bulk_action"}
CHOOSERS = {"Figure": "Choose an image", "Video or embed": "Choose a document"}
LEAST = 60  # kinds of pages that there are


def name_kind(address):
    """Return the name of the kind of page at an address, None outside of the admin."""
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


def crawl(client, site):
    """Request a page of each kind; return the number of kinds, and addresses to be opened.

    Of pages with the same scripts and controllers, the first is to be opened.
    """
    waiting, known, programs, opened = [site.admin_url], {name_kind(site.admin_url)}, set(), []
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status == 200, (address, answer.status)
        html = answer.text()
        found = {word for value in re.findall(PROGRAMS, html) for word in value.split()}
        if found - programs:
            opened.append(address)
            programs |= found
        for path in re.findall(LINKS, html):
            link = urljoin(address, unescape(path))
            kind = name_kind(link) if link.startswith(site.admin_url) else None
            if kind and kind not in known:
                known.add(kind)
                waiting.append(link)
    return len(known), opened


def test_no_page_of_the_admin_breaks_its_policy_or_asks_another_host(owner, served_site, listen):
    served_site.run(PREPARE)
    complaints = listen(owner, served_site)

    count, addresses = crawl(owner.context.request, served_site)
    for address in addresses:
        owner.goto(address)
        assert complaints == [], address

    assert count >= LEAST


def test_what_opens_in_the_editor_keeps_to_the_policy(owner, served_site, listen):
    complaints = listen(owner, served_site)
    page, _ = make_project(served_site, "Chosen engine")
    owner.goto(f"{served_site.admin_url}pages/{page}/edit/")

    for block, button in CHOOSERS.items():
        add_block(owner, block).get_by_role("button", name=button).first.click()
        choose(owner, "[data-chooser-modal-choice]")
    owner.locator("[name=go_live_at]").evaluate("(one) => one.focus()")
    owner.locator(".xdsoft_datetimepicker").first.wait_for(state="attached")
    owner.goto(f"{served_site.admin_url}redirects/add/")
    owner.get_by_role("button", name="Choose a page").click()
    choose(owner, ".choose-page")
    expect(owner.locator("[name=redirect_page]")).to_have_value(re.compile(r"\d+"))

    assert complaints == []

"""The editor's desk in a browser: the steps that a person goes through there."""

import re
import secrets

from playwright.sync_api import expect

from tests.support.site import until

INDEX = "from projects.models import ProjectIndexPage as Index; index = Index.objects.get()"
ACCOUNT = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

user = get_user_model().objects.create_user({name!r}, password={password!r})
user.groups.add(Group.objects.get(name={role!r}))
"""
# Wagtail takes the form for unedited as it is two seconds after it has connected to it.
WATCH = """() => {
    const form = document.querySelector("[data-edit-form]");
    const app = window.wagtail?.app;
    const watch = app?.getControllerForElementAndIdentifier(form, "w-unsaved");
    return Boolean(%s);
}"""
IS_CONNECTED, IS_WATCHED = WATCH % "watch", WATCH % "watch?.initialFormData"
DELAY = 2000  # milliseconds

PATIENCE = 120  # seconds, since the machine may be busy with other tests

# Pages that the starter site lacks, made where the served site keeps its own: one with every
# block, one with all that is too long, too small or too large, and a private one.
MORE_PAGES = """
from pages.models import HomePage, SiteImage, StandardPage
from tests.support.factories import make_body, make_figure, make_image
from wagtail.models import PageViewRestriction

body = StandardPage.body.field.stream_block
image = SiteImage.objects.first()
stored = [
    (name, block.get_prep_value(block.get_preview_value()))
    for name, block in body.child_blocks.items()
]
# Twice, since what is named may be named once only.
stored += [block for block in stored if block[0] not in {"contents", "gallery"}]
for width in ("wide", "full"):
    stored.append(("figure", make_figure(image, width=width)))
page = StandardPage(title="Every block", summary="Each of them.", body=make_body(*stored))
home = HomePage.objects.get()
home.add_child(instance=page)
def make_shown(image):
    return {"image": make_figure(image)["image"], "caption": "Out of scale"}

small, tall = make_image(width=30, height=20), make_image(width=300, height=10000)
body = make_body(
    ("figure", make_figure(small)),
    ("figure", make_figure(tall)),
    ("gallery", {"pictures": [make_shown(small), make_shown(tall)], "caption": ""}),
    ("heading", {"text": "W" * 120, "level": "h2", "anchor": "w"}),
    ("prose", "<p>" + "https://example.org/" + "w" * 500 + "</p>"),
)
page = StandardPage(title="W" * 250 + "👩🏽‍🔬", slug="extremes", body=body)
home.add_child(instance=page)
page = home.add_child(instance=StandardPage(title="Private"))
PageViewRestriction.objects.create(
    page=page, restriction_type="password", password="between us"
)
"""


def find_page(site, **fields):
    """Return the number that the admin knows the page by."""
    page = f"Page.objects.get(**{fields!r})"
    return int(site.run(f"from wagtail.models import Page; print({page}.pk)"))


def make_project(site, title, live=True):
    """Make a project, and return its number and its slug."""
    slug = f"{title.lower().replace(' ', '-')}-{secrets.token_hex(3)}"
    page = f"ProjectPage(title={title!r}, slug={slug!r}, summary='It computes.')"
    code = (
        f"{INDEX}; from projects.models import ProjectPage; page = {page}; "
        f"page.live = {live}; index.add_child(instance=page); "
        f"page.save_revision(){'.publish()' if live else ''}; print(page.pk)"
    )
    return int(site.run(code)), slug


def make_account(site, role):
    """Make an account, and return its name and a password made for this run."""
    name, password = f"ada-{secrets.token_hex(3)}", secrets.token_urlsafe(12)
    site.run(ACCOUNT.format(name=name, password=password, role=role))
    return name, password


def log_in(tab, site, name=None, password=None):
    """Log in, as the owner unless told otherwise, and leave the tab where it is."""
    client, address = tab.context.request, f"{site.admin_url}login/"
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', client.get(address).text())
    form = {
        "csrfmiddlewaretoken": token[1],
        "username": name or site.name,
        "password": password or site.password,
    }
    answer = client.post(address, form=form, max_redirects=0)
    assert answer.status == 302, answer.text()
    return tab


def fill_login(tab, site, name=None, password=None):
    """Log in in the form that the tab shows."""
    tab.context.clock.install()
    tab.fill("[name=username]", name or site.name)
    tab.fill("[name=password]", password or site.password)
    tab.click("button[type=submit]")
    tab.wait_for_url(site.admin_url)


def open_editor(tab, site, page):
    tab.context.clock.install()
    tab.goto(f"{site.admin_url}pages/{page}/edit/")
    wait_until_ready(tab)


def wait_until_ready(tab):
    """Wait until the editor notes what is typed, with a clock that skips Wagtail's delay."""
    tab.wait_for_load_state()
    tab.wait_for_function(IS_CONNECTED)
    tab.clock.fast_forward(DELAY)
    tab.wait_for_function(IS_WATCHED)


def add_block(tab, name):
    """Add a block at the end of the body, and return it."""
    body = tab.locator("[data-contentpath=body]").first
    blocks = body.locator("[data-streamfield-child]")
    count = blocks.count()
    body.locator(".c-sf-add-button").last.click()
    tab.get_by_role("option", name=name, exact=True).click()
    expect(blocks).to_have_count(count + 1)
    return blocks.nth(count)


def choose(tab, choice):
    """Take a choice of the dialog that a button has opened, and wait until that has gone.

    As it goes it gives the focus back to its button, in the middle of whatever is typed.
    """
    tab.locator(".modal.in").locator(choice).first.click()
    expect(tab.locator("body > .modal")).to_have_count(0)


def read_draft(site, page, field):
    """Return a field of the page as it was saved last."""
    draft = f"Page.objects.get(pk={page}).get_latest_revision().content[{field!r}]"
    return site.run(f"from wagtail.models import Page; print({draft})")


def wait_until_kept(site, page, field, words):
    """Wait until the words have been saved in a field of the page's draft."""
    until(lambda: words in read_draft(site, page, field))


def reload(tab, site, page, field, words):
    """Load the editor again when the words have been saved in a field of the page's draft."""
    wait_until_kept(site, page, field, words)
    tab.reload()
    wait_until_ready(tab)


def publish(tab):
    # The editor itself says “published” before, of what is live.
    with tab.expect_navigation():
        tab.locator("[name=action-publish]").click()
    # Told with all that the page says, where it says something else.
    expect(tab.locator("body")).to_contain_text("published", use_inner_text=True)

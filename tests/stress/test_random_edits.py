"""After any edits, the cache serves what Django would render now."""

import io
import os
import re
from datetime import timedelta
from itertools import count
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from pages.models import (
    HomePage,
    Owner,
    Profile,
    SelectedWork,
    SiteImage,
    SiteRendition,
)
from pages.serving.cache.cache import BYPASSED, STALE
from pages.serving.rsgi import Request
from projects.models import Author, ProjectPage, PublicationPage, Topic
from tests.support import factories
from tests.support.cache import (
    connections_kept,
    make_environ,
    make_scope,
    make_server,
    render_afresh,
    run,
    visit,
)
from tests.support.image_files import draw, encode

SEQUENCES = int(os.environ.get("RANDOM_EDITS", "50"))
# Each edit gets another number, so that each makes a difference.
numbers = count(1)


# The edits. Each gets a page below the home page, and a number to choose by.


def revise(page, **fields):
    page = find_original(page)
    for name, value in fields.items():
        setattr(page, name, f"{value}-{next(numbers)}")
    return page.save_revision()


def publish_draft(page, choice):
    if revision := page.get_latest_revision():
        revision.publish()


def move(page, choice):
    pages = list_below(page.get_site().root_page)
    target = pages[choice * 7 % len(pages)].specific
    if not target.path.startswith(page.path):
        page.move(target, pos="last-child")


def add_child(page, live):
    page.add_child(instance=ProjectPage(title=f"New {next(numbers)}", summary="New.", live=live))


def replace_image(page, choice):
    for image in SiteImage.objects.all():
        picture = encode(draw(40 + next(numbers) % 60, 40), "PNG")
        image.file = ContentFile(picture, name="new.png")
        image.save()


def add_redirect(page, choice):
    path = Redirect.normalise_path(f"/old-{choice % 3}/")
    Redirect.objects.update_or_create(old_path=path, defaults={"redirect_page": page})


def update(page, **fields):
    Page.objects.filter(pk=page.pk).update(**fields)


def update_in_bulk(page, choice):
    authors = list(Author.objects.all())
    for author in authors:
        author.name = f"A. Author {next(numbers)}"
    Author.objects.bulk_update(authors, ["name"])


def load_data(page, choice):
    if PublicationPage.objects.exists():
        target = io.StringIO()
        call_command("dumpdata", "projects.author", stdout=target)
        text = target.getvalue().replace("A. ", f"B{next(numbers)}. ")
        with mock.patch("sys.stdin", io.StringIO(text)):
            call_command("loaddata", "-", format="json", verbosity=0)


EDITS = {
    "publish": lambda page, choice: revise(page, title="Title", summary="Summary").publish(),
    "save a draft": lambda page, choice: revise(page, title="Draft"),
    "publish a draft": publish_draft,
    "unpublish": lambda page, choice: page.unpublish(),
    "move": move,
    "reorder": lambda page, choice: page.move(page.get_parent(), pos="first-child"),
    "rename": lambda page, choice: revise(page, slug="slug").publish(),
    "delete": lambda page, choice: page.delete(),
    "make an alias": lambda page, choice: page.create_alias(update_slug=f"alias-{next(numbers)}"),
    "copy": lambda page, choice: page.copy(
        recursive=True, update_attrs={"slug": f"copy-{next(numbers)}"}
    ),
    "add a page": lambda page, choice: add_child(page, live=True),
    "add a draft": lambda page, choice: add_child(page, live=False),
    "change the owner": lambda page, choice: factories.make_owner(name=f"Ada {next(numbers)}"),
    "add a profile": lambda page, choice: Profile.objects.create(
        owner=factories.make_owner(), kind="github", address="https://example.org/"
    ),
    "delete the owner": lambda page, choice: Owner.objects.all().delete(),
    "replace an image": replace_image,
    "describe an image": lambda page, choice: SiteImage.objects.update(
        description=f"A disc {next(numbers)}"
    ),
    "delete images": lambda page, choice: SiteImage.objects.all().delete(),
    "delete renditions": lambda page, choice: SiteRendition.objects.all().delete(),
    "redirect": add_redirect,
    "restrict": lambda page, choice: PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="x"
    ),
    "lift restrictions": lambda page, choice: PageViewRestriction.objects.all().delete(),
    "update a title": lambda page, choice: update(page, title=f"Set {next(numbers)}"),
    "update projects": lambda page, choice: ProjectPage.objects.update(
        role=f"Role {next(numbers)}"
    ),
    "update in bulk": update_in_bulk,
    "create in bulk": lambda page, choice: SelectedWork.objects.bulk_create(
        [SelectedWork(home=HomePage.objects.first(), page=page)], ignore_conflicts=True
    ),
    "delete in bulk": lambda page, choice: SelectedWork.objects.all().delete(),
    "rename topics": lambda page, choice: Topic.objects.update(name=f"Topic {next(numbers)}"),
    "toggle the menu": lambda page, choice: update(page, show_in_menus=not page.show_in_menus),
    "name the site": lambda page, choice: Site.objects.update(
        site_name=f"Site {next(numbers)}", port=80 + choice % 2
    ),
    "load data": load_data,
    "expire": lambda page, choice: update(page, expire_at=timezone.now() - timedelta(days=1)),
}


def find_original(page):
    """Return a page that can be edited: an alias is edited at its original."""
    return (page.alias_of or page).specific


def list_below(home):
    """Return the pages below the home page, or that one if it is alone."""
    pages = Page.objects.filter(path__startswith=home.path, depth__gt=home.depth)
    return list(pages.order_by("path")) or [home]


def list_addresses():
    pages = Page.objects.filter(depth__gt=1)
    return {page.url for page in pages if page.url} | {
        *("/", "/old-0/", "/projects/", "/projects/engine/", "/projects/?topic=looms"),
        *("/sitemap.xml", "/feed.json", "/projects.md"),
    }


def drop_token(text):
    """Return the text without the random token of the form for a password."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)


@pytest.fixture
def server(home, index, publication_index):
    image = factories.make_image(description="A disc")
    factories.make_owner(portrait=image)
    factories.make_publication(publication_index)
    project = factories.make_project(index, topics=["Looms"], cover=image)
    factories.make_page(home, title="Notes", show_in_menus=True)
    HomePage.objects.update(publications_from=publication_index)
    SelectedWork.objects.create(home=home, page=project)
    server = make_server()
    server.home = home
    for address in list_addresses():
        visit(server, address)
    return server


def find_cached(server, address):
    """Return the text that is served without rendering anything, or None."""
    request = Request(make_scope(make_environ(address)))
    if not (key := server.policy.key(request)):
        return None
    with mock.patch.object(server.cache, "load_or_render", return_value=BYPASSED):
        found = run(server.cache.lookup(key, request.query))
    # A page as it was is served only if its rendering fails, as it does here.
    is_current = found.response and found.status != STALE
    return found.response.bodies[""].decode() if is_current else None


def ask_afresh(server, address):
    with connections_kept():
        return render_afresh(server, address)


@given(
    edits=st.lists(
        st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 100)), min_size=1, max_size=4
    )
)
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_after_any_edits_the_cache_serves_what_django_renders(server, edits):
    with transaction.atomic():
        before = list_addresses()
        for edit, choice in edits:
            pages = list_below(server.home)
            EDITS[edit](pages[choice % len(pages)].specific, choice)
            visit(server, sorted(list_addresses())[choice % 5])

        addresses = sorted(before | list_addresses())
        for address in addresses:
            if (cached := find_cached(server, address)) is not None:
                assert drop_token(cached) == drop_token(ask_afresh(server, address).text)
        # A page that is not cached is rendered now, with what Django has cached.
        address = addresses[choice % len(addresses)]
        served, afresh = visit(server, address), ask_afresh(server, address)
        assert served.status == afresh.status, address
        assert drop_token(served.text) == drop_token(afresh.text), address
        transaction.set_rollback(True)

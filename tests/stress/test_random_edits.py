"""After any edits, the cache serves what Django would render now."""

import io
import os
import re
from datetime import timedelta
from itertools import count
from unittest import mock

import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from pages.models import BasePage, HomePage, Owner, Profile, SelectedWork, SiteImage
from pages.serving.cache.server import BYPASSED
from projects.models import Author, ProjectPage, PublicationPage, Topic
from tests.support import factories
from tests.support.cache import (
    connections_kept,
    make_environ,
    make_server,
    render_afresh,
    visit,
)

SEQUENCES = int(os.environ.get("RANDOM_EDITS", "60"))
# Each edit gets another number, so that each makes a difference.
numbers = count(1)


# The edits. Each gets the pages below the home page, and a number to choose one by.


def publish(pages, choice):
    page = choose_original(pages, choice)
    page.title = f"Title {next(numbers)}"
    page.summary = f"Summary {next(numbers)}."
    page.save_revision().publish()


def save_draft(pages, choice):
    page = choose_original(pages, choice)
    page.title = f"Draft {next(numbers)}"
    page.save_revision()


def publish_draft(pages, choice):
    if revision := choose(pages, choice).get_latest_revision():
        revision.publish()


def unpublish(pages, choice):
    choose(pages, choice).unpublish()


def move(pages, choice):
    page, target = choose(pages, choice), choose(pages, choice * 7 + 3)
    if not target.path.startswith(page.path):
        page.move(target, pos="last-child")


def reorder(pages, choice):
    choose(pages, choice).move(choose(pages, choice).get_parent(), pos="first-child")


def rename(pages, choice):
    page = choose_original(pages, choice)
    page.slug = f"slug-{next(numbers)}"
    page.save_revision().publish()


def delete(pages, choice):
    choose(pages, choice).delete()


def make_alias(pages, choice):
    page = choose(pages, choice)
    page.create_alias(update_slug=f"alias-{next(numbers)}")


def copy(pages, choice):
    slug = f"copy-{next(numbers)}"
    choose(pages, choice).copy(recursive=True, update_attrs={"slug": slug})


def add_page(pages, choice):
    page = ProjectPage(title=f"New {next(numbers)}", summary="New.")
    choose(pages, choice).add_child(instance=page)


def add_draft(pages, choice):
    page = ProjectPage(title=f"Later {next(numbers)}", summary="Later.", live=False)
    choose(pages, choice).add_child(instance=page)


def change_owner(pages, choice):
    factories.make_owner(name=f"Ada {next(numbers)}")


def add_profile(pages, choice):
    Profile.objects.create(
        owner=factories.make_owner(), kind="github", address="https://example.org/"
    )


def delete_owner(pages, choice):
    Owner.objects.all().delete()


def replace_image(pages, choice):
    for image in SiteImage.objects.all():
        file = io.BytesIO()
        Image.new("RGB", (40 + next(numbers) % 60, 40), "red").save(file, "PNG")
        image.file = ImageFile(file, name="new.png")
        image.save()


def describe_image(pages, choice):
    SiteImage.objects.update(description=f"A disc {next(numbers)}")


def delete_image(pages, choice):
    SiteImage.objects.all().delete()


def delete_renditions(pages, choice):
    SiteImage.get_rendition_model().objects.all().delete()


def add_redirect(pages, choice):
    path = Redirect.normalise_path(f"/old-{choice % 3}/")
    Redirect.objects.update_or_create(
        old_path=path, defaults={"redirect_page": choose(pages, choice)}
    )


def restrict(pages, choice):
    PageViewRestriction.objects.create(
        page=choose(pages, choice), restriction_type="password", password="x"
    )


def lift_restrictions(pages, choice):
    PageViewRestriction.objects.all().delete()


def update_at_once(pages, choice):
    Page.objects.filter(pk=choose(pages, choice).pk).update(
        title=f"Set {next(numbers)}"
    )


def update_projects(pages, choice):
    ProjectPage.objects.update(role=f"Role {next(numbers)}")


def update_in_bulk(pages, choice):
    authors = list(Author.objects.all())
    for author in authors:
        author.name = f"A. Author {next(numbers)}"
    Author.objects.bulk_update(authors, ["name"])


def create_in_bulk(pages, choice):
    home = HomePage.objects.first()
    SelectedWork.objects.bulk_create(
        [SelectedWork(home=home, page=choose(pages, choice))], ignore_conflicts=True
    )


def delete_in_bulk(pages, choice):
    SelectedWork.objects.all().delete()


def rename_topics(pages, choice):
    Topic.objects.update(name=f"Topic {next(numbers)}")


def toggle_menu(pages, choice):
    page = choose(pages, choice)
    Page.objects.filter(pk=page.pk).update(show_in_menus=not page.show_in_menus)


def name_site(pages, choice):
    Site.objects.update(site_name=f"Site {next(numbers)}", port=80 + choice % 2)


def load_data(pages, choice):
    page = PublicationPage.objects.first()
    if page:
        target = io.StringIO()
        call_command("dumpdata", "projects.author", stdout=target)
        text = target.getvalue().replace("A. ", f"B{next(numbers)}. ")
        with mock.patch("sys.stdin", io.StringIO(text)):
            call_command("loaddata", "-", format="json", verbosity=0)


def schedule_and_let_pass(pages, choice):
    page = choose(pages, choice)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(days=1))


EDITS = [
    *(publish, save_draft, publish_draft, unpublish, move, reorder, rename, delete),
    *(make_alias, copy, add_page, add_draft, change_owner, add_profile, delete_owner),
    *(replace_image, describe_image, delete_image, delete_renditions, add_redirect),
    *(restrict, lift_restrictions, update_at_once, update_projects, update_in_bulk),
    *(create_in_bulk, delete_in_bulk, rename_topics, toggle_menu, name_site, load_data),
    schedule_and_let_pass,
]


def choose(pages, choice):
    return pages[choice % len(pages)].specific


def choose_original(pages, choice):
    """Return a page that can be edited: an alias is edited at its original."""
    page = choose(pages, choice)
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
    paper = factories.make_publication(publication_index)
    project = factories.make_project(index, topics=["Looms"], cover=image)
    page = factories.make_page(home, title="Notes", show_in_menus=True)
    HomePage.objects.update(publications_from=publication_index)
    for item in (home, index, publication_index, paper, project, page):
        item.refresh_from_db()
        assert isinstance(item, BasePage)
    SelectedWork.objects.create(home=home, page=project)
    server = make_server()
    server.home = home
    for address in list_addresses():
        visit(server, address)
    return server


def find_cached(server, address):
    """Return the text that is served without rendering anything, or None."""
    environ = make_environ(address)
    key = server.policy.key(environ)
    with mock.patch.object(server, "load_or_render", return_value=BYPASSED):
        response = key and server.lookup(key, environ["QUERY_STRING"]).response
    return response and response.bodies[""].decode()


def ask_afresh(server, address):
    with connections_kept():
        return render_afresh(server, address)


@given(
    edits=st.lists(
        st.tuples(st.sampled_from(EDITS), st.integers(0, 100)), min_size=1, max_size=4
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
            edit(list_below(server.home), choice)
            visit(server, sorted(list_addresses())[choice % 5])

        addresses = sorted(before | list_addresses())
        for address in addresses:
            if (cached := find_cached(server, address)) is not None:
                assert drop_token(cached) == drop_token(
                    ask_afresh(server, address).text
                )
        # A page that is not cached is rendered now, with what Django has cached.
        address = addresses[choice % len(addresses)]
        served, afresh = visit(server, address), ask_afresh(server, address)
        assert served.status == afresh.status, address
        assert drop_token(served.text) == drop_token(afresh.text), address
        transaction.set_rollback(True)

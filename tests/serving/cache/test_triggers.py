"""The cache version changes with every write to public content, and with no other."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import CharField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Locale, Page, PageViewRestriction, Site

from pages.models import (
    HomePage,
    Owner,
    SelectedWork,
    SiteImage,
    SiteVersion,
    StandardPage,
)
from pages.serving.cache import triggers
from projects.models import Author
from tests.support import factories
from tests.support.starter_site import ADDRESSES


def read_version():
    return SiteVersion.objects.values_list("value", flat=True).first()


@pytest.fixture
def changes():
    """A function that tells whether the version changes while another is called."""

    def changes(function, *arguments, **named):
        before = read_version()
        function(*arguments, **named)
        return read_version() != before

    return changes


@pytest.fixture
def page(home):
    return factories.make_page(home)


def test_publishing_unpublishing_moving_and_deleting_change_it(home, page, changes):
    page.title = "Other"
    assert changes(page.save_revision().publish)
    assert changes(page.move, home, "first-child")
    assert changes(page.unpublish)
    assert changes(page.save_revision().publish)
    assert changes(page.delete)


def test_writes_without_a_signal_change_it(home, page, changes, tmp_path):
    chosen = SelectedWork(home=home, page=page)
    pages = StandardPage.objects.filter(pk=page.pk)
    fixture = tmp_path / "pages.json"
    call_command("dumpdata", "pages.standardpage", output=fixture, verbosity=0)
    image = factories.make_image()
    image.title = "A disc"

    assert changes(pages.update, summary="A summary.")
    assert changes(Page.objects.filter(pk=page.pk).update, title="Renamed")
    assert changes(SelectedWork.objects.bulk_create, [chosen], ignore_conflicts=True)
    assert changes(SelectedWork.objects.all().delete)
    assert changes(SiteImage.objects.bulk_update, [image], ["title"])
    assert changes(call_command, "loaddata", fixture, verbosity=0)


def test_settings_sites_and_restrictions_change_it(page, changes):
    assert changes(factories.make_owner, name="Grace Hopper")
    assert changes(Owner.load().delete)
    assert changes(Site.objects.update, site_name="Mine")
    restriction = PageViewRestriction(page=page, restriction_type="login")
    assert changes(restriction.save)
    assert changes(restriction.delete)


def test_drafts_and_saving_unchanged_do_not_change_it(page, publication_index, changes):
    def write_and_delete():
        draft = factories.make_publication(publication_index, live=False)
        draft.authors = [Author(name="C. Babbage")]
        draft.abstract = "It weaves."
        draft.save()
        draft.save_revision()
        draft.delete()

    assert not changes(write_and_delete)
    assert not changes(page.save)
    page.title = "Not yet"
    assert not changes(page.save_revision)


def test_a_rendition_changes_it_when_it_is_deleted_and_not_when_it_is_made(db, changes):
    image = factories.make_image()
    image.get_file_hash()

    assert not changes(image.get_rendition, "width-20")
    assert changes(image.renditions.all().delete)


def test_messages_searches_and_the_admin_do_not_change_it(page, admin_client, changes):
    contact = factories.make_contact(page.get_parent())
    # A site without an owner gets one from the first rendering.
    factories.make_owner()
    message = {"name": "Grace", "email": "grace@example.org", "message": "Hello"}

    assert not changes(Client().post, contact.url, message)
    assert FormSubmission.objects.count() == 1
    assert not changes(admin_client.get, "/admin/")
    assert not changes(Client().get, "/search/?q=notes")
    assert not changes(call_command, "rebuild_references_index", verbosity=0)


def test_every_table_that_public_pages_read_is_counted(starter):
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models}
    counted = {model._meta.db_table for model in triggers.find_counted_models()}
    beside = {"django_content_type", "wagtailcore_referenceindex"}

    others = ["/swan", "/atom.xml", "/sitemap.xml", "/llms.txt", "/feed.json", "/index.md"]
    for address in [*ADDRESSES, *others]:
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        for query in queries:
            read = {name for name in tables if f'"{name}"' in query["sql"]}
            assert read <= counted | beside, (address, query["sql"])


def count_triggers():
    with connection.cursor() as cursor:
        cursor.execute(triggers.PRESENT[connection.vendor])
        return len(cursor.fetchall())


def test_missing_triggers_are_installed_with_a_new_version(home, changes):
    number = count_triggers()
    before = read_version()
    triggers.remove("default", plan=["a migration"])
    assert count_triggers() == 0
    assert read_version() is None

    triggers.install("default", plan=["a migration"])

    assert count_triggers() == number
    assert read_version() not in {before, None}
    assert changes(HomePage.objects.update, headline="Hello")


def test_a_start_without_migrations_keeps_the_version(home, changes):
    assert not changes(call_command, "migrate", verbosity=0)


@pytest.fixture(scope="module")
def restored(django_db_setup, django_db_blocker):
    """Restore the rows of the migrations after the flushes of a test.

    After the module, since a test that uses transactional_db ends with one more flush.
    """
    with django_db_blocker.unblock():
        content = connection.creation.serialize_db_to_string()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
        connection.creation.deserialize_db_from_string(content)
        ContentType.objects.clear_cache()
        # PostgreSQL does not count rows that come with a primary key.
        with connection.cursor() as cursor:
            models = apps.get_models(include_auto_created=True)
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)


def test_triggers_survive_a_flush_and_a_migration_that_makes_a_table_anew(
    restored, transactional_db, changes
):
    call_command("flush", interactive=False, verbosity=0)
    number = count_triggers()
    assert read_version()
    field = Site._meta.get_field("site_name")
    longer = CharField(max_length=300)
    longer.set_attributes_from_name("site_name")

    migrate(Site, field, longer)

    assert count_triggers() == number
    assert changes(Site.objects.create, hostname="a", root_page=make_root())
    migrate(Site, longer, field)


def migrate(model, *fields):
    """Change a field as a migration does, between its signals."""
    triggers.remove("default", plan=["a migration"])
    with connection.schema_editor() as editor:
        editor.alter_field(model, *fields)
    triggers.install("default", plan=["a migration"])


def make_root():
    return Page.add_root(title="Root", slug="root", locale=Locale.objects.create())

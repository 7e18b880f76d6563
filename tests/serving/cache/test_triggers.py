"""The epoch moves with every write to what visitors can see, and with no other."""

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

from pages.models import Epoch, HomePage, Owner, SelectedWork, SiteImage, StandardPage
from pages.serving.cache import triggers as epoch
from projects.models import Author
from tests import factories


def read_epoch():
    return Epoch.objects.values_list("value", flat=True).first()


@pytest.fixture
def moves():
    """A function that tells whether the epoch moves while another is called."""

    def moves(function, *arguments, **named):
        before = read_epoch()
        function(*arguments, **named)
        return read_epoch() != before

    return moves


@pytest.fixture
def page(home):
    return factories.make_page(home)


@pytest.fixture
def draft(home):
    return factories.make_page(home, title="Draft", slug="draft-1", live=False)


def test_publishing_unpublishing_moving_and_deleting_move_it(home, page, moves):
    page.title = "Other"
    assert moves(page.save_revision().publish)
    assert moves(page.move, home, "first-child")
    assert moves(page.unpublish)
    assert moves(page.save_revision().publish)
    assert moves(page.delete)


def test_saving_a_draft_does_not_move_it(page, moves):
    page.title = "Not yet"

    assert not moves(page.save_revision)


def test_a_page_that_was_never_published_does_not_move_it(
    home, publication_index, moves
):
    def write_and_delete():
        draft = factories.make_publication(publication_index, live=False)
        draft.authors = [Author(name="C. Babbage")]
        draft.abstract = "It weaves."
        draft.save()
        draft.save_revision()
        draft.delete()

    assert not moves(write_and_delete)


def test_what_passes_every_signal_by_moves_it(home, page, moves):
    pages = StandardPage.objects.filter(pk=page.pk)
    assert moves(pages.update, summary="Told at once.")
    assert moves(Page.objects.filter(pk=page.pk).update, title="Renamed")
    assert moves(SelectedWork.objects.bulk_create, [SelectedWork(home=home, page=page)])
    assert moves(SelectedWork.objects.all().delete)

    image = factories.make_image()
    image.title = "A disc"
    assert moves(SiteImage.objects.bulk_update, [image], ["title"])


def test_an_insert_that_ignores_conflicts_moves_it(home, page, moves):
    chosen = [SelectedWork(home=home, page=page)]

    assert moves(SelectedWork.objects.bulk_create, chosen, ignore_conflicts=True)


def test_what_is_loaded_moves_it(page, moves, tmp_path):
    fixture = tmp_path / "pages.json"
    call_command("dumpdata", "pages.standardpage", output=fixture, verbosity=0)
    fixture.write_text(fixture.read_text().replace('"summary": ""', '"summary": "x"'))

    assert moves(call_command, "loaddata", fixture, verbosity=0)


def test_what_changes_nothing_does_not_move_it(page, moves):
    assert not moves(page.save)


def test_settings_sites_restrictions_and_redirects_move_it(page, moves):
    assert moves(factories.make_owner, name="Grace Hopper")
    assert moves(Owner.load().delete)
    assert moves(Site.objects.update, site_name="Mine")
    restriction = PageViewRestriction(page=page, restriction_type="login")
    assert moves(restriction.save)
    assert moves(restriction.delete)


def test_a_rendition_moves_it_when_it_goes_and_not_when_it_comes(db, moves):
    image = factories.make_image()
    image.get_file_hash()

    assert not moves(image.get_rendition, "width-20")
    assert moves(image.renditions.all().delete)


def test_what_editors_and_visitors_do_beside_pages_does_not_move_it(
    page, admin_client, moves
):
    contact = factories.make_contact(page.get_parent())
    # A site that was never looked at makes its owner with the first rendering.
    factories.make_owner()

    def write():
        message = {"name": "Grace", "address": "grace@example.org", "message": "Hello"}
        Client().post(contact.url, message)

    assert not moves(write)
    assert FormSubmission.objects.count() == 1
    assert not moves(admin_client.get, "/admin/")
    assert not moves(Client().get, "/search/?q=notes")
    assert not moves(call_command, "rebuild_references_index", verbosity=0)


def test_all_that_public_pages_read_is_counted(starter, answers):
    tables = {
        model._meta.db_table: model._meta
        for model in apps.get_models(include_auto_created=True)
    }
    counted = {model._meta.db_table for model in epoch.find_counted_models()}
    beside = {"django_content_type", "wagtailcore_referenceindex"}

    for address in [*answers, "/sitemap.xml", "/llms.txt", "/feed.json", "/index.md"]:
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        for query in queries:
            read = {name for name in tables if f'"{name}"' in query["sql"]}
            assert read <= counted | beside, (address, query["sql"])


def test_what_does_not_count_exists_and_says_why():
    models = apps.get_models(include_auto_created=True)
    known = {model._meta.label_lower for model in models}
    known |= {model._meta.app_label for model in models}

    assert epoch.NOT_COUNTED.keys() <= known
    assert all(epoch.NOT_COUNTED.values())
    columns = {field.column for field in Page._meta.local_concrete_fields}
    assert columns >= epoch.NOT_PUBLIC


def count_triggers():
    with connection.cursor() as cursor:
        cursor.execute(epoch.PRESENT[connection.vendor])
        return len(cursor.fetchall())


def test_what_was_lost_is_installed_again_with_a_new_epoch(home, moves):
    number = count_triggers()
    before = read_epoch()
    epoch.take_down("default", plan=["a migration"])
    assert count_triggers() == 0
    assert read_epoch() is None

    epoch.set_up("default", plan=["a migration"])

    assert count_triggers() == number
    assert read_epoch() not in {before, None}
    assert moves(HomePage.objects.update, headline="Hello")


def test_a_start_without_migrations_keeps_the_epoch(home, moves):
    assert not moves(call_command, "migrate", verbosity=0)


@pytest.fixture(scope="module")
def restored(django_db_setup, django_db_blocker):
    """Bring back, after the flushes of a test, what migrations have put into the database.

    After the module, since a test that uses transactional_db ends with one more flush.
    """
    with django_db_blocker.unblock():
        content = connection.creation.serialize_db_to_string()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
        connection.creation.deserialize_db_from_string(content)
        ContentType.objects.clear_cache()
        # PostgreSQL does not count what comes with a number of its own.
        with connection.cursor() as cursor:
            models = apps.get_models(include_auto_created=True)
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)


def test_it_outlives_a_flush_and_a_migration_that_makes_a_table_anew(
    restored, transactional_db, moves
):
    call_command("flush", interactive=False, verbosity=0)
    number = count_triggers()
    assert read_epoch()
    field = Site._meta.get_field("site_name")
    longer = CharField(max_length=300)
    longer.set_attributes_from_name("site_name")

    migrate(Site, field, longer)

    assert count_triggers() == number
    assert moves(Site.objects.create, hostname="a", root_page=make_root())
    migrate(Site, longer, field)


def migrate(model, *fields):
    """Change a field as a migration does, between its signals."""
    epoch.take_down("default", plan=["a migration"])
    with connection.schema_editor() as editor:
        editor.alter_field(model, *fields)
    epoch.set_up("default", plan=["a migration"])


def make_root():
    return Page.add_root(title="Root", slug="root", locale=Locale.objects.create())

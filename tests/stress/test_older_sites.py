"""A site made before version 1.0 works under the code of today.

archives/ holds a small one: as the backup command wrote it, and its SQLite database.
"""

import contextlib
import gzip
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Page, PageViewRestriction, Revision

from pages.models import DailyVisits, DraftLink, StandardPage
from pages.operations.backup import upgrade
from pages.operations.backup.archive import Archive, BackupError
from pages.operations.backup.restore import restore, verify
from pages.operations.backup.tables import read_line
from projects.models import ProjectPage

ARCHIVES = Path(__file__).with_name("archives")
BEFORE_1_0 = ARCHIVES / "before_1_0.zip"

FACTS = {
    "statuses": [200, 200, 200, 200, 404],
    "published": True,
    "redirect": "/revised/",
    "draft link": True,
    "asks for password": True,
    "opened": "/private/",
    "revisions": ["Änderung 董 \"'", "First revision", "Unpublished change"],
    "latest": "Unpublished change",
    "unpublished": "An unpublished summary.",
    "message": "Wie geht’s?\n\t∑",
    "visits": [("/", 12), ("example.org", 3)],
    "roles": [["Owner"], ["Editor"]],
    "generation": 2,
    "two-factor": [("ada", "00" * 20)],
}
UPLOADS = ["documents/notes.pdf", "original_images/disc.png"]


def read(path):
    return Client(SERVER_NAME="localhost").get(path).content.decode()


def describe():
    """Return the same facts about the site in the default database."""
    client = Client(SERVER_NAME="localhost")
    private, revised = (StandardPage.objects.get(slug=slug) for slug in ("private", "revised"))
    restriction = PageViewRestriction.objects.get(page=private)
    form = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, private.pk])
    password = {"password": "difference", "return_url": "/private/"}
    project = ProjectPage.objects.get(has_unpublished_changes=True)
    revisions = Revision.objects.for_instance(revised).order_by("pk")
    names = {"ada": "analytical-engine", "mary": "mechanism-of-the-heavens"}
    users = [authenticate(username=name, password=word) for name, word in names.items()]
    return {
        "statuses": [
            client.get(path).status_code
            for path in ("/", "/projects/", "/publications/", "/contact/", "/draft/")
        ],
        "published": "Änderung" in read("/revised/"),
        "redirect": client.get("/old-notes").headers["Location"],
        "draft link": "Second draft" in read(f"/draft/{DraftLink.objects.get().token}"),
        "asks for password": 'type="password"' in read("/private/"),
        "opened": client.post(form, password).headers.get("Location"),
        "revisions": [revision.content["title"] for revision in revisions],
        "latest": revised.get_latest_revision_as_object().title,
        "unpublished": project.get_latest_revision_as_object().summary,
        "message": FormSubmission.objects.get().form_data["message"],
        "visits": list(DailyVisits.objects.order_by("name").values_list("name", "count")),
        "roles": [[*user.groups.values_list("name", flat=True)] for user in users],
        "generation": get_user_model().objects.get(username="ada").session_generation,
        "two-factor": [*TOTPDevice.objects.values_list("user__username", "key")],
    }


# Migrations fill these by the models and the settings that there are.
FILLED_BY_MIGRATIONS = {
    "auth_permission",
    "auth_group_permissions",
    "django_content_type",
    "django_migrations",
    "pages_epoch",
    # Labels, as in an archive.
    "auth.permission",
    "auth.group_permissions",
    "contenttypes.contenttype",
    "wagtailcore.locale",
    "wagtailcore.site",
}


def check_rows_are_kept(before, after):
    """Compare the rows of tables that are still there, in the columns that both have."""
    for name in before.keys() & after.keys() - FILLED_BY_MIGRATIONS:
        for old, new in zip(before[name], after[name], strict=True):
            kept = old.keys() & new.keys()
            assert {key: new[key] for key in kept} == {key: old[key] for key in kept}


# The backup


def read_archive(archive):
    tables = {label: map(read_line, archive.read_table(label)) for label in archive.tables}
    return {
        label: [dict(zip(names, row, strict=True)) for row in rows]
        for label, (names, *rows) in tables.items()
    }


@pytest.fixture(scope="module")
def upgraded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The path of the backup as it is upgraded, which takes many migrations."""
    path = tmp_path_factory.mktemp("upgraded") / "backup.zip"
    messages = []
    with (
        django_db_blocker.unblock(),
        upgrade.open_archive(str(BEFORE_1_0), messages.append) as archive,
    ):
        shutil.copy(archive.path, path)
    assert messages == ["Upgrading the backup"]
    return path


def test_an_older_backup_is_upgraded_without_loss(upgraded, db):
    with Archive(BEFORE_1_0) as old, Archive(upgraded) as new:
        verify(new)

        assert new.migrations > old.migrations
        assert new.files == old.files
        check_rows_are_kept(read_archive(old), read_archive(new))


def test_a_site_restored_from_an_older_backup_works(upgraded, db):
    with Archive(upgraded) as archive:
        restore(archive)

    assert describe() == FACTS
    assert all(map(default_storage.exists, UPLOADS))
    picture = read("/revised/").partition('src="/media/')[2].partition('"')[0]
    assert Client(SERVER_NAME="localhost").get(f"/media/{picture}").status_code == 200


def test_a_failed_upgrade_is_explained_and_leaves_the_database_in_use(home, monkeypatch):
    original = connections["default"]
    titles = list(Page.objects.values_list("title"))

    def fail(*arguments):
        raise ValueError("A migration failed")

    monkeypatch.setattr(upgrade, "write_upgraded", fail)

    with (
        pytest.raises(BackupError, match=r"cannot be upgraded \(A migration failed\): restore it"),
        upgrade.open_archive(str(BEFORE_1_0), print),
    ):
        pass

    assert connections["default"] is original
    assert list(Page.objects.values_list("title")) == titles


# The database


FIND_TABLES = """
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
        AND name NOT LIKE 'wagtailsearch_indexentry%'
"""


def read_database(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        names = database.execute(FIND_TABLES)
        tables = {}
        for (name,) in names.fetchall():
            cursor = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            columns = [column[0] for column in cursor.description]
            tables[name] = [dict(zip(columns, row, strict=True)) for row in cursor]
    return tables


def test_a_database_of_then_works_after_migrate_which_moves_no_data(tmp_path, django_db_blocker):
    path = tmp_path / "db.sqlite3"
    path.write_bytes(gzip.decompress((ARCHIVES / "before_1_0.sqlite3.gz").read_bytes()))
    before = read_database(path)

    with django_db_blocker.unblock(), upgrade.temporary_database(tmp_path):
        call_command("migrate", verbosity=0)
        check_rows_are_kept(before, read_database(path))

        assert describe() == FACTS

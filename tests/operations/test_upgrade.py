"""The backup of an older version of the site is upgraded before it is used."""

from pathlib import Path

import pytest
from django.db import connection, connections
from wagtail.models import Page

from pages.operations.backup import upgrade
from pages.operations.backup.archive import Archive, BackupError
from pages.operations.backup.tables import read_line
from pages.operations.backup.upgrade import open_archive
from pages.operations.backup.verification import verify
from tests.support.site import run_python

BEFORE_1_0 = Path(__file__).with_name("archives") / "before_1_0.zip"
# Migrations fill these by the models and the settings that there are.
FILLED_BY_MIGRATIONS = {
    "auth.permission",
    "auth.group_permissions",
    "contenttypes.contenttype",
    "wagtailcore.locale",
    "wagtailcore.site",
}
DYNO = {
    "DYNO": "run.1",
    "DATABASE_URL": "postgres://name:secret@127.0.0.1:9/site",
    "SECRET_KEY": "abcdefghij" * 5,
    "SITE_URL": "https://example.org",
    "AWS_ACCESS_KEY_ID": "name",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "auto",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
    "BUCKET_NAME": "my-site",
}


def read_rows(archive, label):
    names, *rows = map(read_line, archive.read_table(label))
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_an_older_backup_is_upgraded_without_loss_beside_the_database(home):
    messages = []
    titles = list(Page.objects.values_list("title"))
    with (
        Archive(BEFORE_1_0) as old,
        open_archive(str(BEFORE_1_0), messages.append) as new,
    ):
        verify(new)

        assert messages == ["Upgrading the backup"]
        assert new.migrations > old.migrations
        assert new.files == old.files
        for label in old.tables.keys() & new.tables.keys() - FILLED_BY_MIGRATIONS:
            rows = zip(read_rows(old, label), read_rows(new, label), strict=True)
            for before, after in rows:
                shared = before.keys() & after.keys()
                assert {name: after[name] for name in shared} == {
                    name: before[name] for name in shared
                }
    assert list(Page.objects.values_list("title")) == titles


def test_a_failed_upgrade_is_explained_and_leaves_the_database_in_use(db, monkeypatch):
    original = connections["default"]

    def fail(*arguments, **options):
        raise ValueError("A migration failed")

    monkeypatch.setattr(upgrade, "call_command", fail)

    with (
        pytest.raises(
            BackupError, match=r"cannot be upgraded \(A migration failed\): restore it"
        ),
        open_archive(str(BEFORE_1_0), print),
    ):
        pass

    assert connections["default"] is original
    assert connection.is_usable()


def test_an_older_backup_is_upgraded_on_a_dyno():
    ran = run_python("manage.py", "restore", "--check", str(BEFORE_1_0), **DYNO)

    assert "Upgrading the backup" in ran.stdout
    assert "The backup is good" in ran.stdout, ran.stderr

"""A site made before version 1.0 works under the code of today.

archives/ holds a small one: as the backup command wrote it, and its SQLite database.
"""

import contextlib
import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from django.db import connection, connections
from wagtail.models import Page

from pages.operations.backup import upgrade
from pages.operations.backup.archive import Archive, BackupError
from pages.operations.backup.restore import verify
from pages.operations.backup.tables import read_line
from pages.operations.backup.upgrade import open_archive
from tests.support.shell import Shell
from tests.support.site import REPOSITORY, make_environment, run_python

ARCHIVES = Path(__file__).with_name("archives")
BEFORE_1_0 = ARCHIVES / "before_1_0.zip"

FACTS = {
    "statuses": {
        **dict.fromkeys(["/", "/projects/", "/publications/", "/contact/"], 200),
        "/draft/": 404,
    },
    "published": True,
    "redirect": "/revised/",
    "draft_link": True,
    "asks_for_password": True,
    "opened": "/private/",
    "revisions": ["Änderung 董 \"'", "First revision", "Unpublished change"],
    "latest": "Unpublished change",
    "unpublished": "An unpublished summary.",
    "message": "Wie geht’s?\n\t∑",
    "visits": [["/", 12], ["example.org", 3]],
    "roles": {"ada": ["Owner"], "mary": ["Editor"]},
    "generation": 2,
    "two_factor": [["ada", "00" * 20]],
}
UPLOADS = {
    "files": ["documents/notes.pdf", "original_images/disc.png"],
    "picture": 200,
}
# Migrations fill these by the models and the settings that there are.
FILLED_BY_MIGRATIONS = {
    "auth_permission",
    "auth_group_permissions",
    "django_content_type",
    "django_migrations",
    # Labels, as in an archive.
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


def check_rows_are_kept(before, after):
    """Compare rows in the columns that both tables have."""
    for old, new in zip(before, after, strict=True):
        kept = old.keys() & new.keys()
        assert {key: new[key] for key in kept} == {key: old[key] for key in kept}


@contextlib.contextmanager
def start_process(database_url):
    """Yield a function that runs code on the database, with an empty uploads folder."""
    environment = make_environment(
        DATABASE_URL=database_url, DJANGO_SETTINGS_MODULE="tests.settings"
    )
    shell = Shell(REPOSITORY, environment)
    try:
        yield shell.run
    finally:
        shell.stop()


def read_facts(run, **options):
    return json.loads(
        run(f"from tests.operations.older_site import print_facts;print_facts(**{options!r})")
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, copy_database, tmp_path):
    """The address of a database without pages."""
    if request.param == "postgresql":
        return request.getfixturevalue("make_postgresql_database")()
    # A copy has its tables already, and is quicker to bring up to date.
    if connection.vendor == "sqlite":
        return copy_database()
    return f"sqlite:///{tmp_path}/db.sqlite3"


def test_a_backup_of_then_is_restored(empty_database):
    with start_process(empty_database) as run:
        run(
            "from django.core.management import call_command;"
            f"call_command('restore', {str(BEFORE_1_0)!r})"
        )
        assert read_facts(run) == FACTS | UPLOADS


@pytest.fixture
def old_database(tmp_path):
    """The path of a copy of the database."""
    path = tmp_path / "db.sqlite3"
    path.write_bytes(gzip.decompress((ARCHIVES / "before_1_0.sqlite3.gz").read_bytes()))
    return path


def read_tables(path):
    """Return the columns and the rows of each table."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {}
        for (name,) in names.fetchall():
            cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            columns = [column[0] for column in cursor.description]
            tables[name] = [dict(zip(columns, row, strict=True)) for row in cursor]
    return tables


def test_a_database_of_then_works_after_migrate_which_moves_no_data(old_database):
    url = f"sqlite:///{old_database}"
    before = read_tables(old_database)

    run_python(*("manage.py", "migrate"), DATABASE_URL=url, SECRET_KEY="x" * 50, DEBUG="1")
    after = read_tables(old_database)

    for name in before.keys() & after.keys() - FILLED_BY_MIGRATIONS:
        check_rows_are_kept(before[name], after[name])
    with start_process(url) as run:
        assert read_facts(run, with_uploads=False) == FACTS


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
            check_rows_are_kept(read_rows(old, label), read_rows(new, label))
    assert list(Page.objects.values_list("title")) == titles


def test_a_failed_upgrade_is_explained_and_leaves_the_database_in_use(db, monkeypatch):
    original = connections["default"]

    def fail(*arguments, **options):
        raise ValueError("A migration failed")

    monkeypatch.setattr(upgrade, "call_command", fail)

    with (
        pytest.raises(BackupError, match=r"cannot be upgraded \(A migration failed\): restore it"),
        open_archive(str(BEFORE_1_0), print),
    ):
        pass

    assert connections["default"] is original
    assert connection.is_usable()


def test_an_older_backup_is_upgraded_on_a_dyno():
    ran = run_python("manage.py", "restore", "--check", str(BEFORE_1_0), **DYNO)

    assert "Upgrading the backup" in ran.stdout
    assert "The backup is good" in ran.stdout, ran.stderr

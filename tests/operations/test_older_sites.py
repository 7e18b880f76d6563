"""A site made before version 1.0 works under the code of today.

archives/ holds a small one: as the backup command wrote it, and its SQLite database.
"""

import contextlib
import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.support.shell import Shell
from tests.support.site import REPOSITORY, make_environment, run_python

ARCHIVES = Path(__file__).with_name("archives")

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
}


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
        run(
            "from tests.operations.older_site import print_facts;"
            f"print_facts(**{options!r})"
        )
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
            f"call_command('restore', {str(ARCHIVES / 'before_1_0.zip')!r})"
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
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
        tables = {}
        for (name,) in names.fetchall():
            cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            columns = [column[0] for column in cursor.description]
            tables[name] = [dict(zip(columns, row, strict=True)) for row in cursor]
    return tables


def test_a_database_of_then_works_after_migrate_which_moves_no_data(old_database):
    url = f"sqlite:///{old_database}"
    before = read_tables(old_database)

    run_python(
        *("manage.py", "migrate"), DATABASE_URL=url, SECRET_KEY="x" * 50, DEBUG="1"
    )
    after = read_tables(old_database)

    for name in before.keys() & after.keys() - FILLED_BY_MIGRATIONS:
        for old, new in zip(before[name], after[name], strict=True):
            kept = old.keys() & new.keys()
            assert {key: new[key] for key in kept} == {key: old[key] for key in kept}
    with start_process(url) as run:
        assert read_facts(run, with_uploads=False) == FACTS

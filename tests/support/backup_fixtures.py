"""Fixtures: sites in processes of their own, to be backed up and restored."""

import contextlib
import sqlite3

import pytest
from django.db import connection

from tests.support.backup_process import start_site


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker):
    """A site on SQLite with something in every part, in a process."""
    folder = tmp_path_factory.mktemp("site")
    if connection.vendor == "sqlite":
        # A copy of the database of the tests has its tables already.
        with django_db_blocker.unblock():
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(folder / "db.sqlite3")) as copy:
                connection.connection.backup(copy)
    with start_site(f"sqlite:///{folder}/db.sqlite3", folder / "media") as site:
        site.make()
        yield site


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory, make_postgresql_database):
    """A site on PostgreSQL whose database has nothing in it, not even tables."""
    folder = tmp_path_factory.mktemp("empty")
    with start_site(make_postgresql_database(), folder / "media") as site:
        yield site


@pytest.fixture(scope="module")
def archive(site, tmp_path_factory):
    """The backup of the site, and what it holds."""
    path = str(tmp_path_factory.mktemp("backups") / "site.zip")
    assert site.back_up(path) == []
    return path, site.describe()


@pytest.fixture
def changed_archive(site, archive, tmp_path):
    """The backup of the site after it was changed."""
    site.restore(archive[0])
    site.change()
    site.back_up(str(tmp_path / "changed.zip"))
    yield str(tmp_path / "changed.zip")
    site.restore(archive[0])

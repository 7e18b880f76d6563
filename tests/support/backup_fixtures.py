"""Fixtures: sites in processes of their own, to be backed up and restored."""

import contextlib
import sqlite3

import pytest

from tests.support.cache_process import start_process
from tests.support.templates import fill_from_template, find_migrated_postgresql

MODULES = ["tests.support.backup_sites", "tests.support.backup_races"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site on SQLite with something in every part, in a process."""
    folder = tmp_path_factory.mktemp("site")
    with contextlib.closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        fill_from_template(database)
    with start_process(f"sqlite:///{folder}/db.sqlite3", *MODULES) as site:
        site.fill()
        yield site


@pytest.fixture(scope="module")
def empty_site(postgresql_url, make_postgresql_database):
    """A site on PostgreSQL that has its tables and nothing else, in a process."""
    database = make_postgresql_database(find_migrated_postgresql(postgresql_url))
    with start_process(database, *MODULES) as site:
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

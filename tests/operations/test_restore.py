"""A whole site is backed up, wiped and restored, on SQLite and PostgreSQL."""

import contextlib
import sqlite3

import pytest
from django.db import connection

from tests.support.backup_process import start_site

# Processes that are ended while they restore, and as many that back up.
KILLS = 10


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


def test_a_wiped_site_is_restored_as_it_was(site, archive):
    path, before = archive
    site.wipe()
    assert site.describe() != before

    site.restore(path)

    assert site.describe() == before
    assert before["files"]
    assert before["pages.user"][0] == 1
    assert before["wagtailcore.revision"][0] >= 2
    assert before["wagtailforms.formsubmission"][0] == 1


def test_a_restored_site_has_a_new_cache_version_and_is_found_by_the_search(
    site, archive
):
    version, found = site.read_version(), site.search("distributed training")
    assert found

    site.restore(archive[0])

    assert site.read_version() != version
    assert site.search("distributed training") == found


def test_a_changed_site_is_restored_and_its_new_files_go(site, archive):
    path, before = archive
    uploads = site.list_uploads()
    site.change()

    site.restore(path)

    assert site.describe() == before
    assert len(site.list_uploads()) == len(uploads)
    assert not [name for name in site.list_uploads() if name.startswith("images/")]


def test_new_rows_go_on_after_those_restored(site, archive):
    site.restore(archive[0])

    assert site.add()


def test_an_archive_is_proved_and_the_site_stays_as_it_is(site, archive):
    before = site.describe(), site.list_uploads(), site.read_version()

    said = site.prove(archive[0])

    assert any("tables with" in text for text in said)
    assert (site.describe(), site.list_uploads(), site.read_version()) == before


def check_that_a_backup_holds_one_moment(site, path):
    """Back up while somebody counts in five places, and compare what is restored."""
    site.start_counting()

    written = site.back_up_while_somebody_writes(path)
    site.restore(path)

    home, owner, revision, newest_file, files = site.read_count()
    assert written >= 3
    assert home == owner == revision == newest_file == files >= 3


def test_a_backup_under_writing_holds_one_moment(site, archive, tmp_path):
    path = str(tmp_path / "moment.zip")

    check_that_a_backup_holds_one_moment(site, path)

    site.restore(archive[0])


def test_a_site_moves_from_sqlite_to_postgresql_and_back(
    site, empty_site, archive, tmp_path
):
    path, before = archive
    back = str(tmp_path / "back.zip")

    empty_site.restore(path)
    assert empty_site.describe() == before
    assert empty_site.prove(path)
    version = empty_site.read_version()
    empty_site.back_up(back)
    empty_site.prove(back)
    assert empty_site.add()
    empty_site.restore(back)
    assert empty_site.describe() == before
    assert empty_site.read_version() != version
    site.wipe()
    site.restore(back)

    assert site.describe() == before
    assert site.add()


def test_a_backup_on_postgresql_under_writing_holds_one_moment(
    empty_site, archive, tmp_path
):
    path = str(tmp_path / "moment.zip")
    empty_site.restore(archive[0])

    check_that_a_backup_holds_one_moment(empty_site, path)


@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_who_reads_meanwhile_finds_the_old_site_and_then_the_new_one(
    request, kind, archive, changed_archive
):
    site = request.getfixturevalue(kind)
    site.restore(archive[0])
    before = site.list_titles()

    read = site.restore_while_it_is_read(changed_archive)

    assert "Another home" in read[-1]
    assert read == [before, read[-1]]


@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_a_restore_that_is_killed_leaves_the_old_state_or_the_new_one(
    request, kind, archive, changed_archive
):
    site = request.getfixturevalue(kind)

    found = site.kill_restores([archive[0], changed_archive], KILLS)

    assert found["neither"] == 0
    assert found["old"] + found["new"] == KILLS
    assert found["whole"]


def test_a_backup_that_is_killed_leaves_the_earlier_one(site, archive, tmp_path):
    path = str(tmp_path / "site.zip")

    found = site.kill_backups(path, KILLS)

    assert sum(found.values()) == KILLS
    assert [file.name for file in tmp_path.iterdir()] == ["site.zip"]

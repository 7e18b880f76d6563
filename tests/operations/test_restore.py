"""A whole site is backed up, wiped and restored, on SQLite and PostgreSQL."""

# ruff: noqa: F811 - pytest finds fixtures by their names

import pytest

from tests.support.backup_fixtures import (  # noqa: F401
    archive,
    changed_archive,
    empty_site,
    site,
)


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


def test_a_restored_site_has_a_new_cache_version_and_is_found_by_the_search(site, archive):
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


def test_verification_leaves_the_site_unchanged(site, archive):
    before = site.describe(), site.list_uploads(), site.read_version()

    messages = site.verify(archive[0])

    assert any("tables with" in text for text in messages)
    assert (site.describe(), site.list_uploads(), site.read_version()) == before


def test_a_site_moves_from_sqlite_to_postgresql_and_back(site, empty_site, archive, tmp_path):
    path, before = archive
    back = str(tmp_path / "back.zip")

    empty_site.restore(path)
    assert empty_site.describe() == before
    assert empty_site.verify(path)
    version = empty_site.read_version()
    empty_site.back_up(back)
    empty_site.verify(back)
    assert empty_site.add()
    empty_site.restore(back)
    assert empty_site.describe() == before
    assert empty_site.read_version() != version
    site.wipe()
    site.restore(back)

    assert site.describe() == before
    assert site.add()


@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_a_backup_during_writes_is_consistent(request, kind, archive, tmp_path):
    site = request.getfixturevalue(kind)
    path = str(tmp_path / "moment.zip")
    site.restore(archive[0])

    written = site.back_up_during_writes(path)
    site.restore(path)

    home, owner, revision, newest_file, files = site.read_count()
    assert written >= 3
    assert home == owner == revision == newest_file == files >= 3
    site.restore(archive[0])


@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_readers_see_the_old_site_until_the_restore_is_complete(
    request, kind, archive, changed_archive
):
    site = request.getfixturevalue(kind)
    site.restore(archive[0])
    before = site.list_titles()

    read = site.restore_while_it_is_read(changed_archive)

    assert "Another home" in read[-1]
    assert read == [before, read[-1]]

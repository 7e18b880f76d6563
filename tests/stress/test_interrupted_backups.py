"""Backups and restores while others write and read, or whose processes are killed."""

# ruff: noqa: F811 - pytest finds fixtures by their names

import os

import pytest

from tests.support.backup_fixtures import (  # noqa: F401
    archive,
    changed_archive,
    empty_site,
    site,
)

# Processes that are killed while they restore, and as many that back up.
KILLS = int(os.environ.get("KILLS", "4"))

on_both_databases = pytest.mark.parametrize("kind", ["site", "empty_site"])


@on_both_databases
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


@on_both_databases
def test_readers_see_the_old_site_until_the_restore_is_complete(
    request, kind, archive, changed_archive
):
    site = request.getfixturevalue(kind)
    site.restore(archive[0])
    before = site.list_titles()

    read = site.restore_while_it_is_read(changed_archive)

    assert "Another home" in read[-1]
    assert read == [before, read[-1]]


@on_both_databases
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

"""Backups and restores whose processes are killed."""

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
KILLS = int(os.environ.get("KILLS", "10"))


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

"""The backup of an older version of the site, which is brought up to date."""

import contextlib

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from pages.operations.backup import create
from pages.operations.backup.archive import FILES, Archive, NewArchive, name_table
from pages.operations.backup.refusal import Refusal
from pages.operations.backup.tables import (
    find_columns,
    find_kept,
    read_line,
    write_line,
)
from pages.operations.backup.upgrade import open_archive
from pages.operations.backup.verification import prove

# What migrations write anew, and the record of the site, which the address decides about.
WRITTEN_ANEW = {
    "auth.permission",
    "auth.group_permissions",
    "contenttypes.contenttype",
    "wagtailcore.locale",
    "wagtailcore.site",
}


@pytest.fixture
def archive(starter, tmp_path, monkeypatch):
    """The path of the backup of the starter site."""
    monkeypatch.setattr(
        create, "hold_still", lambda using: contextlib.nullcontext(connection)
    )
    create.back_up(tmp_path / "site.zip")
    return tmp_path / "site.zip"


@pytest.fixture
def old(archive, tmp_path):
    """The path of the same, as it was before pages had what their fourth migration adds."""
    graph = MigrationLoader(None).graph
    later = {
        node
        for first in graph.nodes
        if first[0] == "pages" and first[1] >= "0004"
        for node in graph.backwards_plan(first)
    }
    migrations = [
        node
        for node in graph._generate_plan(graph.leaf_nodes(), at_end=True)
        if node not in later
    ]
    state = graph.make_state(nodes=migrations, at_end=True)
    path = tmp_path / "old.zip"
    with Archive(archive) as new, NewArchive(path) as made:
        tables = {
            label: write_old_table(new, made, label, model)
            for label, model in find_kept(state.apps).items()
        }
        for name in new.files:
            made.add(f"{FILES}{name}", new.read_file(name))
        told = {"tables": tables, "migrations": migrations}
        made.seal({**new.manifest, **told})
    return path


def write_old_table(new, made, label, model):
    """Write of a table the columns that it had, and return what the manifest says of it."""
    had = [column.name for column in find_columns(model)]
    # Later migrations have done away with some tables.
    lines = (
        map(read_line, new.read_table(label)) if label in new.tables else iter([had])
    )
    names = next(lines)
    places = [n for n, name in enumerate(names) if name in had]
    rows = [[values[n] for n in places] for values in [names, *lines]]
    size, digest = made.add(name_table(label), map(write_line, rows))
    return {"rows": len(rows) - 1, "size": size, "sha256": digest}


def test_an_older_backup_is_brought_up_to_date_and_loses_nothing(archive, old):
    said = []
    with (
        open_archive(str(old), said.append) as upgraded,
        Archive(old) as older,
        Archive(archive) as wanted,
    ):
        differing = {
            label
            for label in wanted.tables
            if upgraded.tables[label]["sha256"] != wanted.tables[label]["sha256"]
        }
        prove(upgraded)

        assert older.tables["pages.owner"] != wanted.tables["pages.owner"]
        assert said == ["Bringing the backup up to date"]
        assert upgraded.files == wanted.files
        assert upgraded.tables["projects.projectpage"]["rows"]
        assert differing <= WRITTEN_ANEW


def test_an_older_backup_that_cannot_be_brought_up_to_date_is_refused(
    old, monkeypatch, settings
):
    settings.BASE_DIR = old.parent

    with (
        pytest.raises(
            Refusal, match=r"cannot be brought up to date \(.+\): restore it"
        ),
        open_archive(str(old), print),
    ):
        pass

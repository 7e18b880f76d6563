"""Upgrade of a backup that an older version of the site has made.

A temporary SQLite database is migrated to the state of the backup, filled with its rows,
and migrated to the present state. The database of the site is not involved.
"""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from .archive import Archive, BackupError, NewArchive
from .create import copy_tables
from .destinations import reading
from .tables import empty_tables, fill_tables, find_included


@contextmanager
def open_archive(destination, log):
    """Yield the Archive of a destination, upgraded to this version of the site.

    Raises BackupError when it is unusable or of a newer version, or the upgrade fails.
    """
    with reading(destination) as path, Archive(path) as archive:
        loader = MigrationLoader(None)
        if archive.migrations - set(loader.disk_migrations):
            raise archive.too_new()
        if set(loader.graph.nodes) <= archive.migrations:
            yield archive
            return
        log("Upgrading the backup")
        with tempfile.TemporaryDirectory(prefix="recto-upgrade-") as folder:
            path = Path(folder) / "backup.zip"
            try:
                with temporary_database(Path(folder)) as connection:
                    write_upgraded(archive, path, connection)
            except Exception as error:
                raise BackupError(
                    f"{archive.path} cannot be upgraded ({error}): "
                    "restore it with the version that made it."
                ) from error
            with Archive(path) as upgraded:
                yield upgraded


def write_upgraded(archive, path, connection):
    """Write the upgraded archive to the path, by means of the empty default database."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    applied = [step for step in plan if (step[0].app_label, step[0].name) in archive.migrations]
    models = find_included(executor.migrate(None, applied).apps)
    with transaction.atomic():
        empty_tables(connection, models.values())
        fill_tables(connection, archive, {}, tables=models)
    call_command("migrate", verbosity=0)
    with NewArchive(path) as upgraded:
        for name in archive.files:
            upgraded.add_file(name, archive.read_file(name))
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
        tables = copy_tables(connection, upgraded)
        upgraded.seal({**archive.manifest, "migrations": migrations, "tables": tables})


@contextmanager
def temporary_database(folder):
    """Make a new SQLite database in the folder the default one of this thread.

    Migrations of Wagtail write to the default database whichever one is being migrated.
    """
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "db.sqlite3"),
        # Its content does not have to survive this process.
        "OPTIONS": {"init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"},
    }
    original = connections["default"]
    connections["default"] = ConnectionHandler({"default": database})["default"]
    ContentType.objects.clear_cache()
    try:
        yield connections["default"]
    finally:
        connections["default"].close()
        connections["default"] = original
        ContentType.objects.clear_cache()

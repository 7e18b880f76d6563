"""Creation of a backup: the database as of one moment, and the files that it names."""

import contextlib
from datetime import UTC, datetime
from importlib.metadata import version

from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ...models import Backup
from ..media_files import count_uploads, report_progress
from .archive import BackupError, NewArchive, explain_failure, is_disk_full
from .destinations import name_new, writing
from .tables import find_files, find_included, read_lines

ATTEMPTS = 5  # at copying, begun again when a file is deleted meanwhile


def create_backup(destination, log=lambda text: None):
    """Back up to a destination, and return the Backup.

    Raises BackupError when the destination is taken or not writable, and, with the backup
    made, when the storage lacks files.
    """
    if not is_migrated():
        raise BackupError(
            "The database is not that of this version of the site: run manage.py migrate first."
        )
    backup = Backup.objects.create(destination=name_new(destination))
    run_backup(backup, log)
    return backup


def run_backup(backup, log=lambda text: None):
    """Write the archive of a Backup, and save how it ended."""
    try:
        with writing(backup.destination) as path:
            missing = write_archive(path, log)["missing"]
            backup.size = path.stat().st_size
        check_complete(missing)
    except BaseException as error:
        is_known = isinstance(error, BackupError) or is_disk_full(error)
        backup.problem = explain_failure(error) if is_known else f"It was ended by {error!r}."
        raise
    finally:
        backup.finished_at = timezone.now()
        backup.save()


def check_complete(missing):
    """Raise BackupError when a backup lacks files that the storage had lost."""
    if missing:
        raise BackupError(
            f"The backup can be restored, but lacks {count_uploads(missing)} that the storage "
            f"has lost, such as {missing[0]}: see “Uploads” in docs/operate.md."
        )


def write_archive(path, log=lambda text: None):
    """Write the archive of the site to a path, and return its manifest.

    The site can be changed meanwhile: changes since the start are not in the archive.
    `log` is called with progress messages. Raises BackupError when the path is not writable.
    """
    models = find_included().values()
    for _ in range(ATTEMPTS):
        with open_repeatable_read() as connection, NewArchive(path) as archive:
            files = find_files(connection, models)
            manifest = {
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "made_by": {name: version(name) for name in ("django", "wagtail")},
                "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
                "tables": copy_tables(connection, archive, log),
            }
            names = sorted({name for _label, _key, name in files})
            manifest["files"], manifest["missing"] = copy_files(names, archive, log)
            # A deleted row may have taken its file with it, and its name may be reused.
            if files <= find_files(connections["default"], models):
                archive.seal(manifest)
                return manifest
        log("Files were deleted meanwhile: starting again")
    raise BackupError("Files are deleted faster than they are copied: try again later.")


def is_migrated():
    """Tell whether all migrations of this version have been applied."""
    executor = MigrationExecutor(connections["default"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextlib.contextmanager
def open_repeatable_read():
    """Yield a new connection that sees the database as of now, unaffected by writers."""
    connection = connections["default"].copy()
    options = connection.settings_dict["OPTIONS"]
    try:
        if connection.vendor == "sqlite":
            # An IMMEDIATE transaction would block writers.
            options["transaction_mode"] = "DEFERRED"
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
        else:
            from psycopg import IsolationLevel

            options["isolation_level"] = IsolationLevel.REPEATABLE_READ
            connection.set_autocommit(False)
        yield connection
    finally:
        connection.close()


def copy_tables(connection, archive, log=lambda text: None):
    """Write the tables, and return their manifest entries by label."""
    entries = {
        label: archive.add_table(label, read_lines(connection, model))
        for label, model in find_included().items()
    }
    rows = sum(entry["rows"] for entry in entries.values())
    log(f"Database: {len(entries)} tables with {rows:,} rows")
    return entries


def copy_files(names, archive, log):
    """Write the files, and return their manifest entries and the names of missing files."""
    entries, missing = {}, []
    for name in report_progress(names, log):
        try:
            size, _changed_at = default_storage.look(name)
            blocks = default_storage.read_part(name, range(size))
        except FileNotFoundError:
            missing.append(name)
        else:
            entries[name] = archive.add_file(name, blocks)
    for name in missing:
        log(f"Missing file, not in the backup: {name}")
    return entries, missing

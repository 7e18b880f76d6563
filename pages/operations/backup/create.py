"""Writing a backup: the database as it was at one moment, and the files that it names."""

import contextlib
from datetime import UTC, datetime
from importlib.metadata import version

from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from ...uploads import look, read
from .archive import FILES, NewArchive, name_table
from .refusal import Refusal
from .tables import find_files, find_kept, read_lines

# A file that is deleted before it was copied makes the copy begin again.
ATTEMPTS = 5
STEP = 100  # files, after which it is said how many are done


def back_up(path, say=lambda text: None, *, using="default"):
    """Write the archive of the site to a path, and return its manifest.

    `say` is called with lines that tell how far it is. The site goes on meanwhile: what is
    written after the beginning is not in the archive.
    Raises Refusal when it cannot be written.
    """
    for _ in range(ATTEMPTS):
        with hold_still(using) as connection, NewArchive(path) as archive:
            named = find_files(connection, find_kept().values())
            manifest = {
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "made_by": {name: version(name) for name in ("django", "wagtail")},
                "migrations": sorted(
                    MigrationRecorder(connection).applied_migrations()
                ),
                "tables": copy_tables(connection, archive, say),
            }
            names = sorted({name for _label, _key, name in named})
            manifest["files"], manifest["missing"] = copy_files(names, archive, say)
            # A row that is gone may have taken its file along, and another the name.
            if named <= find_files(connections[using], find_kept().values()):
                archive.seal(manifest)
                return manifest
        say("Files were deleted meanwhile: once more from the beginning")
    raise Refusal("Files are deleted faster than they are copied: try again later.")


def is_up_to_date(using="default"):
    """Tell whether the database has the tables of this version of the site."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextlib.contextmanager
def hold_still(using):
    """Yield a new connection that sees the database as it is now, whoever writes to it."""
    connection = connections[using].copy()
    options = connection.settings_dict["OPTIONS"]
    try:
        if connection.vendor == "sqlite":
            # One that only reads, beside which others write.
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


def copy_tables(connection, archive, say=lambda text: None):
    """Write the tables, and return what the manifest says of them, by label."""
    told = {}
    for label, model in find_kept().items():
        lines = CountedLines(read_lines(connection, model))
        size, digest = archive.add(name_table(label), lines)
        told[label] = {"rows": lines.count - 1, "size": size, "sha256": digest}
    rows = sum(table["rows"] for table in told.values())
    say(f"Database: {len(told)} tables with {rows:,} rows")
    return told


class CountedLines:
    """Passes lines on, and counts them."""

    def __init__(self, lines):
        self._lines = lines
        self.count = 0

    def __iter__(self):
        for self.count, line in enumerate(self._lines, start=1):  # noqa: B020
            yield line


def copy_files(names, archive, say):
    """Write the files, and return what the manifest says of them, and which are not there."""
    told, missing = {}, []
    for number, name in enumerate(names, start=1):
        try:
            size, _changed_at = look(default_storage, name)
            blocks = read(default_storage, name, range(size))
        except FileNotFoundError:
            missing.append(name)
        else:
            copied, digest = archive.add(f"{FILES}{name}", blocks, compress=False)
            told[name] = {"size": copied, "sha256": digest}
        if number % STEP == 0 or number == len(names):
            say(f"Files: {number} of {len(names)}")
    for name in missing:
        say(f"Not there, and so not in the backup: {name}")
    return told, missing

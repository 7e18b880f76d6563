"""Verification of a backup: it is restored into a temporary database and folder."""

import hashlib
import tempfile
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from .archive import BackupError
from .restore import add_files, fill_tables
from .tables import find_included, find_tables, is_excluded, read_lines
from .temporary_database import open_database


def verify(archive, log=lambda text: None):
    """Restore an open, current Archive aside, and compare every row and file.

    Raises BackupError when any differs.
    """
    with tempfile.TemporaryDirectory(prefix="recto-verification-") as folder:
        storage = FileSystemStorage(Path(folder) / "files")
        names = add_files(archive, storage, [], log)
        if any(name != stored for name, stored in names.items()):
            raise BackupError(
                "Two files of the backup have one name: take another backup."
            )
        with open_database(Path(folder) / "db.sqlite3") as connection:
            create_tables(connection)
            fill_tables(connection, archive, names, log)
            compare_tables(connection, archive)


def create_tables(connection):
    """Create the tables of a backup, and begin a transaction."""
    with connection.schema_editor(atomic=False) as editor:
        for model in find_tables():
            # Many-to-many tables are created with the models that declare them.
            if not is_excluded(model) and not model._meta.auto_created:
                editor.create_model(model)
    with connection.cursor() as cursor:
        # Foreign keys are checked at the end of a transaction only.
        cursor.execute("BEGIN")


def compare_tables(connection, archive):
    """Raise BackupError unless each table is equal to that of the archive."""
    for label, model in find_included().items():
        digest = hashlib.sha256()
        for line in read_lines(connection, model):
            digest.update(line)
        if digest.hexdigest() != archive.tables[label]["sha256"]:
            raise BackupError(
                f"The table {label} of the backup is not the same when restored: "
                "take another backup."
            )

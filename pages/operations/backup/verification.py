"""Proving that a backup can be restored: aside, in a database of its own."""

import hashlib
import tempfile
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db.utils import ConnectionHandler

from .refusal import Refusal
from .restore import bring_files, load
from .tables import find_kept, find_tables, is_left_out, read_lines


def prove(archive, say=lambda text: None):
    """Restore an open Archive into a temporary database and folder, and compare all of it.

    It is up to date. Raises Refusal when anything is not as it was.
    """
    with tempfile.TemporaryDirectory(prefix="recto-proof-") as folder:
        storage = FileSystemStorage(Path(folder) / "files")
        names = bring_files(archive, storage, [], say)
        if any(name != kept for name, kept in names.items()):
            raise Refusal("Two files of the backup have one name: take another backup.")
        connection = make_database(Path(folder) / "db.sqlite3")
        try:
            load(connection, archive, names, say)
            compare(connection, archive)
        finally:
            connection.close()


def make_database(path):
    """Return a connection to a new SQLite database with the tables of a backup."""
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # Nothing of it is to outlive this process.
        "OPTIONS": {"init_command": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"},
    }
    connection = ConnectionHandler({"default": {}, "proof": database})["proof"]
    with connection.schema_editor(atomic=False) as editor:
        for model in find_tables():
            # Those of relations are made with the models that declare them.
            if not is_left_out(model) and not model._meta.auto_created:
                editor.create_model(model)
    with connection.cursor() as cursor:
        # In a transaction rows may come before those that they name, and it is quicker.
        cursor.execute("BEGIN")
    return connection


def compare(connection, archive):
    """Raise Refusal unless each table says again what the archive does."""
    for label, model in find_kept().items():
        digest = hashlib.sha256()
        for line in read_lines(connection, model):
            digest.update(line)
        if digest.hexdigest() != archive.tables[label]["sha256"]:
            raise Refusal(
                f"The table {label} of the backup is not the same when restored: "
                "take another backup."
            )

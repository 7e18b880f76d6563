"""Putting a backup into the place of what the site is now.

Everything that can fail is done first. The files come beside the old ones, which nothing
overwrites; then one transaction changes the whole database, and with it which files are
the site's; and the old files go last. So whenever it ends, the site is whole: as it was,
or as the backup is.
"""

import hashlib
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import AutoField

from ...models.site import update_default_site, update_locale
from ...serving.cache import triggers
from .create import STEP, is_up_to_date
from .refusal import Refusal
from .tables import (
    empty,
    find_files,
    find_kept,
    find_replaced,
    is_left_out,
    write_rows,
)

# The folder where files are written before they get their names.
INCOMING = ".incoming"


def restore(archive, say=lambda text: None):
    """Put what is in an Archive into the place of what the site is now.

    The archive is open and up to date.
    `say` is called with lines that tell how far it is.
    Raises Refusal before anything has changed.
    """
    migrate(say)
    added = []
    try:
        names = bring_files(archive, default_storage, added, say)
        with transaction.atomic():
            old = change_database(archive, names, say)
    except Refusal:
        # After any other error it may not be known which state the database is in. What
        # stays is nobody's, and is found by the next attempt.
        for name in added:
            default_storage.delete(name)
        raise
    for name in old - set(names.values()):
        default_storage.delete(name)


def migrate(say):
    """Bring the database up to date, or make its tables in an empty one."""
    if not is_up_to_date():
        say("Bringing the database up to date")
        call_command("migrate", verbosity=0)


def bring_files(archive, storage, added, say):
    """Put the files of the archive beside those of the storage, and return their names.

    They are by the names in the archive. What is there already, from an earlier attempt
    perhaps, stays; what has the name of another file gets a new one. `added` is filled
    with the names of what is new.
    """
    names = {}
    with make_incoming(storage) as folder:
        for number, (name, told) in enumerate(archive.files.items(), start=1):
            if has(storage, name, told):
                names[name] = name
            else:
                path = write_file(folder, archive.read_file(name), name, told)
                with IncomingFile(path) as file:
                    names[name] = storage.save(name, file, max_length=100)
                added.append(names[name])
            if number % STEP == 0 or number == len(archive.files):
                say(f"Files: {number} of {len(archive.files)}")
    return names


class IncomingFile(File):
    """A file that Django moves to its place at once, where that is on the same disk."""

    def __init__(self, path):
        super().__init__(path.open("rb"), name=path.name)
        self._path = path

    def temporary_file_path(self):
        return str(self._path)


@contextmanager
def make_incoming(storage):
    """Yield a new folder, beside the files where the storage is on a disk."""
    if not isinstance(storage, FileSystemStorage):
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    folder = Path(storage.location) / INCOMING
    # It is here when a restore was ended while it worked.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_file(folder, blocks, name, told):
    """Write blocks to a file of the folder and return its path.

    Raises Refusal when they are not what the manifest has told.
    """
    digest = hashlib.sha256()
    path = folder / "file"
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)
            digest.update(block)
    if digest.hexdigest() != told["sha256"]:
        raise Refusal(f"The file {name} of the backup is damaged: take another backup.")
    return path


def has(storage, name, told):
    """Tell whether the storage has the very file that the manifest tells of."""
    if not storage.exists(name) or storage.size(name) != told["size"]:
        return False
    digest = hashlib.sha256()
    with storage.open(name) as file:
        for block in file.chunks():
            digest.update(block)
    return digest.hexdigest() == told["sha256"]


def change_database(archive, names, say):
    """Replace the content of all tables, in a transaction, and return the old files."""
    tables = find_replaced()
    lock(tables)
    with triggers.held(connection):
        old = {name for _label, _key, name in find_files(connection, tables)}
        empty(connection, tables)
        load(connection, archive, names, say)
        ContentType.objects.clear_cache()
        move_sequences(tables)
        update_default_site()
        update_locale()
        say("Filling the search index")
        call_command("update_index", verbosity=0)
    return old


def lock(tables):
    """Let nobody else write until the end of the transaction; SQLite does by itself."""
    if connection.vendor == "postgresql":
        quote = connection.ops.quote_name
        names = ", ".join(quote(model._meta.db_table) for model in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def load(connection, archive, names, say=lambda text: None, *, kept=None):
    """Fill the empty tables of a database, those of the models `kept`, by their labels.

    Raises Refusal when they do not fit.
    """
    kept = kept or find_kept()
    if set(archive.tables) != set(kept):
        raise Refusal(
            f"{archive.path} has other tables than its version of the site: "
            "take another backup."
        )
    for label, told in archive.tables.items():
        model = kept[label]
        count = write_rows(connection, model, archive.read_table(label), names)
        if count != told["rows"]:
            raise Refusal(
                f"The backup has {count} rows for {told['rows']} of {label}: "
                "take another backup."
            )
    try:
        connection.check_constraints([model._meta.db_table for model in kept.values()])
    except DatabaseError as error:
        raise Refusal(
            "The backup names rows that it does not hold: take another backup."
        ) from error
    rows = sum(told["rows"] for told in archive.tables.values())
    say(f"Database: {len(kept)} tables with {rows:,} rows")


def move_sequences(tables):
    """Have PostgreSQL number new rows after those that came with numbers.

    Never back, since that part would stay when the rest is undone.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in tables:
            field = model._meta.auto_field
            if is_left_out(model) or not isinstance(field, AutoField):
                continue
            table, column = quote(model._meta.db_table), quote(field.column)
            sequence = f"pg_get_serial_sequence('{table}', '{field.column}')"
            cursor.execute(
                f"SELECT setval({sequence}, "  # noqa: S608
                f"greatest((SELECT max({column}) FROM {table}), nextval({sequence})))"
            )

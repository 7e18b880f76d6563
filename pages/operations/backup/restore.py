"""Replacement of the site by a backup, and verification of a backup.

New files are added beside the old ones, without overwriting any. One transaction then
replaces the database, and with it the file names. The old files are deleted last. So an
interrupted restore leaves the old site or the new one, and at worst some unused files.

Verification restores the backup into a temporary database and folder.
"""

import hashlib
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.models import AutoField
from wagtail.contrib.forms.models import FormSubmission

from ...models import ContactPage, SiteVersion
from ...models.site import update_default_site, update_locale
from ...serving.cache import triggers
from ..media_files import compute_digest, report_progress
from .archive import BackupError
from .create import check_complete, is_migrated
from .tables import (
    WRITTEN_BY_VISITORS,
    empty_tables,
    fill_tables,
    find_files,
    find_included,
    find_replaced,
    is_excluded,
    move_rows,
    read_lines,
    stage_tables,
)
from .upgrade import temporary_database

# Folder for files that are still being written.
INCOMING = ".incoming"
LOCK_ATTEMPTS = 20


def restore(archive, log=lambda text: None):
    """Replace the site by an open, current Archive.

    `log` is called with progress messages. After any error the site is as it was, and the
    files that were added are deleted.
    """
    if not is_migrated():
        log("Bringing the database up to date")
        call_command("migrate", verbosity=0)
    added, is_replaced = [], False
    try:
        names = add_files(archive, default_storage, added, log)
        with transaction.atomic():
            old_files = replace_database(archive, names, log)
            is_replaced = True
    except BaseException:
        # When only the commit fails, it may have succeeded, so the files must stay.
        for name in [] if is_replaced else added:
            with suppress(Exception):
                default_storage.delete(name)
        raise
    for name in old_files - set(names.values()):
        default_storage.delete(name)


def add_files(archive, storage, added, log):
    """Add the files of the archive to a storage, and map their names to those there.

    An equal file of the same name, as from an interrupted restore, is used; beside a
    different one the file gets a new name. Names of new files are appended to `added`.
    """
    names = {}
    with make_incoming(storage) as folder:
        for name in report_progress(archive.files, log):
            entry = archive.files[name]
            if has_file(storage, name, entry):
                names[name] = name
            else:
                path = write_file(folder, archive.read_file(name), name, entry)
                with IncomingFile(path) as file:
                    names[name] = storage.save(name, file, max_length=100)
                added.append(names[name])
    return names


class IncomingFile(File):
    """A file that a storage on the same disk renames instead of copying."""

    def __init__(self, path):
        super().__init__(path.open("rb"), name=path.name)
        self._path = path

    def temporary_file_path(self):
        return str(self._path)


@contextmanager
def make_incoming(storage):
    """Yield a new folder, on the disk of the storage if it has one."""
    if not isinstance(storage, FileSystemStorage):
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    folder = Path(storage.location) / INCOMING
    # It remains after an interrupted restore.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_file(folder, blocks, name, entry):
    """Write blocks to a file of the folder and return its path.

    Raises BackupError when they differ from the manifest entry.
    """
    digest = hashlib.sha256()
    path = folder / "file"
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)
            digest.update(block)
    if digest.hexdigest() != entry["sha256"]:
        raise BackupError(f"The file {name} of the backup is damaged: take another backup.")
    return path


def has_file(storage, name, entry):
    """Tell whether the storage has the file of a manifest entry."""
    if not storage.exists(name) or storage.size(name) != entry["size"]:
        return False
    return compute_digest(storage, name) == entry["sha256"]


def replace_database(archive, names, log):
    """Replace the content of all tables, in a transaction, and return the old files.

    On PostgreSQL the rows of the archive wait in temporary tables until all are there, so that
    visitors, who write messages or renditions, wait for the last step alone.
    """
    tables, messages = find_replaced(), FormSubmission.objects.all()
    written = [model for model in tables if model._meta.db_table in WRITTEN_BY_VISITORS]
    is_staged = connection.vendor == "postgresql"
    lock_tables([model for model in tables if model not in written])
    with triggers.suspended(connection):
        known = set(messages.values_list("pk", flat=True))
        staged = stage_tables(connection, archive, names, log) if is_staged else {}
        lock_tables(written)
        arrived = [message for message in messages if message.pk not in known]
        old = {name for _label, _key, name in find_files(connection, tables)}
        empty_tables(connection, tables)
        if is_staged:
            move_rows(connection, staged)
        else:
            fill_tables(connection, archive, names, log)
        ContentType.objects.clear_cache()
        advance_sequences(tables)
        keep_messages(arrived, log)
        update_default_site()
        update_locale()
        # The next start prepares the site as after a release.
        SiteVersion.objects.update(prepared_for="")
        log("Filling the search index")
        call_command("update_index", verbosity=0)
    return old


def lock_tables(tables):
    """Block other writers until the end of the transaction, as SQLite does by itself.

    Rows of other tables that name a row of these can still be inserted.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(model._meta.db_table) for model in tables)
    for is_last in [*[False] * LOCK_ATTEMPTS, True]:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
            return
        except OperationalError:
            # A writer that waits for an earlier lock may have one of these: a deadlock, which
            # PostgreSQL ends after a second, and the site after ten by cancelling the writer.
            if is_last:
                raise


def keep_messages(messages, log):
    """Store messages of visitors again that came while the backup was read."""
    pages = list(ContactPage.objects.values_list("pk", flat=True))
    for message in messages:
        if not pages:
            log(f"Lost, since the backup has no contact page: {message.form_data}")
            continue
        message.pk, message._state.adding = None, True
        if message.page_id not in pages:
            message.page_id = pages[0]
        message.save()


def advance_sequences(tables):
    """Let PostgreSQL number new rows after the restored ones.

    Sequences are never moved back, since a rollback does not restore them.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in tables:
            field = model._meta.auto_field
            if is_excluded(model) or not isinstance(field, AutoField):
                continue
            table, column = quote(model._meta.db_table), quote(field.column)
            sequence = f"pg_get_serial_sequence('{table}', '{field.column}')"
            cursor.execute(
                f"SELECT setval({sequence}, "  # noqa: S608
                f"greatest((SELECT max({column}) FROM {table}), nextval({sequence})))"
            )


def verify(archive, log=lambda text: None):
    """Restore an open, current Archive aside, and compare every row and file.

    Raises BackupError when any differs or is missing.
    """
    with tempfile.TemporaryDirectory(prefix="recto-verification-") as folder:
        storage = FileSystemStorage(Path(folder) / "files")
        names = add_files(archive, storage, [], log)
        if any(name != stored for name, stored in names.items()):
            raise BackupError("Two files of the backup have one name: take another backup.")
        with temporary_database(Path(folder)) as connection:
            create_tables(connection)
            with transaction.atomic():
                fill_tables(connection, archive, names, log)
            compare_tables(connection, archive)
    check_complete(archive.manifest.get("missing"))


def create_tables(connection):
    with connection.schema_editor() as editor:
        for model in find_included().values():
            # Many-to-many tables are created with the models that declare them.
            if not model._meta.auto_created:
                editor.create_model(model)


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

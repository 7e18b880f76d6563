"""Files that the database names: which of them a storage lacks, and copies between storages.

The site looks for its uploads in one storage, the bucket where one is set and the disk
elsewhere. Files of an earlier storage are out of sight until they are copied.
"""

import hashlib
import tempfile
from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from ..serving.media.disk import Disk
from .backup.tables import find_files, find_included, find_tables

STEP = 100  # files between two progress messages


def find_missing():
    """Return the names of uploads that rows name and the storage lacks.

    Renditions are left out, since they are made again from their images.
    """
    names = list_names(find_included().values())
    return sorted(names - list_stored(default_storage, names))


def describe_missing():
    """Return a sentence about the uploads that the storage lacks, "" when it has them all."""
    try:
        missing = find_missing()
    except Exception as error:  # noqa: BLE001 - of the disk, the network or the bucket
        return f"The uploads cannot be listed ({error})."
    if not missing:
        return ""
    storage = "bucket" if settings.BUCKET else "disk"
    shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
    return f"The {storage} lacks {count_uploads(missing)} that the site uses, {shown}."


def count_uploads(names):
    return "1 upload" if len(names) == 1 else f"{len(names)} uploads"


def list_names(models):
    return {name for _label, _key, name in find_files(connection, models)}


def list_stored(storage, names):
    """Return those of the names that a storage has; a bucket is asked for a thousand at once."""
    if isinstance(storage, FileSystemStorage):
        return {name for name in names if storage.exists(name)}
    return names & set(storage.list_names(""))


def open_storages():
    """Return the storages of uploads by name, the disk and the bucket that is set."""
    return {"disk": Disk(settings.MEDIA_ROOT), "bucket": default_storage}


def copy_files(source, target, log=lambda text: None):
    """Copy every file that the database names, and verify each copy.

    Returns the names of the files by outcome, as copy_file() tells it. Files that the target
    has already are compared, so a copy that was interrupted goes on. Nothing is overwritten,
    and the source keeps its files. Errors of the storages are raised.
    """
    names = sorted(list_names(find_tables()))
    stored = list_stored(target, set(names))
    outcomes = defaultdict(list)
    for name in report_progress(names, log):
        outcomes[copy_file(source, target, name, is_stored=name in stored)].append(name)
    return outcomes


def report_progress(names, log):
    """Yield the names of files, and log from time to time how many of them are done."""
    for number, name in enumerate(names, start=1):
        yield name
        if number % STEP == 0 or number == len(names):
            log(f"Files: {number} of {len(names)}")


def copy_file(source, target, name, *, is_stored):
    """Copy a file, and return the outcome.

    It is "copied", "present" in the target already, "missing" in both storages, or
    "different" where the target has another file of the same name.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        try:
            digest = fetch(source, name, path)
        except FileNotFoundError:
            return "present" if is_stored else "missing"
        if not is_stored:
            target.put(path, name)
        if compute_digest(target, name) != digest:
            return "different"
        return "present" if is_stored else "copied"


def fetch(storage, name, path):
    """Write a file of a storage to a path, and return its SHA-256 in hexadecimal.

    Raises FileNotFoundError.
    """
    digest = hashlib.sha256()
    with storage.open(name) as file, path.open("wb") as copy:
        for block in file.chunks():
            copy.write(block)
            digest.update(block)
    return digest.hexdigest()


def compute_digest(storage, name):
    with storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

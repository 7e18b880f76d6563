"""Destinations of backups: a local path, or a name in the bucket of the site.

The latter is written `bucket:backups/name.zip`.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from .archive import BackupError

IN_BUCKET = "bucket:"
FOLDER = "backups/"


def name_new(destination: str) -> str:
    """Return the full destination of a new backup; in a folder its name is the time.

    Raises BackupError when the destination exists, or there is no bucket.
    """
    by_time = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}.zip"
    if destination.startswith(IN_BUCKET):
        name = destination.removeprefix(IN_BUCKET) or FOLDER
        if name.endswith("/"):
            name += by_time
        check_name(name)
        is_taken = default_storage.exists(name)
        destination = f"{IN_BUCKET}{name}"
    else:
        path = Path(destination)
        if path.is_dir():
            path /= by_time
        is_taken = path.exists()
        destination = str(path)
    if is_taken:
        raise BackupError(f"{destination} is there already: choose another destination.")
    return destination


def check_name(name: str) -> None:
    """Raise BackupError unless there is a bucket, and the name is in its backup folder.

    Files in other folders of the bucket could be served to visitors.
    """
    if not settings.BUCKET:
        raise BackupError("No bucket is set: name a file, or set BUCKET_NAME.")
    if not name.startswith(FOLDER) or ".." in name:
        raise BackupError(f"In the bucket, backups are in {IN_BUCKET}{FOLDER}: name one there.")


@contextmanager
def writing(destination: str) -> Iterator[Path]:
    """Yield the path to write the archive to; it is uploaded to the bucket afterwards."""
    if not destination.startswith(IN_BUCKET):
        yield Path(destination)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.zip"
        yield path
        default_storage.put(path, destination.removeprefix(IN_BUCKET))


@contextmanager
def reading(destination: str) -> Iterator[Path]:
    """Yield the path to read the archive from, downloaded from the bucket if it is there.

    Raises BackupError when the bucket has no such file.
    """
    if not destination.startswith(IN_BUCKET):
        yield Path(destination)
        return
    name = destination.removeprefix(IN_BUCKET)
    check_name(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        try:
            default_storage.fetch(name, path)
        except FileNotFoundError as error:
            raise BackupError(f"There is no {destination}: name a backup.") from error
        yield path

"""Where backups are: a path of this machine, or a name in the bucket of the site.

The latter is written `bucket:backups/name.zip`.
"""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from .refusal import Refusal

IN_BUCKET = "bucket:"
FOLDER = "backups/"


def name_by_time():
    """Return the name of a backup that is made now."""
    return f"{timezone.now():%Y-%m-%dT%H-%M-%SZ}.zip"


def find_new_place(place):
    """Return a place for a new backup; a folder is given a name by the time.

    Raises Refusal when something is there already, or there is no bucket.
    """
    if place.startswith(IN_BUCKET):
        name = place.removeprefix(IN_BUCKET)
        if not name or name.endswith("/"):
            name = f"{name or FOLDER}{name_by_time()}"
        check_name(name)
        is_taken = default_storage.exists(name)
        place = f"{IN_BUCKET}{name}"
    else:
        path = Path(place)
        if path.is_dir():
            path /= name_by_time()
        is_taken = path.exists()
        place = str(path)
    if is_taken:
        raise Refusal(f"{place} is there already: name another place.")
    return place


def check_name(name):
    """Raise Refusal unless there is a bucket, and the name is for backups in it.

    What is in other folders of the bucket could be served.
    """
    if not settings.BUCKET:
        raise Refusal("No bucket is set: name a file, or set BUCKET_NAME.")
    if not name.startswith(FOLDER) or ".." in name:
        raise Refusal(
            f"In the bucket, backups are in {IN_BUCKET}{FOLDER}: name one there."
        )


@contextmanager
def writing(place):
    """Yield the path where an archive for the place is to be written."""
    if not place.startswith(IN_BUCKET):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.zip"
        yield path
        default_storage.put(path, place.removeprefix(IN_BUCKET))


@contextmanager
def reading(place):
    """Yield the path where the archive of the place can be read.

    Raises Refusal when the bucket has none.
    """
    if not place.startswith(IN_BUCKET):
        yield Path(place)
        return
    name = place.removeprefix(IN_BUCKET)
    check_name(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        try:
            default_storage.fetch(name, path)
        except FileNotFoundError as error:
            raise Refusal(f"There is no {place}: name a backup.") from error
        yield path

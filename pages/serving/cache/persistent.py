"""Snapshots in the database, so that a process which starts or wakes begins warm."""

import hashlib
import logging
import os
import sys
from contextlib import suppress

from .response import pack, unpack

logger = logging.getLogger(__name__)


def name_release(settings):
    """Return the hash of what pages are made by: code, templates, packages, addresses, words.

    Of the content, since not every host keeps the times of files. Each process begins with
    it, so paths are plain text here, which takes half as long.
    """
    language = settings.LANGUAGE_CODE
    made_for = f"{sys.version} {settings.SITE_URL} {settings.DEBUG} {language}"
    digest = hashlib.sha256(made_for.encode())
    root = settings.BASE_DIR
    files = [f"{root}/requirements.txt", f"{settings.STATIC_ROOT}/staticfiles.json"]
    files += list_files(f"{root}/locale", ".mo")
    for name in sorted(os.listdir(root)):  # noqa: PTH208
        if name != "tests" and os.path.exists(f"{root}/{name}/__init__.py"):  # noqa: PTH110
            files += list_files(f"{root}/{name}", (".py", ".html"))
    for file in files:
        with suppress(FileNotFoundError), open(file, "rb", 0) as opened:  # noqa: PTH123
            digest.update(opened.read())
    return digest.hexdigest()


def list_files(folder, endings):
    """Return the files below a folder with these endings, in an order of their own."""
    return sorted(
        f"{inner}/{name}"
        for inner, _, names in os.walk(folder)
        for name in names
        if name.endswith(endings)
    )


class Store:
    """The stored snapshots of one release of the site, at most `bound` bytes of them."""

    def __init__(self, database, release, bound):
        self._database = database
        self._release = release
        self._bound = bound

    def load(self, key, epoch):
        """Return the snapshot of this epoch, or None where there is no good one.

        What is no good is replaced by whoever asked.
        """
        found = self._database.load(str(key))
        if found is None:
            return None
        stored_epoch, release, data = found
        if release != self._release:
            logger.info("The snapshot of %s is of another release: ignored.", key.path)
            return None
        if stored_epoch != epoch:
            return None
        try:
            return unpack(bytes(data), epoch)
        except (ValueError, KeyError, TypeError) as error:
            logger.warning(
                "The snapshot of %s is no good (%s): ignored.", key.path, error
            )
            return None

    def save(self, key, snapshot):
        self._database.store(str(key), snapshot.epoch, self._release, pack(snapshot))

    def prune(self):
        self._database.prune(self._bound)

"""Uploaded files in a folder of the disk, which the database may share."""

import errno
import os
import secrets
import shutil
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from .files import read_part

MEGABYTE = 1024 * 1024
# Bytes that stay free for the database: without any, nobody could log in and delete a file.
RESERVED = 16 * MEGABYTE
# Uploads leave more, for their renditions.
RESERVED_FROM_UPLOADS = 64 * MEGABYTE


class Disk(FileSystemStorage):
    """Storage of uploads, whose files are complete or not there."""

    def look(self, name):
        """Return size and time of change of a file. Raises FileNotFoundError."""
        return self.size(name), self.get_modified_time(name)

    def read_part(self, name, part):
        """Return an iterator of the bytes of a file in the range `part`."""
        return read_part(self.open(name), part)

    def put(self, path, name):
        """Store a file of this machine by this name."""
        with path.open("rb") as file:
            self.save(name, File(file))

    def find_room(self):
        """Return how many bytes an upload may have."""
        return max(0, self._find_free() - RESERVED_FROM_UPLOADS)

    def _find_free(self):
        # The folder is made with the first file.
        folder = Path(self.location)
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        return shutil.disk_usage(existing).free

    def _save(self, name, content):
        """Store a file; raise OSError, and leave nothing behind, when the disk is full."""
        if content.size > self._find_free() - RESERVED:
            raise OSError(errno.ENOSPC, "The disk has no room for the file", name)
        part = Path(self.location, f".{secrets.token_hex(8)}.part")
        try:
            self._write(part, content)
            while True:
                final = Path(self.path(name))
                final.parent.mkdir(parents=True, exist_ok=True)
                try:
                    # Unlike a rename, it never replaces a file.
                    os.link(part, final)
                except FileExistsError:
                    name = self.get_available_name(name)
                else:
                    return name.replace("\\", "/")
        finally:
            part.unlink(missing_ok=True)

    def _write(self, part, content):
        """Write the content to a new path, or move a complete file there."""
        part.parent.mkdir(parents=True, exist_ok=True)
        if hasattr(content, "temporary_file_path"):
            shutil.move(content.temporary_file_path(), part)
        else:
            with part.open("wb") as file:
                for block in content.chunks():
                    file.write(block.encode() if isinstance(block, str) else block)
        if self.file_permissions_mode is not None:
            part.chmod(self.file_permissions_mode)

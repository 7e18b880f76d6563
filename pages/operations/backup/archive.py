"""File format of a backup: a zip archive of tables and files, with a manifest and a seal.

The manifest lists the members. The seal is the SHA-256 of everything before it, stored in
the zip comment at the end of the file: it reveals any lost or changed byte, and any program
opens the archive.
"""

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

FORMAT = 1
MANIFEST = "manifest.json"
TABLES, FILES = "tables/", "files/"
SEAL = 64  # bytes
BLOCK = 256 * 1024  # bytes that are read at once

# "size" in bytes and "sha256" of a member, and "rows" of a table.
Entry = dict[str, Any]


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


def explain_failure(error: BaseException) -> str:
    """Return the sentence that a command ends with after an error."""
    if isinstance(error, BackupError):
        return str(error)
    if is_disk_full(error):
        return "The disk is full: free some of it, or name a destination on another disk."
    return f"It has stopped ({error or type(error).__name__}): run it again with --traceback."


def is_disk_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


class NewArchive:
    """An archive being written. Its path keeps the earlier file until `seal`.

    Use it with `with`. Raises BackupError when the path is not writable.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._part = self._path.with_name(f"{self._path.name}.part")

    def __enter__(self) -> Self:
        try:
            self._file = self._part.open("w+b")
        except OSError as error:
            raise BackupError(
                f"{self._part} cannot be written ({error.strerror}): choose another destination."
            ) from error
        # It contains password hashes.
        self._part.chmod(0o600)
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED)
        return self

    def add(self, name: str, blocks: Iterable[bytes], *, compress: bool = True) -> Entry:
        """Write a member, and return its manifest entry."""
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
        info.external_attr = 0o600 << 16
        size, digest = 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)
                digest.update(block)
                size += len(block)
        return {"size": size, "sha256": digest.hexdigest()}

    def add_table(self, label: str, lines: Iterable[bytes]) -> Entry:
        """Write a table, whose first line names its columns, and return its entry."""
        rows = -1

        def count() -> Iterator[bytes]:
            nonlocal rows
            for line in lines:
                rows += 1
                yield line

        entry = self.add(name_table(label), count())
        return {**entry, "rows": rows}

    def add_file(self, name: str, blocks: Iterable[bytes]) -> Entry:
        return self.add(f"{FILES}{name}", blocks, compress=False)

    def seal(self, manifest: dict[str, Any]) -> None:
        """Add the manifest, and move the complete archive to its path."""
        text = json.dumps({"format": FORMAT, **manifest}, indent=1, sort_keys=True)
        self.add(MANIFEST, [text.encode()])
        self._zip.comment = b"0" * SEAL
        self._zip.close()
        seal, end = compute_seal(self._file)
        self._file.seek(end)
        self._file.write(seal)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._part.replace(self._path)

    def __exit__(self, *exception: object) -> None:
        # Closing the zip raises after an unfinished member, and hides the first error.
        self._zip.fp = None
        self._file.close()
        self._part.unlink(missing_ok=True)


def compute_seal(file: BinaryIO) -> tuple[bytes, int]:
    """Return the seal of an open file, and its position in the file."""
    end = file.seek(0, os.SEEK_END) - SEAL
    file.seek(0)
    digest, left = hashlib.sha256(), end
    while left > 0 and (block := file.read(min(left, BLOCK))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest().encode(), end


class Archive:
    """A complete archive, open for reading. Use it with `with`.

    Raises BackupError for a file that is no archive, is damaged or is of a newer version.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self._file = self.path.open("rb")
        except OSError as error:
            raise BackupError(
                f"{path} cannot be read ({error.strerror}): name a backup."
            ) from error
        try:
            self._check_seal()
            self._zip = ZipFile(self._file)
            self._read_manifest()
        except (BadZipFile, KeyError, ValueError, TypeError) as error:
            self._file.close()
            raise BackupError(f"{path} is no backup of a site: name another.") from error
        except BackupError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()
        self._file.close()

    def _check_seal(self) -> None:
        beginning = self._file.read(4)
        if beginning and not b"PK\3\4".startswith(beginning):
            raise BackupError(f"{self.path} is no backup of a site: name another.")
        seal, end = compute_seal(self._file)
        if end < 0 or self._file.read() != seal:
            raise BackupError(
                f"{self.path} is damaged or was cut off: copy it again, or take another."
            )

    def _read_manifest(self) -> None:
        self.manifest: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
        if self.manifest["format"] > FORMAT:
            raise self.too_new()
        self.migrations = {(app, name) for app, name in self.manifest["migrations"]}
        self.tables: dict[str, Entry] = self.manifest["tables"]
        self.files: dict[str, Entry] = self.manifest["files"]
        tables = [name_table(label) for label in self.tables]
        members = [MANIFEST, *tables, *(f"{FILES}{name}" for name in self.files)]
        if sorted(members) != sorted(self._zip.namelist()):
            raise BackupError(f"{self.path} does not hold what it says: take another backup.")
        for name in self.files:
            if not is_safe_path(name):
                raise BackupError(
                    f"{self.path} holds a file that belongs outside the uploads "
                    f"({name!r}): take another backup."
                )

    def too_new(self) -> BackupError:
        return BackupError(
            f"{self.path} was made by a newer version of the site: update this one first."
        )

    def read_table(self, label: str) -> Iterator[bytes]:
        """Yield the lines of a table."""
        with self._zip.open(name_table(label)) as member:
            yield from member

    def read_file(self, name: str) -> Iterator[bytes]:
        """Yield the blocks of a file."""
        with self._zip.open(f"{FILES}{name}") as member:
            while block := member.read(BLOCK):
                yield block


def name_table(label: str) -> str:
    return f"{TABLES}{label}.jsonl"


def is_safe_path(name: str) -> bool:
    """Tell whether a file of this name stays in the folder that it is written to."""
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and not path.is_absolute()
        and ".." not in path.parts
        and str(path) == name
        and not set(name) & {"\\", "\0", ":"}
    )

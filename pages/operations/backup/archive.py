"""The file of a backup: a zip archive of tables and files, with a manifest and a seal.

The manifest counts and sums up what is in it. The seal is the SHA-256 of everything
before it, in the last bytes of the file, where zip has room for a comment: so no byte can
be lost or changed without its being noticed, and any program opens the archive.
"""

import hashlib
import json
import os
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .refusal import Refusal

FORMAT = 1
MANIFEST = "manifest.json"
TABLES, FILES = "tables/", "files/"
SEAL = 64  # bytes
BLOCK = 256 * 1024  # bytes that are read at once


class NewArchive:
    """An archive that is being written, beside its place until it is whole.

    Use it with `with`. Whatever ends it before `seal`, an earlier file stays as it is.
    """

    def __init__(self, path):
        self._path = Path(path)
        self._part = self._path.with_name(f"{self._path.name}.part")

    def __enter__(self):
        try:
            self._file = self._part.open("w+b")
        except OSError as error:
            raise Refusal(
                f"{self._part} cannot be written ({error.strerror}): name another place."
            ) from error
        # What is in it, passwords' hashes too, is nobody else's to read.
        self._part.chmod(0o600)
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED)
        return self

    def add(self, name, blocks, *, compress=True):
        """Write a member, and return its size in bytes and its SHA-256."""
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
        info.external_attr = 0o600 << 16
        size, digest = 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)
                digest.update(block)
                size += len(block)
        return size, digest.hexdigest()

    def seal(self, manifest):
        """Add the manifest, and put the whole archive into its place."""
        text = json.dumps({"format": FORMAT, **manifest}, indent=1, sort_keys=True)
        self.add(MANIFEST, [text.encode()])
        self._zip.comment = b"0" * SEAL
        self._zip.close()
        seal, end = sum_up(self._file)
        self._file.seek(end)
        self._file.write(seal)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._part.replace(self._path)

    def __exit__(self, *exception):
        # It raises where a member was left unfinished, and hides what went wrong.
        self._zip.fp = None
        self._file.close()
        self._part.unlink(missing_ok=True)


def sum_up(file):
    """Return the seal that belongs to an open file, and where it stands."""
    end = file.seek(0, os.SEEK_END) - SEAL
    file.seek(0)
    digest, left = hashlib.sha256(), end
    while left > 0 and (block := file.read(min(left, BLOCK))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest().encode(), end


class Archive:
    """A whole archive, open to be read. Use it with `with`.

    Raises Refusal, in one sentence, for every file that is not what was once written, and
    for what a later version of the site has written.
    """

    def __init__(self, path):
        self.path = Path(path)
        try:
            self._file = self.path.open("rb")
        except OSError as error:
            raise Refusal(
                f"{path} cannot be read ({error.strerror}): name a backup."
            ) from error
        try:
            self._check_seal()
            self._zip = ZipFile(self._file)
            self.manifest = json.loads(self._zip.read(MANIFEST))
            self._check_manifest()
        except (BadZipFile, KeyError, ValueError, TypeError) as error:
            self._file.close()
            raise Refusal(f"{path} is no backup of a site: name another.") from error
        except Refusal:
            self._file.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._zip.close()
        self._file.close()

    def _check_seal(self):
        beginning = self._file.read(4)
        if beginning and not b"PK\3\4".startswith(beginning):
            raise Refusal(f"{self.path} is no backup of a site: name another.")
        seal, end = sum_up(self._file)
        if end < 0 or self._file.read() != seal:
            raise Refusal(
                f"{self.path} is damaged or was cut off: copy it again, or take another."
            )

    def _check_manifest(self):
        if self.manifest["format"] > FORMAT:
            raise self.too_new()
        self.migrations = {
            tuple(migration) for migration in self.manifest["migrations"]
        }
        self.tables = self.manifest["tables"]
        self.files = self.manifest["files"]
        promised = [
            MANIFEST,
            *(name_table(label) for label in self.tables),
            *(f"{FILES}{name}" for name in self.files),
        ]
        if sorted(promised) != sorted(self._zip.namelist()):
            raise Refusal(
                f"{self.path} does not hold what it says: take another backup."
            )
        for name in self.files:
            if not is_within(name):
                raise Refusal(
                    f"{self.path} holds a file that belongs outside the uploads "
                    f"({name!r}): take another backup."
                )

    def too_new(self):
        return Refusal(
            f"{self.path} was made by a newer version of the site: update this one first."
        )

    def read_table(self, label):
        """Yield the lines of a table."""
        with self._zip.open(name_table(label)) as member:
            yield from member

    def read_file(self, name):
        """Yield a file in blocks."""
        with self._zip.open(f"{FILES}{name}") as member:
            while block := member.read(BLOCK):
                yield block


def name_table(label):
    return f"{TABLES}{label}.jsonl"


def is_within(name):
    """Tell whether the name of a file stays in the folder that it is put into."""
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and not path.is_absolute()
        and ".." not in path.parts
        and str(path) == name
        and not set(name) & {"\\", "\0", ":"}
    )

"""What is looked at in a zip archive, and in the office documents that are one.

Nothing is unpacked: its own list of contents tells enough, and what that list keeps back
a program that opens the archive refuses itself.
"""

import re
import zipfile

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

ENTRY = b"PK\x01\x02"  # begins each entry of the list
MOST_FILES = 20_000
MEGABYTE = 1024 * 1024
MOST_UNPACKED = 1024 * MEGABYTE
# Text is packed to a tenth or less, and a table of zeros to a hundredth.
MOST_PACKED = 100
# A name that leads out of the folder where it is unpacked, or to another drive.
OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
# What tells the kind of a document: a file that it must hold, and how that begins.
KINDS = {
    "docx": ("word/document.xml", b""),
    "odp": ("mimetype", b"application/vnd.oasis.opendocument.presentation"),
    "odt": ("mimetype", b"application/vnd.oasis.opendocument.text"),
    "pptx": ("ppt/presentation.xml", b""),
    "xlsx": ("xl/workbook.xml", b""),
}
MACROS = re.compile(r"(^|/)vba\w*\.bin$|^(Basic|Scripts)/", re.IGNORECASE)


def check_package(file, ending):
    """Raise ValidationError unless the archive is whole, and is what its ending says.

    `file` is open for reading, and `ending` one of KINDS or "zip".
    """
    if count_entries(file) > MOST_FILES:
        raise ValidationError(
            f"This file holds more than {MOST_FILES:,} files: pack fewer of them."
        )
    try:
        with zipfile.ZipFile(file) as archive:
            check_entries(archive.infolist())
            if ending in KINDS:
                check_document(archive, ending)
    # A damaged list can make the module stumble in any way.
    except (
        zipfile.BadZipFile,
        ValueError,
        LookupError,
        OSError,
        RuntimeError,
    ) as error:
        raise not_what_it_says(ending) from error


def not_what_it_says(ending):
    return ValidationError(
        f"This file is named .{ending} but holds no such document, or is damaged: "
        "export it again."
    )


def count_entries(file):
    """Return about how many files it lists, before the list is read into memory."""
    file.seek(0)
    return sum(block.count(ENTRY) for block in iter(lambda: file.read(MEGABYTE), b""))


def check_entries(entries):
    names = [
        name for entry in entries for name in (entry.filename, entry.orig_filename)
    ]
    if any(OUTSIDE.search(name) or "\0" in name for name in names):
        raise ValidationError(
            "This file holds names that lead out of its folder: pack it again."
        )
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_bomb = size > 100 * MEGABYTE and size > MOST_PACKED * packed
    if is_bomb or size > MOST_UNPACKED:
        raise ValidationError(
            f"This file would unpack to {filesizeformat(size)}: pack less into it, "
            "or offer it elsewhere and link to it."
        )


def check_document(archive, ending):
    name, beginning = KINDS[ending]
    with archive.open(name) as file:
        if not file.read(len(beginning) or 1).startswith(beginning):
            raise not_what_it_says(ending)
    if any(MACROS.search(entry) for entry in archive.namelist()):
        raise ValidationError(
            "This document holds macros, which run on the reader's machine: "
            "save it without them, or as PDF."
        )

"""Pasted text to entries: BibTeX, RIS, CSL-JSON, DOIs and arXiv identifiers, mixed."""

from .bibtex import BibtexReader
from .entries import Entry

__all__ = ["Entry", "UnreadableFile", "decode", "read"]

MAX_SIZE = 6_000_000


class UnreadableFile(Exception):
    """A file that is no text. Its message is a sentence for the owner."""


def decode(data: bytes) -> str:
    """Return the text of an uploaded file.

    Raises UnreadableFile for binary data and for more than `reading.MAX_SIZE` bytes.
    """
    if b"\0" in data:
        raise UnreadableFile("This file is not text.")
    return data.decode("utf-8-sig", errors="replace")


def read(text: str) -> list[Entry]:
    """Return the entries of `text`, in its order.

    Never raises: an entry that cannot be read, or a text that has none, becomes an Entry with a
    problem. Text between entries, `@comment` and `@preamble` are left out.
    """
    entries = [part for part in BibtexReader().read(text) if isinstance(part, Entry)]
    return sorted(entries, key=lambda entry: entry.line)

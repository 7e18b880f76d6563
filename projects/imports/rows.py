"""Rows of the table of an import."""

from dataclasses import dataclass, field

from pages.models import Owner

from ..citations.matching import compare
from ..models import ImportedEntry, PublicationPage
from ..models.contributor import find_spellings_of
from .comparing import find_differences, find_draft, merge_by_choice
from .summary import Reference, make_reference, name_field

State = ImportedEntry.State
LONGEST = 300  # characters of a value


@dataclass
class Choice:
    """Field in which an entry differs from its publication."""

    name: str
    label: str
    mine: str
    theirs: str
    is_theirs: bool  # what is chosen


@dataclass
class Row:
    entry: ImportedEntry
    reference: Reference | None
    choices: list[Choice] = field(default_factory=list)

    @property
    def remarks(self):
        """Sentences below the reference."""
        entry = self.entry
        is_foreign = self.reference and not self.reference.has_owner
        foreign = "You are not among the authors." if is_foreign else ""
        texts = [entry.problem, entry.lookup_problem, foreign, *entry.notes, entry.reason]
        return list(filter(None, texts))

    @property
    def may_be_chosen(self):
        is_open = not (self.entry.outcome or self.entry.publication_import.undone_at)
        return is_open and self.entry.state in {State.NEW, State.DIFFERS}

    @property
    def may_be_mended(self):
        # Works from ORCID have no text.
        is_closed = self.entry.publication_import.undone_at
        return self.entry.may_be_mended and self.entry.format != "orcid" and not is_closed


def make_rows(entries):
    """Return the rows of some entries."""
    owner = Owner.load()
    spellings = find_spellings_of(owner)
    entries = list(
        entries.select_related("repeats", "publication_import").defer(
            "before", "publication_import__text"
        )
    )
    pages = PublicationPage.objects.for_export().select_related("latest_revision")
    pages = pages.in_bulk({entry.page_id for entry in entries if entry.page_id})
    rows = []
    for entry in entries:
        entry.page = pages.get(entry.page_id)
        item = entry.wanted
        has_title = item and item.get("title")
        row = Row(entry, make_reference(item, spellings) if has_title else None)
        if entry.page and entry.state == State.DIFFERS and not entry.outcome:
            row.choices = list(list_choices(entry))
        rows.append(row)
    return rows


def list_choices(entry):
    mine = find_draft(entry.page).csl
    chosen = merge_by_choice(mine, entry.wanted, entry.taken)
    kept = {one.field for one in compare(chosen, entry.wanted)}
    for one in find_differences(mine, entry.wanted):
        yield Choice(
            name=one.field,
            label=name_field(one.field),
            mine=one.mine_text[:LONGEST],
            theirs=one.theirs_text[:LONGEST],
            is_theirs=one.field not in kept,
        )

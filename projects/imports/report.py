"""An import from the command line: all at once, with a report in lines of text."""

from ..models import ImportedEntry, PublicationImport
from .tasks import begin_task, work

Task, State, Outcome = PublicationImport.Task, ImportedEntry.State, ImportedEntry.Outcome
FAILED = {State.UNREADABLE, State.IDENTIFIER}


def import_all(publication_import, publish, write):
    """Make pages of all new entries; return how many entries could not be read or made."""
    begin_task(publication_import, Task.PUBLISH if publish else Task.DRAFTS)
    work(publication_import, None, seconds=float("inf"))
    failures = 0
    for entry in publication_import.entries.select_related("page", "repeats"):
        write(" ".join(describe(entry)))
        failures += (not entry.outcome and entry.state in FAILED) or entry.outcome == Outcome.FAILED
    write(", ".join(f"{label}: {number}" for label, number in publication_import.counts))
    return failures


def describe(entry):
    """Yield the parts of the line about an entry."""
    yield f"Line {entry.line}:"
    yield entry.get_outcome_display() or entry.get_state_display()
    if entry.page or entry.repeats:
        yield f"({entry.page or entry.repeats})"
    elif title := (entry.item or {}).get("title"):
        yield f"({title})"
    yield from filter(None, [entry.problem, entry.reason, *entry.notes])

"""Asks Crossref, DataCite and arXiv about the identifiers of an import."""

from ..citations import lookups
from .reading import clean_json

# Their answers come one by one; arXiv answers for many at a time.
DOIS_AT_ONCE = 3


def look_up_some(pending):
    """Look up the first of the pending entries: store what is found, or why nothing is."""
    entries = list(pending.filter(item__has_key="DOI")[:DOIS_AT_ONCE])
    entries = entries or list(pending[: lookups.ARXIV_BATCH])
    answers = lookups.look_up_all([entry.item for entry in entries], lookups.SERVICES)
    for entry, answer in zip(entries, answers, strict=True):
        if isinstance(answer, lookups.LookupFailed):
            entry.lookup_problem = str(answer)
        else:
            entry.item, entry.needs_lookup = clean_json(answer), False
        entry.save(update_fields=["item", "needs_lookup", "lookup_problem"])
        if is_failure(answer):
            # The service is not asked again for the others.
            same = pending.filter(item__has_key="DOI") if entry.item.get("DOI") else pending
            same.update(lookup_problem=entry.lookup_problem)


def is_failure(answer):
    """Tell whether the service itself failed, and does not only lack the identifier."""
    return isinstance(answer, lookups.LookupFailed) and not isinstance(answer, lookups.NotFound)

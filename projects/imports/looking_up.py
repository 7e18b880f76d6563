"""Asks Crossref, DataCite and arXiv about the identifiers of an import."""

from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import ValidationError

from ..citations import lookups
from ..citations.matching import merge
from .reading import clean_json

AT_ONCE = 4


def look_up_entries(entries):
    """Replace the items of entries by those of the services, or store why there is none."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, [entry.item for entry in entries]))
    for entry, (found, problem) in zip(entries, answers, strict=True):
        entry.lookup_problem = problem
        if found:
            entry.item, entry.needs_lookup = clean_json(merge(found, entry.item)), False
        entry.save(update_fields=["item", "needs_lookup", "lookup_problem"])


def ask(item):
    """Return the item that a service has, or None, and a sentence if there is none."""
    try:
        return lookups.look_up(item, lookups.SERVICES), ""
    except lookups.LookupFailed as error:
        return None, str(error)
    except ValidationError as error:
        return None, " ".join(error.messages)

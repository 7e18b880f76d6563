"""Other pages of its list that a project or a note leads to."""

from collections import Counter
from dataclasses import dataclass

MAX_RELATED = 3


@dataclass(frozen=True)
class Neighbours:
    """Previous and next page of a list, and those with most topics in common."""

    previous: object  # a page, or None at the end of the list
    next: object
    related: list


def find_neighbours(page, entries):
    """Return the Neighbours of a page among public pages, with a fixed number of queries."""
    listed = list(entries.values_list("pk", flat=True))
    # A preview may have topics that are not saved yet.
    topics = [topic.pk for topic in page.topics.all() if topic.pk]
    uses = page.topics.through.objects.filter(tag__in=topics)
    shared = Counter(uses.values_list("content_object", flat=True))
    related = sorted(filter(shared.get, listed), key=lambda pk: -shared[pk])
    related = [pk for pk in related if pk != page.pk][:MAX_RELATED]
    around = [None, None]
    if page.pk in listed:
        padded = [None, *listed, None]
        position = padded.index(page.pk)
        around = [padded[position - 1], padded[position + 1]]
    found = entries.in_bulk([pk for pk in [*around, *related] if pk])
    return Neighbours(*map(found.get, around), [found[pk] for pk in related])

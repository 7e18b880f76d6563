"""Other pages of its list that a project or a note leads to."""

from collections import Counter
from dataclasses import dataclass
from heapq import nlargest

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
    uses = page.topics.through.objects.filter(tag__in=topics).exclude(content_object=page.pk)
    shared = Counter(uses.values_list("content_object", flat=True))
    # The first of the list among those with as many topics in common.
    related = nlargest(MAX_RELATED, filter(shared.__contains__, listed), key=shared.__getitem__)
    around = [None, None]
    if page.pk in listed:
        padded = [None, *listed, None]
        position = padded.index(page.pk)
        around = [padded[position - 1], padded[position + 1]]
    found = entries.in_bulk([pk for pk in [*around, *related] if pk])
    return Neighbours(*map(found.get, around), [found[pk] for pk in related])

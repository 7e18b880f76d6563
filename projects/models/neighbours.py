"""Other projects that the page of a project leads to."""

from collections import Counter
from dataclasses import dataclass
from heapq import nlargest

from .topic import ProjectTopic

MAX_RELATED = 3


@dataclass(frozen=True)
class Neighbours:
    """Previous and next project of a list, and those with most topics in common."""

    previous: object  # a ProjectPage, or None at the end of the list
    next: object
    related: list


def find_neighbours(project):
    """Return the Neighbours of a project, all of them public, with a fixed number of queries."""
    projects = project.get_parent().specific.projects
    listed = list(projects.values_list("pk", flat=True))
    # A preview may have topics that are not saved yet.
    topics = [topic.pk for topic in project.topics.all() if topic.pk]
    uses = ProjectTopic.objects.filter(tag__in=topics).exclude(content_object=project.pk)
    shared = Counter(uses.values_list("content_object", flat=True))
    # The first of the list among those with as many topics in common.
    related = nlargest(MAX_RELATED, filter(shared.__contains__, listed), key=shared.__getitem__)
    around = [None, None]
    if project.pk in listed:
        padded = [None, *listed, None]
        position = padded.index(project.pk)
        around = [padded[position - 1], padded[position + 1]]
    found = projects.in_bulk([pk for pk in [*around, *related] if pk])
    return Neighbours(*map(found.get, around), [found[pk] for pk in related])

"""Other projects that the page of a project leads to."""

from collections import Counter
from dataclasses import dataclass

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
    uses = ProjectTopic.objects.filter(tag__in=topics, content_object__in=listed)
    shared = Counter(uses.values_list("content_object", flat=True))
    related = sorted(filter(shared.get, listed), key=lambda pk: -shared[pk])
    related = [pk for pk in related if pk != project.pk][:MAX_RELATED]
    around = [None, None]
    if project.pk in listed:
        padded = [None, *listed, None]
        position = padded.index(project.pk)
        around = [padded[position - 1], padded[position + 1]]
    found = projects.in_bulk([pk for pk in [*around, *related] if pk])
    return Neighbours(*map(found.get, around), [found[pk] for pk in related])

"""The list of projects."""

from dataclasses import dataclass

from django.core import paginator

from pages.models import IndexPage
from pages.models.listing import FilteredListing, Listed

from .project import ProjectPage
from .topic import ProjectTopic, read_topics


@dataclass
class ProjectList(FilteredListing):
    """Page of a project index, filtered by topic and year."""

    listed: list[Listed]
    topic_names: dict[str, str]
    topic: str = ""
    year: str = ""
    page: paginator.Page | None = None

    FILTERS = ("topic", "year")

    @property
    def headings(self):
        """Names of the filters that are in use."""
        return [name for name in (self.topic_names.get(self.topic), self.year) if name]


class ProjectIndexPage(IndexPage):
    """The list of all projects."""

    parent_page_types = ["pages.HomePage"]
    max_count = 1
    query_parameters = ("topic", "year", "page")

    PAGE_SIZE = 20

    @property
    def projects(self):
        """Public projects, in the order of this list."""
        found = ProjectPage.objects.child_of(self).live().public()
        if self.order == self.Order.BY_HAND:
            return found.order_by("path")
        return found.featured_first()

    def first_entries(self, number):
        return self.projects[:number]

    def find_list(self, page="1", **chosen):
        """Return the ProjectList for these query parameters, or raise LookupError."""
        uses = ProjectTopic.objects.filter(content_object__in=self.projects.order_by())
        topics, names = read_topics(uses)
        listed = [
            Listed(pk, {"topic": topics.get(pk, ()), "year": {str(year)} if year else ()})
            for pk, year in self.projects.values_list("pk", "finished_on__year")
        ]
        listing = ProjectList(listed, names, **chosen)
        return listing.show(ProjectPage.objects.with_covers(), page, self.PAGE_SIZE)

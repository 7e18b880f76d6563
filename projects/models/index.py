"""The list of projects."""

from pages.models import IndexPage

from .dated import DatedList
from .project import ProjectPage


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
        """Return the DatedList for these query parameters, or raise LookupError."""
        listing = DatedList.read(self.projects, "finished_on", **chosen)
        return listing.show(ProjectPage.objects.with_covers(), page, self.PAGE_SIZE)

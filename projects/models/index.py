"""The list of projects."""

from dataclasses import dataclass

from django.core import paginator
from django.utils.translation import gettext as _

from pages.models import IndexPage
from pages.models.listing import Listing, paginate_pages

from .project import ProjectPage
from .topic import Topic


@dataclass
class ProjectList(Listing):
    """Page of a project index, filtered by topic and year."""

    index: "ProjectIndexPage"
    page: paginator.Page
    topic: Topic | None
    year: int | None

    @property
    def filters(self):
        return {"topic": self.topic and self.topic.slug, "year": self.year}

    @property
    def topics(self):
        texts = {topic.slug: topic.name for topic in self.index.topics}
        return self.list_choices("topic", texts)

    @property
    def years(self):
        return self.list_choices("year", {year: str(year) for year in self.index.years})

    def list_choices(self, name, texts):
        """Return links for all values of a filter and for each, keeping other filters."""
        current = self.filters[name]
        return [
            {"text": text, "query": self.query(**{name: value}), "is_current": value == current}
            for value, text in {None: _("all"), **texts}.items()
        ]


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

    @property
    def topics(self):
        """Topics of the listed projects, by name."""
        uses = Topic.objects.filter(uses__content_object__in=self.projects.order_by())
        return uses.distinct().order_by("name")

    @property
    def years(self):
        """Years in which listed projects ended, newest first."""
        dates = self.projects.order_by().values_list("finished_on", flat=True)
        # SQLite would call a Python function for each row to extract the year.
        return sorted({date.year for date in dates.distinct() if date}, reverse=True)

    def first_entries(self, number):
        return self.projects[:number]

    def find_list(self, topic="", year="", page="1"):
        """Return the ProjectList for these query parameters, or raise LookupError."""
        found, chosen = self.projects, None
        if topic:
            # Compared in Python, since databases refuse some characters, such as NUL.
            chosen = next((one for one in self.topics if one.slug == topic), None)
            if chosen is None:
                raise LookupError("No project is about this topic.")
            found = found.filter(topic_uses__tag=chosen)
        if year:
            if year not in map(str, self.years):
                raise LookupError("No project is listed under this year.")
            found = found.filter(finished_on__year=int(year))
        part = paginate_pages(found, page, self.PAGE_SIZE)
        return ProjectList(self, part, chosen, int(year) if year else None)

"""The lists of projects and of publications."""

from dataclasses import dataclass
from itertools import groupby

from django.core import paginator
from django.utils.translation import gettext as _

from pages.listing import Listing, find_rows
from pages.models import IndexPage

from .project import ProjectPage
from .publication import PublicationPage
from .topic import Topic


@dataclass
class Choice:
    """One way to narrow a list down, as a link."""

    text: str
    query: str
    is_current: bool


@dataclass
class ProjectList(Listing):
    """One page of a project index, narrowed down to a topic, a year, both or neither."""

    index: "ProjectIndexPage"
    page: paginator.Page
    topic: Topic | None
    year: int | None

    @property
    def choice(self):
        return {"topic": self.topic and self.topic.slug, "year": self.year}

    @property
    def topics(self):
        """All topics and then each, as links that keep the year."""
        return [
            Choice(_("all"), self.query(topic=None), self.topic is None),
            *(
                Choice(topic.name, self.query(topic=topic.slug), topic == self.topic)
                for topic in self.index.topics
            ),
        ]

    @property
    def years(self):
        """All years and then each, as links that keep the topic."""
        return [
            Choice(_("all"), self.query(year=None), self.year is None),
            *(
                Choice(str(year), self.query(year=year), year == self.year)
                for year in self.index.years
            ),
        ]


class ProjectIndexPage(IndexPage):
    """The list of all projects."""

    parent_page_types = ["pages.HomePage"]
    max_count = 1
    query_parameters = ("topic", "year", "page")

    PAGE_SIZE = 20

    @property
    def projects(self):
        """The projects that visitors may see, in the order of this list."""
        found = ProjectPage.objects.child_of(self).live().public()
        if self.order == self.Order.BY_HAND:
            return found.by_hand()
        return found.featured_first()

    @property
    def topics(self):
        """The topics of the listed projects, by name."""
        return (
            Topic.objects.filter(uses__content_object__in=self.projects.order_by())
            .distinct()
            .order_by("name")
        )

    @property
    def years(self):
        """The years under which projects are listed, newest first."""
        dates = self.projects.order_by().values_list("finished_on", flat=True)
        # SQLite has no function for years, and would call one of Python for each row.
        return sorted({date.year for date in dates.distinct() if date}, reverse=True)

    def first_entries(self, number):
        return self.projects[:number]

    def find_list(self, topic="", year="", page="1"):
        """Return the ProjectList for these words of an address.

        Raises LookupError when there is no such topic, year or page.
        """
        found, chosen = self.projects, None
        if topic:
            # Compared here: a database may refuse what can stand in an address.
            chosen = next((one for one in self.topics if one.slug == topic), None)
            if chosen is None:
                raise LookupError("No project is about this topic.")
            found = found.about(chosen.slug)
        if year:
            if year not in map(str, self.years):
                raise LookupError("No project is listed under this year.")
            found = found.dated(int(year))
        part = find_rows(found, page, self.PAGE_SIZE)
        return ProjectList(self, part, chosen, int(year) if year else None)


@dataclass
class PublicationList(Listing):
    """One page of a publication index. A year may go on on the next."""

    page: paginator.Page

    @property
    def years(self):
        """Pairs of a year and its publications on this page, newest first."""
        by_year = groupby(self.page, key=lambda page: page.year)
        return [(year, list(publications)) for year, publications in by_year]


class PublicationIndexPage(IndexPage):
    """The list of all publications, by year."""

    parent_page_types = ["pages.HomePage"]
    max_count = 1
    query_parameters = ("page",)

    PAGE_SIZE = 50

    @property
    def publications(self):
        """The publications that visitors may see, by year, in the order of this list."""
        found = PublicationPage.objects.child_of(self).live().public()
        if self.order == self.Order.BY_HAND:
            return found.by_year_and_hand()
        return found.newest_first()

    def find_list(self, page="1"):
        """Return the PublicationList with this number.

        Raises LookupError when there is no such page.
        """
        return PublicationList(find_rows(self.publications, page, self.PAGE_SIZE))

    def first_entries(self, number):
        return self.publications.for_rows()[:number]

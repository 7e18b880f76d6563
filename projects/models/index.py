"""The lists of projects and of publications."""

from dataclasses import dataclass
from itertools import groupby

from django.core import paginator
from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from pages.models import IndexPage
from pages.models.listing import Listing, paginate_pages

from .project import ProjectPage
from .publication import PublicationPage
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


@dataclass
class PublicationList(Listing):
    """Page of a publication index; a year may continue on the next page."""

    page: paginator.Page

    @property
    def years(self):
        """Years with their publications on this page, newest first."""
        return [(year, list(part)) for year, part in groupby(self.page, lambda page: page.year)]


class PublicationIndexPage(IndexPage):
    """The list of all publications, by year."""

    parent_page_types = ["pages.HomePage"]
    max_count = 1
    query_parameters = ("page",)

    PAGE_SIZE = 50

    class Grouping(models.TextChoices):
        YEAR = "year", "By year"
        KIND = "kind", "By kind"

    grouping = models.CharField(
        max_length=10,
        choices=Grouping.choices,
        default=Grouping.YEAR,
        help_text="The headings that the publications are listed under.",
    )

    fact_panels = [
        FieldRowPanel([*IndexPage.fact_panels, "grouping"]),
        InlinePanel(
            "selected_publications",
            heading="Selected publications",
            label="Publication",
            help_text="Shown where a page has the block “Publications”, in this order.",
        ),
    ]

    @property
    def publications(self):
        """Public publications by year, in the order of this list."""
        found = PublicationPage.objects.child_of(self).live().public()
        if self.order == self.Order.BY_HAND:
            return found.order_by(Left("published_on", 4).desc(), "path")
        return found.order_by("-published_on", "title")

    def find_list(self, page="1"):
        """Return the PublicationList with this page number, or raise LookupError."""
        return PublicationList(paginate_pages(self.publications, page, self.PAGE_SIZE))

    def first_entries(self, number):
        return self.publications.for_rows()[:number]


class SelectedPublication(Orderable):
    """Publication that the owner has selected."""

    index = ParentalKey(
        PublicationIndexPage, on_delete=models.CASCADE, related_name="selected_publications"
    )
    publication = models.ForeignKey(
        PublicationPage, on_delete=models.CASCADE, related_name="selections"
    )

    panels = ["publication"]

    def __str__(self):
        return str(self.publication)

"""The list of publications."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.core import paginator
from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from pages.models import IndexPage
from pages.models.listing import FilteredListing, Listed

from .publication import PublicationPage
from .topic import PublicationTopic, read_topics

KINDS = PublicationPage.Kind.values
SELECTED = "yes"


@dataclass
class PublicationList(FilteredListing):
    """Page of a publication index; a group may continue on the next page."""

    index: "PublicationIndexPage"
    listed: list[Listed]
    topic_names: dict[str, str]
    kind: str = ""
    topic: str = ""
    year: str = ""
    selected: str = ""
    q: str = ""
    matches: set[int] | None = None  # primary keys of pages with the typed words
    page: paginator.Page | None = field(default=None)

    FILTERS = ("kind", "topic", "year", "selected")

    @property
    def filters(self):
        return {**super().filters, "q": self.q}

    @property
    def own_query(self):
        """Query string of this page; those for typed words have the address of the whole list."""
        return "" if self.q else super().own_query

    @cached_property
    def candidates(self):
        if self.matches is None:
            return self.listed
        return [one for one in self.listed if one.pk in self.matches]

    @property
    def kinds(self):
        return self.list_choices("kind", dict(PublicationPage.Kind.choices))

    @property
    def selections(self):
        return self.list_choices("selected", {SELECTED: _("selected")})

    @property
    def has_filters(self):
        """True unless the list is short enough to read."""
        return self.is_long or any(self.filters.values())

    @property
    def headings(self):
        """Names of the filters that are in use."""
        kind = dict(PublicationPage.Kind.choices).get(self.kind)
        selected = self.selected and _("Selected")
        names = [selected, kind, self.topic_names.get(self.topic), self.year, self.q]
        return [name for name in names if name]

    @property
    def publications(self):
        """All publications that the filters let through, in their order."""
        return PublicationPage.objects.for_export().in_order([one.pk for one in self.find()])

    @property
    def export_query(self):
        query = self.query()
        return "" if query == "?" else query

    @property
    def groups(self):
        """Anchors and headings with their publications on this page."""
        if self.index.grouping == PublicationIndexPage.Grouping.KIND:
            return [
                (f"kind-{kind}", pages[0].get_kind_display(), pages)
                for kind, part in groupby(self.page, lambda page: page.kind)
                if (pages := list(part))
            ]
        return [
            (f"year-{year}", year, list(part))
            for year, part in groupby(self.page, lambda page: page.year)
        ]


class PublicationIndexPage(IndexPage):
    """The list of all publications, by year or by kind."""

    parent_page_types = ["pages.HomePage"]
    max_count = 1
    query_parameters = ("kind", "topic", "year", "selected", "q", "page")
    typed_parameters = ("q",)

    PAGE_SIZE = 50
    # Endings of the addresses of files for reference managers.
    EXPORTS = (("bib", "BibTeX"), ("ris", "RIS"), ("json", "CSL-JSON"))

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
    def export_address(self):
        """Address of the list for reference managers, without the ending."""
        return (self.url or "").rstrip("/")

    @property
    def publications(self):
        """Public publications by year, in the order of this list."""
        found = PublicationPage.objects.child_of(self).live().public()
        if self.order == self.Order.BY_HAND:
            return found.order_by(Left("published_on", 4).desc(), "path")
        return found.order_by("-published_on", "title")

    def find_list(self, page="1", q="", **chosen):
        """Return the PublicationList for these query parameters, or raise LookupError."""
        words = "".join(letter for letter in q if letter.isprintable())[:100].strip()
        listing = PublicationList(self, *self.read(), **chosen, q=words)
        if words:
            listing.matches = self.search(words)
        return listing.show(PublicationPage.objects.for_rows(), page, self.PAGE_SIZE)

    def read(self):
        """Return the Listed publications, in order, and the names of their topics by slug."""
        selected = {one.publication_id for one in self.selected_publications.all()}
        # The year as a text: two thousand dates take as long as all the rest.
        rows = list(self.publications.values_list("pk", "kind", Left("published_on", 4)))
        topics, names = read_topics(PublicationTopic, {pk for pk, *_ in rows})
        if self.grouping == self.Grouping.KIND:
            rows.sort(key=lambda row: KINDS.index(row[1]) if row[1] in KINDS else len(KINDS))
        return [
            Listed(
                pk,
                {
                    "kind": {kind},
                    "topic": topics.get(pk, ()),
                    "year": {year} - {""},
                    "selected": {SELECTED} if pk in selected else (),
                },
            )
            for pk, kind, year in rows
        ], names

    def search(self, words):
        """Return the primary keys of the publications that have all of the words."""
        pages = PublicationPage.objects.child_of(self).live()
        found = pages.search(words, order_by_relevance=False)
        # A text without a word has results that are no queryset.
        if not hasattr(found, "get_queryset"):
            return set()
        return set(found.get_queryset().values_list("pk", flat=True))

    def first_entries(self, number):
        return self.publications.for_rows()[:number]

    def selected_entries(self, number):
        """Selected public publications, in the order of their selection."""
        chosen = [one.publication_id for one in self.selected_publications.all()]
        return self.publications.for_rows().in_order(chosen)[:number]


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

"""The list of publications."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.core import paginator
from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from pages.models import IndexPage
from pages.models.listing import Listing, paginate

from .publication import PublicationPage
from .topic import PublicationTopic

KINDS = PublicationPage.Kind.values
MAX_TOPICS = 20  # of those that are offered: the most used
FEW = 10
SELECTED = "yes"


class Listed(NamedTuple):
    """Publication in a list, as filters see it."""

    pk: int
    kind: str
    year: str
    topics: frozenset
    selected: str

    def values(self, name):
        value = getattr(self, name)
        return value if isinstance(value, frozenset) else {value}


@dataclass
class PublicationList(Listing):
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

    FILTERED = {"kind": "kind", "topic": "topics", "year": "year", "selected": "selected"}

    @property
    def filters(self):
        return {name: getattr(self, name) for name in (*self.FILTERED, "q")}

    @property
    def own_query(self):
        """Query string of this page; those for typed words have the address of the whole list."""
        return "" if self.q else super().own_query

    def find(self, besides=""):
        """Return the publications that all filters let through, or all besides one."""
        wanted = {
            attribute: value
            for name, attribute in self.FILTERED.items()
            if name != besides and (value := getattr(self, name))
        }
        return [
            one
            for one in self.listed
            if (self.matches is None or one.pk in self.matches)
            and all(value in one.values(attribute) for attribute, value in wanted.items())
        ]

    def list_choices(self, name, texts):
        """Return links with counts for all values of a filter and for each that is used."""
        found = self.find(besides=name)
        attribute, current = self.FILTERED[name], getattr(self, name)
        counts = Counter(value for one in found for value in one.values(attribute))
        counts[""] = len(found)
        return [
            {
                "text": text,
                "count": counts[value],
                "query": self.query(**{name: value}),
                "is_current": value == current,
            }
            for value, text in {"": _("all"), **texts}.items()
            if counts[value] or value in ("", current)
        ]

    @property
    def kinds(self):
        return self.list_choices("kind", dict(PublicationPage.Kind.choices))

    @property
    def topics(self):
        uses = Counter(topic for one in self.listed for topic in one.topics)
        offered = {slug for slug, _count in uses.most_common(MAX_TOPICS)} | {self.topic}
        names = {slug: name for slug, name in self.topic_names.items() if slug in offered}
        return self.list_choices("topic", names)

    @property
    def years(self):
        years = sorted({one.year for one in self.listed if one.year}, reverse=True)
        return self.list_choices("year", {year: year for year in years})

    @property
    def selections(self):
        return self.list_choices("selected", {SELECTED: _("selected")})

    @property
    def has_filters(self):
        """True unless the list is short enough to read."""
        return len(self.listed) > FEW or any(self.filters.values())

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
        for name, attribute in listing.FILTERED.items():
            value = getattr(listing, name)
            if value and not any(value in one.values(attribute) for one in listing.listed):
                raise LookupError(f"No publication has this {name}.")
        if words:
            listing.matches = self.search(words)
        keys = [one.pk for one in listing.find()]
        listing.page = paginate(keys, page, self.PAGE_SIZE)
        shown = list(listing.page)
        listing.page.object_list = PublicationPage.objects.for_rows().in_order(shown)
        return listing

    def read(self):
        """Return the Listed publications, in order, and the names of their topics by slug."""
        uses = PublicationTopic.objects.filter(content_object__in=self.publications.order_by())
        topics, names = {}, {}
        for pk, slug, name in uses.order_by("tag__name").values_list(
            "content_object_id", "tag__slug", "tag__name"
        ):
            topics.setdefault(pk, set()).add(slug)
            names[slug] = name
        selected = {one.publication_id for one in self.selected_publications.all()}
        listed = [
            Listed(
                pk,
                kind,
                date[:4],
                frozenset(topics.get(pk, ())),
                SELECTED if pk in selected else "",
            )
            for pk, kind, date in self.publications.values_list("pk", "kind", "published_on")
        ]
        if self.grouping == self.Grouping.KIND:
            listed.sort(key=lambda one: KINDS.index(one.kind) if one.kind in KINDS else len(KINDS))
        return listed, names

    def search(self, words):
        """Return the primary keys of the publications that have all of the words."""
        pages = PublicationPage.objects.child_of(self).live().only("pk")
        return {page.pk for page in pages.search(words, order_by_relevance=False)}

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

from dataclasses import replace
from datetime import UTC, datetime, time

from django.db import models
from django.utils.timezone import localdate
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.models import PageManager
from wagtail.search import index

from pages.fields import PartialDate, optional_key
from pages.models import BasePage

from ..schema_org import describe_note
from .dated import DatedQuerySet
from .neighbours import find_neighbours
from .topic import NoteTopic


class NoteQuerySet(DatedQuerySet):
    def newest_first(self):
        return self.order_by("-date", "-first_published_at", "-pk")

    newest_in_feed = newest_first


class NotePage(BasePage):
    """Note: a dated text, such as a report on work or an essay."""

    # A draft may have none, a published note always has one.
    date = models.DateField(
        null=True,
        blank=True,
        help_text="Leave this empty for the day on which the note is published.",
    )
    cover = optional_key("pages.SiteImage", help_text="An image for the head of the page.")
    topics = ClusterTaggableManager(
        through=NoteTopic,
        blank=True,
        verbose_name="topics",
        help_text="A few words that other notes, projects or publications share.",
    )

    objects = PageManager.from_queryset(NoteQuerySet)()

    is_in_feed = True
    open_graph_type = "article"
    has_dashboard_button = True
    image_fields = {"cover": "text"}

    content_panels = [
        BasePage.title_panel,
        BasePage.summary_panel,
        "cover",
        BasePage.body_panel,
    ]
    fact_panels = ["date", "topics"]
    search_fields = [
        *BasePage.search_fields,
        index.RelatedFields("topics", [index.SearchField("name")]),
    ]
    parent_page_types = ["projects.NoteIndexPage"]
    subpage_types = []

    def save(self, *args, **kwargs):
        """Date a note that is published without a date."""
        if self.live and not self.date:
            self.date = localdate(self.first_published_at)
        super().save(*args, **kwargs)

    def with_content_json(self, content):
        """Return a revision, with the date that it got when it was published."""
        page = super().with_content_json(content)
        page.date = page.date or self.date
        return page

    @property
    def row_date(self):
        return PartialDate(self.date.isoformat()).html if self.date else ""

    @property
    def feed_times(self):
        """Day of the note, so that an older one is no news on the day that it is entered."""
        first, last = super().feed_times
        if not first or self.date >= localdate(first):
            return first, last
        noon = datetime.combine(self.date, time(12), UTC)
        return noon, noon

    def structured_data_for(self, owner):
        return describe_note(self, owner)

    @property
    def neighbours(self):
        """Neighbours in the order of time."""
        found = find_neighbours(self, self.get_parent().specific.notes)
        return replace(found, previous=found.next, next=found.previous)

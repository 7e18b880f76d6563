"""What every page of the site has."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from ..blocks import BodyBlock


class BasePage(Page):
    """A page with a summary and a body.

    `row_template` draws the page where it is listed, `row_date` is the year it is listed
    under there.
    """

    summary = models.CharField(
        max_length=300,
        blank=True,
        help_text="One sentence or two, for lists and search engines.",
    )
    body = StreamField(BodyBlock(), blank=True)

    row_template = "components/row.html"
    # Whether readers of the feed are told when a page of this type is published.
    is_in_feed = False
    # Whether the dashboard has a button that begins a new page of this type.
    has_dashboard_button = False
    # The fields with a picture, and the width in CSS pixels that each is shown at.
    picture_fields = {}

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    @property
    def description(self):
        """One or two sentences about the page for search engines, or ""."""
        return self.search_description or self.summary

    @property
    def row_date(self):
        return ""


class IndexPage(BasePage):
    """A page that lists the pages below it."""

    class Meta:
        abstract = True

    def first_entries(self, number):
        """Return the first `number` pages of the list that visitors may see."""
        raise NotImplementedError

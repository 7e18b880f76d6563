from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, get_page_models
from wagtail.search import index

from ..blocks import HeadlineNumberBlock
from ..fields import optional_key
from .base import BasePage, fetch_for_rows
from .index import IndexChooserPanel, find_first_entries
from .owner import Owner
from .schema_org import describe_person


class HomePage(BasePage):
    """The home page: the owner, headline numbers, selected work and publications."""

    headline = models.CharField(
        max_length=200,
        blank=True,
        help_text="A sentence below your name. Leave it empty to show the owner's claim.",
    )
    numbers = StreamField(
        [("number", HeadlineNumberBlock())],
        blank=True,
        collapsed=True,
        max_num=4,
        verbose_name="headline numbers",
        help_text="Show up to four numbers of real work, each with its source.",
    )
    publications_from = optional_key(
        Page, help_text="Choose the list whose newest entries are shown here."
    )
    publications_shown = models.PositiveSmallIntegerField(
        default=3,
        validators=[MaxValueValidator(10)],
        help_text="How many of them are shown, up to 10.",
    )

    notes_shown = models.PositiveSmallIntegerField(
        default=3,
        validators=[MaxValueValidator(10)],
        help_text="How many of the newest notes are shown, up to 10.",
    )
    news_shown = models.PositiveSmallIntegerField(
        default=5,
        validators=[MaxValueValidator(10)],
        help_text="How many of the newest lines of news are shown, up to 10.",
    )

    content_panels = [
        BasePage.title_panel,
        FieldPanel("headline", widget=AdminAutoHeightTextInput),
        BasePage.summary_panel,
        BasePage.body_panel,
    ]
    fact_panels = ["numbers"]
    link_panels = [
        InlinePanel(
            "selected_work",
            heading="Selected work",
            label="Page",
            help_text="Choose the pages that visitors should see first.",
        ),
        MultiFieldPanel(
            [IndexChooserPanel("publications_from"), "publications_shown"],
            heading="Recent publications",
        ),
        FieldRowPanel(["notes_shown", "news_shown"], heading="Notes and news"),
    ]
    search_fields = [
        *BasePage.search_fields,
        *map(index.SearchField, ["headline", "owner_names"]),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    @property
    def owner_names(self):
        return Owner.find_names()

    def card_title_for(self, owner):
        """Return the headline: the name is on every card."""
        return self.headline or owner.claim or owner.name or self.title

    def name_for(self, owner):
        return self.seo_title or owner.name or self.title

    def structured_data_for(self, owner):
        return describe_person(owner)

    @property
    def selected_pages(self):
        """Chosen public pages, in the chosen order."""
        chosen = [item.page_id for item in self.selected_work.all()]
        found = Page.objects.live().public().in_bulk(chosen)
        return fetch_for_rows([found[pk] for pk in dict.fromkeys(chosen) if pk in found])

    @property
    def recent_publications(self):
        """Newest entries of the chosen list."""
        return find_first_entries(self.publications_from, self.publications_shown)

    @cached_property
    def note_index(self):
        """The public list of notes and news below this page, or None."""
        models = [one for one in get_page_models() if getattr(one, "has_news", False)]
        return self.get_children().live().public().type(*models).specific().first()

    @property
    def recent_notes(self):
        return self.note_index.first_entries(self.notes_shown) if self.note_index else []

    @property
    def recent_news(self):
        return self.note_index.first_news(self.news_shown) if self.note_index else []


class SelectedWork(Orderable):
    """Page in the selected work of the home page."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="selected_work")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")

    panels = ["page"]

    def __str__(self):
        return str(self.page)

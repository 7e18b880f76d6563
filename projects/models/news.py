from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate
from wagtail.admin.panels import PageChooserPanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Page, RevisionMixin
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from pages.blocks import INLINE_FEATURES
from pages.fields import PartialDate, optional_key


class SchedulePanel(PublishingPanel):
    """Time of publication. The cache of pages does not know when a line of news expires."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.children = self.children[:1]


class NewsLineQuerySet(models.QuerySet):
    def shown(self):
        """Return the lines that visitors see, each with its page if they may read that."""
        pages = models.Prefetch("page", Page.objects.live().public())
        return self.filter(live=True).prefetch_related(pages)


class NewsLine(DraftStateMixin, RevisionMixin, models.Model):
    """Sentence of news with a date, on the page of the notes and on the home page."""

    date = models.DateField(
        default=localdate, db_index=True, help_text="Newer lines are shown first."
    )
    text = RichTextField(
        "sentence",
        # The whole sentence may be a link.
        features=[name for name in INLINE_FEATURES if name != "link"],
        max_length=300,
        help_text="Say in a sentence what is new.",
    )
    page = optional_key(Page, help_text="The page that tells more, if there is one.")
    address = models.URLField(
        max_length=2000, blank=True, help_text="Or the web address where more can be read."
    )

    objects = models.Manager.from_queryset(NewsLineQuerySet)()

    panels = ["date", "text", PageChooserPanel("page"), "address", SchedulePanel()]

    class Meta:
        verbose_name = "news"
        verbose_name_plural = "news"
        ordering = ["-date", "-pk"]

    def __str__(self):
        return get_text_for_indexing(self.text)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.index_pages()

    def clean(self):
        if self.page and self.address:
            raise ValidationError(dict.fromkeys(["page", "address"], "Choose only one target."))

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        self.index_pages()
        return deleted

    def index_pages(self):
        """Renew the words by which the search finds the page of the notes."""
        from .note_index import NoteIndexPage

        for page in NoteIndexPage.objects.all():
            index.insert_or_update_object(page)

    @property
    def row_date(self):
        return PartialDate(self.date.isoformat()).html

    @property
    def url(self):
        """Address of the target, or None."""
        return self.page.url if self.page else self.address or None

"""The list of notes, and that of the news."""

from dataclasses import dataclass

from django.core import paginator
from django.utils.translation import gettext as _
from wagtail.search import index

from pages.models import IndexPage
from pages.models.listing import Listing, paginate

from .dated import DatedList
from .news import NewsLine
from .note import NotePage

ALL = "all"


@dataclass
class NewsList(Listing):
    """Page of all news."""

    is_news = True
    page: paginator.Page

    @property
    def filters(self):
        return {"news": ALL}

    @property
    def headings(self):
        return [_("News")]


class NoteIndexPage(IndexPage):
    """The list of all notes, and of the news."""

    parent_page_types = ["pages.HomePage"]
    max_count = 1
    query_parameters = ("topic", "year", "news", "page")
    has_news = True
    # Until there is one.
    has_dashboard_button = True

    PAGE_SIZE = 20
    NEWS_SIZE = 50
    NEWS_SHOWN = 5  # above the notes

    # Notes are in the order of their dates.
    order = None
    fact_panels = []
    search_fields = [*IndexPage.search_fields, index.SearchField("news_texts")]

    @property
    def notes(self):
        """Public notes, the newest first."""
        return NotePage.objects.child_of(self).live().public().newest_first()

    @property
    def news(self):
        """News that visitors may read, the newest first."""
        return NewsLine.objects.shown() if self.is_public else NewsLine.objects.none()

    @property
    def news_texts(self):
        """News as a search finds them."""
        return list(map(str, NewsLine.objects.filter(live=True)))

    def first_entries(self, number):
        # Their texts would be sorted too.
        return NotePage.objects.in_order(self.notes.values_list("pk", flat=True)[:number])

    def first_news(self, number):
        return self.news[:number]

    @property
    def newest_news(self):
        """News above the notes, and whether there are more."""
        found = self.first_news(self.NEWS_SHOWN + 1)
        return {"lines": found[: self.NEWS_SHOWN], "has_more": len(found) > self.NEWS_SHOWN}

    def find_list(self, page="1", news="", **chosen):
        """Return the DatedList or NewsList for these query parameters, or raise LookupError."""
        if news:
            lines = paginate(self.news, page, self.NEWS_SIZE)
            if news != ALL or not lines:
                raise LookupError("There are no such news.")
            return NewsList(lines)
        listing = DatedList.read(self.notes, "date", **chosen)
        return listing.show(NotePage.objects.with_covers(), page, self.PAGE_SIZE)

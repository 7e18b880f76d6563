"""Lists of pages that have a date, topics and a cover: projects and notes."""

from dataclasses import dataclass

from django.core import paginator
from django.db.models import CharField, Prefetch
from django.db.models.functions import Cast, Left

from pages.models import BasePageQuerySet, SiteImage
from pages.models.listing import FilteredListing, Listed
from pages.uploads.widths import find_placement

from .topic import read_topics


class DatedQuerySet(BasePageQuerySet):
    def with_covers(self):
        """Fetch all data that rows with covers show."""
        covers = SiteImage.objects.prefetch_renditions(*find_placement("row").specs)
        return self.prefetch_related(Prefetch("cover", covers))


@dataclass
class DatedList(FilteredListing):
    """Page of a list, filtered by topic and year."""

    listed: list[Listed]
    topic_names: dict[str, str]
    topic: str = ""
    year: str = ""
    page: paginator.Page | None = None

    FILTERS = ("topic", "year")

    @classmethod
    def read(cls, entries, date, **chosen):
        """Return the list of pages, in order; `date` names the field with their date."""
        # Reading a date, or SQLite's own function for its year, takes as long as all the rest.
        year = Left(Cast(date, CharField()), 4)
        years = dict(entries.values_list("pk", year))
        topics, names = read_topics(entries.model.topics.through, years)
        listed = [
            Listed(pk, {"topic": topics.get(pk, ()), "year": {year} if year else ()})
            for pk, year in years.items()
        ]
        return cls(listed, names, **chosen)

    @property
    def headings(self):
        """Names of the filters that are in use."""
        return [name for name in (self.topic_names.get(self.topic), self.year) if name]

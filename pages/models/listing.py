"""Pagination of lists, with links that keep the filters; streams of all pages in a list."""

from collections import Counter
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from django.core import paginator
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

FEW = 10  # entries, which readers take in without filters
MAX_TOPICS = 20  # of those that are offered: the most used


def paginate(entries, number, size, count=None):
    """Return page `number` of `entries` in pages of `size`, as a Page of Django's paginator.

    A known `count` saves the query for it. Raises LookupError if there is no such page.
    """
    pages = paginator.Paginator(entries, size)
    if count is not None:
        pages.count = count
    try:
        return pages.page(number)
    except paginator.InvalidPage as error:
        raise LookupError("The list has no such page.") from error


def load_streams(pages, name):
    """Load the blocks of a StreamField of all pages with the queries of one."""
    if not pages:
        return
    values = [value for page in pages for value in getattr(page, name).raw_data]
    stream_block = getattr(pages[0], name).stream_block
    blocks = iter(StreamValue(stream_block, values, is_lazy=True))
    for page in pages:
        own = islice(blocks, len(getattr(page, name)))
        stream = [(block.block_type, block.value, block.id) for block in own]
        setattr(page, name, StreamValue(stream_block, stream))


class Listing:
    """Page of a list, with its filters."""

    page: paginator.Page

    @property
    def filters(self):
        """Query parameters of the filters."""
        return {}

    def query(self, **changes):
        """Return the query string of this list with changed filters or page."""
        parameters = {**self.filters, **changes}
        return "?" + urlencode({k: v for k, v in parameters.items() if v})

    def query_of(self, number):
        return self.query(page=number if number > 1 else None)

    @property
    def own_query(self):
        """Query string of this page; empty for the first page without filters."""
        query = self.query_of(self.page.number)
        return "" if query == "?" else query

    @property
    def previous(self):
        return self.query_of(self.page.number - 1)

    @property
    def next(self):
        return self.query_of(self.page.number + 1)


class Listed(NamedTuple):
    """Entry of a list, as filters see it."""

    pk: int
    values: dict[str, Collection[str]]  # by the name of the filter


class FilteredListing(Listing):
    """Page of a list that is narrowed by links, each with the number of entries it leads to.

    `listed` has all entries in order, `topic_names` the names of their topics by slug, and
    `FILTERS` the names of the filters, whose values are attributes: the empty text lets all
    entries through.
    """

    FILTERS = ()
    listed: list[Listed]
    topic_names: dict[str, str]

    @property
    def filters(self):
        return {name: getattr(self, name) for name in self.FILTERS}

    @property
    def own_query(self):
        """Query string of this page; one without entries has the address of the whole list."""
        return super().own_query if self.page.object_list else ""

    @property
    def is_long(self):
        return len(self.listed) > FEW

    def show(self, pages, number, size):
        """Show page `number` of those that the filters let through, fetched from a queryset.

        Raises LookupError if there is no such page, or no entry has the value of a filter.
        """
        for name in self.FILTERS:
            value = getattr(self, name)
            if value and not any(value in one.values[name] for one in self.listed):
                raise LookupError(f"Nothing in the list has this {name}.")
        self.page = paginate([one.pk for one in self.find()], number, size)
        self.page.object_list = pages.in_order(list(self.page))
        return self

    @property
    def candidates(self):
        """Entries that the filters choose from."""
        return self.listed

    def find(self, besides=""):
        """Return the candidates that all filters let through, or all besides one."""
        found = self.candidates
        for name in self.FILTERS:
            if name != besides and (value := getattr(self, name)):
                found = [one for one in found if value in one.values[name]]
        return found

    def list_choices(self, name, texts):
        """Return links for all values of a filter and for each that leads to entries."""
        found, current = self.find(besides=name), getattr(self, name)
        counts = Counter(value for one in found for value in one.values[name])
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
    def topics(self):
        uses = Counter(topic for one in self.listed for topic in one.values["topic"])
        offered = {slug for slug, _count in uses.most_common(MAX_TOPICS)} | {self.topic}
        names = {slug: name for slug, name in self.topic_names.items() if slug in offered}
        return self.list_choices("topic", names)

    @property
    def years(self):
        years = {year for one in self.listed for year in one.values["year"]}
        return self.list_choices("year", {year: year for year in sorted(years, reverse=True)})

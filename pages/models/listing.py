"""Pagination of lists, with links that keep the filters; streams of all pages in a list."""

from itertools import islice
from urllib.parse import urlencode

from django.core import paginator
from wagtail.blocks import StreamValue


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


def paginate_pages(pages, number, size):
    """Paginate a queryset of pages; only the current page is fetched with all of its text."""
    keys = pages.prefetch_related(None).values_list("pk", flat=True)
    part = paginate(keys, number, size)
    part.object_list = list(pages.filter(pk__in=list(part)).for_rows())
    return part


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

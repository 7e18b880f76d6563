"""One page of a list that is too long for one, and the links to the others."""

from urllib.parse import urlencode

from django.core import paginator


def find_part(entries, number, size, count=None):
    """Return the part of `entries` with this number, of those with `size` entries each.

    It is a Page of Django's paginator. Where their `count` is known already, they are not
    counted. Raises LookupError when there is no such part.
    """
    parts = paginator.Paginator(entries, size)
    if count is not None:
        parts.count = count
    try:
        return parts.page(number)
    except paginator.InvalidPage as error:
        raise LookupError("The list has no such page.") from error


def find_rows(pages, number, size):
    """Return the same of a query of pages, whose rows are fetched for a list.

    Their keys are put in order first. Whole rows, with all of their text, would make the
    list slower with each page that is on another part of it.
    """
    keys = pages.prefetch_related(None).values_list("pk", flat=True)
    part = find_part(keys, number, size)
    part.object_list = list(pages.filter(pk__in=list(part)).for_rows())
    return part


class Listing:
    """What a page shows of a list: `page`, the part, of what the `choice` leaves."""

    page: paginator.Page

    @property
    def choice(self):
        """What the query says of the list, beside the number of the part."""
        return {}

    def query(self, **changes):
        """Return the query of this list with `changes` to its choice or its page."""
        words = {**self.choice, **changes}
        return "?" + urlencode({name: word for name, word in words.items() if word})

    def query_of(self, number):
        return self.query(page=number if number > 1 else None)

    @property
    def own_query(self):
        """The query of what is shown, "" for the first part of the whole list."""
        query = self.query_of(self.page.number)
        return "" if query == "?" else query

    @property
    def previous(self):
        return self.query_of(self.page.number - 1)

    @property
    def next(self):
        return self.query_of(self.page.number + 1)

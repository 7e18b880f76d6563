"""Links to pages in rich text, all of a page's looked up at once.

Wagtail asks the database for each piece of rich text by itself, so a page with more
paragraphs would take more queries.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex
from wagtail.rich_text import pages

# The pages that the page being rendered refers to, by their numbers as text.
_linked = ContextVar("linked", default=None)


@contextmanager
def linked_pages_of(page):
    """Have at hand every page that `page`, as it was last saved, refers to."""
    references = ReferenceIndex.get_references_for_object(page).filter(
        to_content_type=ContentType.objects.get_for_model(Page)
    )
    # The numbers are kept as text, which PostgreSQL does not compare with integers.
    numbers = [int(one) for one in references.values_list("to_object_id", flat=True)]
    found = Page.objects.in_bulk(numbers)
    token = _linked.set({str(number): page for number, page in found.items()})
    try:
        yield
    finally:
        _linked.reset(token)


class PageLinkHandler(pages.PageLinkHandler):
    """Wagtail's handler, which first looks at what is at hand."""

    @classmethod
    def get_many(cls, attrs_list):
        at_hand = _linked.get() or {}
        numbers = [str(attrs.get("id")) for attrs in attrs_list]
        if at_hand.keys() >= set(numbers):
            return [at_hand[number] for number in numbers]
        return super().get_many(attrs_list)

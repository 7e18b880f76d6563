"""The pages that a page links to in rich text, all looked up at once.

Wagtail asks the database for each piece of rich text by itself, so a page with more
paragraphs would take more queries.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

# The pages that the page being rendered refers to, by their numbers as text.
linked_pages = ContextVar("linked_pages", default=None)


@contextmanager
def linked_pages_of(page):
    """Have at hand every page that `page`, as it was last saved, refers to."""
    references = ReferenceIndex.get_references_for_object(page).filter(
        to_content_type=ContentType.objects.get_for_model(Page)
    )
    # The numbers are kept as text, which PostgreSQL does not compare with integers.
    numbers = [int(one) for one in references.values_list("to_object_id", flat=True)]
    found = Page.objects.in_bulk(numbers)
    token = linked_pages.set({str(number): page for number, page in found.items()})
    try:
        yield
    finally:
        linked_pages.reset(token)

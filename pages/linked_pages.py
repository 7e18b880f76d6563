"""The pages that a page links to, all looked up at once.

Wagtail asks the database for each piece of rich text by itself, and in the editor for each
link, so a page with more of them would take more queries.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_finished
from django.dispatch import receiver
from wagtail.models import Page, ReferenceIndex

# The pages that the page being rendered or edited refers to, by their numbers as text.
linked_pages = ContextVar("linked_pages", default=None)


@contextmanager
def linked_pages_of(*pages):
    """Have at hand every page that `pages`, as they were last saved, refer to."""
    kind = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(
        base_content_type=kind,
        object_id__in=[str(page.pk) for page in pages],
        to_content_type=kind,
    )
    # The numbers are kept as text, which PostgreSQL does not compare with integers.
    numbers = [int(one) for one in references.values_list("to_object_id", flat=True)]
    found = Page.objects.in_bulk(numbers)
    token = linked_pages.set({str(number): page for number, page in found.items()})
    try:
        yield
    finally:
        linked_pages.reset(token)


def have_at_hand_for_editor(request, page):
    """Have at hand, to the end of the request, what the draft of `page` links to.

    The editor tells of each link which page it leads to and which one is above that.
    """
    numbers = {
        int(number)
        for field in page._meta.get_fields()
        if hasattr(field, "extract_references")
        for model, number, *_ in field.extract_references(getattr(page, field.name))
        if issubclass(model, Page)
    }
    found = Page.objects.filter(pk__in=numbers).specific()
    above = {page.pk: page.path[: -page.steplen] for page in found}
    parents = {page.path: page for page in Page.objects.filter(path__in=above.values())}
    for linked in found:
        # Where `get_parent` keeps it.
        linked._cached_parent_obj = parents.get(above[linked.pk])
    linked_pages.set({str(linked.pk): linked for linked in found})


@receiver(request_finished)
def forget(**kwargs):
    linked_pages.set(None)

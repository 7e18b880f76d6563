"""Page links of rich text, fetched with one query for a page; Wagtail takes one per text."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

_fetched = ContextVar("fetched pages by their primary keys as text", default=None)


def register_page_links(features):
    """Replace Wagtail's handler of page links by one that uses fetched pages."""
    # Newer versions of Wagtail load this module only after all models.
    from wagtail.rich_text import pages as rich_text

    class PageLinkHandler(rich_text.PageLinkHandler):
        @classmethod
        def get_many(cls, attrs_list):
            fetched = _fetched.get() or {}
            keys = [str(attrs.get("id")) for attrs in attrs_list]
            if fetched.keys() >= set(keys):
                return [fetched[key] for key in keys]
            return super().get_many(attrs_list)

    features.register_link_type(PageLinkHandler)


@contextmanager
def prefetch_page_links(*pages):
    """Fetch all pages that the published `pages` link to, for rendering in the context."""
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        object_id__in=[str(page.pk) for page in pages],
        to_content_type=page_type,
    )
    # The index stores keys as text, which PostgreSQL does not compare with integers.
    keys = [int(key) for key in references.values_list("to_object_id", flat=True)]
    linked = Page.objects.in_bulk(keys)
    token = _fetched.set({str(key): page for key, page in linked.items()})
    try:
        yield
    finally:
        _fetched.reset(token)

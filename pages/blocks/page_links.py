"""Page links and citations of rich text, fetched once for a page; Wagtail takes a query per text."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils.functional import cached_property
from wagtail.models import Page, ReferenceIndex


class FetchedPages(dict):
    """Pages by their primary keys as text."""

    @cached_property
    def publications(self):
        return fetch_publications(self)


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


def find_cited(keys):
    """Return the publications with these primary keys, by them, as text."""
    fetched = _fetched.get() or FetchedPages()
    if not keys or fetched.keys() >= set(keys):
        return fetched.publications if keys else {}
    return fetch_publications(keys)


def fetch_publications(keys):
    """Fetch the publications among the pages with these primary keys, by them, as text."""
    publications = apps.get_model("projects", "PublicationPage").objects
    found = publications.filter(pk__in=list(map(int, keys))).defer_streamfields()
    return {str(page.pk): page for page in found.prefetch_related("authors")}


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
    token = _fetched.set(FetchedPages({str(key): page for key, page in linked.items()}))
    try:
        yield
    finally:
        _fetched.reset(token)

"""Page links in the editor, fetched at once; Wagtail takes three queries for each."""

from contextvars import ContextVar

from django.core.signals import request_finished
from django.dispatch import receiver
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.models import Page

_fetched = ContextVar("data of linked pages by their primary keys as text", default=None)


def fetch_linked_pages(request, page):
    """Fetch all pages that the text of the edited page links to, until the request ends."""
    keys = {
        int(key)
        for field in page._meta.get_fields()
        if hasattr(field, "extract_references")
        for model, key, *_ in field.extract_references(getattr(page, field.name))
        if issubclass(model, Page)
    }
    linked = Page.objects.filter(pk__in=keys).specific()
    paths = {one: one.path[: -one.steplen] for one in linked}
    parents = dict(Page.objects.filter(path__in=paths.values()).values_list("path", "pk"))
    _fetched.set(
        {
            str(one.pk): {"id": one.pk, "url": one.url, "parentId": parents.get(path)}
            for one, path in paths.items()
        }
    )


@receiver(request_finished)
def forget_linked_pages(**kwargs):
    _fetched.set(None)


class FetchedPageLinkHandler(PageLinkElementHandler):
    def get_attribute_data(self, attrs):
        known = (_fetched.get() or {}).get(attrs["id"])
        return known or super().get_attribute_data(attrs)


def register_fetched_links(features):
    """Replace Wagtail's conversion of page links for the editor."""
    rules = features.converter_rules_by_converter["contentstate"]["link"]
    handler = FetchedPageLinkHandler("LINK")
    rules["from_database_format"]['a[linktype="page"]'] = handler

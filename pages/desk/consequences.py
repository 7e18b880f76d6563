"""Consequences for visitors of unpublishing or deleting a page."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

# So many links are listed; the page of the usages has them all.
MAX_LINKS = 20


def find_linking_pages(removed):
    """Return the live pages that link to one of the removed pages, by title."""
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        to_content_type=page_type,
        to_object_id__in=[str(page.pk) for page in removed],
    )
    # The index stores keys as text, which PostgreSQL does not compare with integers.
    keys = {int(key) for key in references.values_list("object_id", flat=True)}
    keys -= {page.pk for page in removed}
    return Page.objects.live().filter(pk__in=keys).order_by("title")


def describe_consequences(page, is_deleted):
    """Return what the page that asks for a confirmation says besides its question."""
    removed = page.get_descendants(inclusive=True).only("pk") if is_deleted else [page]
    linking = find_linking_pages(removed)
    return {
        "page": page,
        "is_home": page.sites_rooted_here.exists(),
        "linking": linking[:MAX_LINKS],
        "number": linking.count(),
    }

"""The starter site: what an empty site is filled with, once.

content/ holds it as people read it: site.yaml is the map, owner.yaml the owner, and each
page has a file of its own. The modules tell how it becomes a site, in this order:
`content` reads the files, `values` turns what they say into what fields hold, `build`
makes the pages.
"""

from pathlib import Path

from django.db import transaction
from wagtail.models import Page, Site

from ..models import Owner
from .build import build_site
from .content import ContentError, read_content

__all__ = ["ContentError", "load_starter"]

CONTENT = Path(__file__).with_name("content")


def load_starter(folder=CONTENT):
    """Fill an empty site with the content of the folder; leave any other as it is.

    Returns whether the site was empty. A mistake in the content raises ContentError with
    the file and the field, and the database is as it was.
    """
    with transaction.atomic():
        # Of two that start at once on one database, the second waits and finds a site.
        Page.objects.select_for_update().filter(depth=1).first()
        site = find_empty_site()
        if site is None:
            return False
        build_site(site, read_content(folder))
    return True


def find_empty_site():
    """Return the Site that shows only Wagtail's welcome page, as it was; None otherwise.

    A site whose owner has deleted every page, or has signed it, is not empty any more.
    """
    pages = list(Page.objects.exclude(depth=1)[:2])
    if len(pages) != 1 or Owner.objects.exclude(name="").exists():
        return None
    is_untouched = (
        pages[0].specific_class is Page
        and pages[0].latest_revision_id is None
        and pages[0].title == "Welcome to your new Wagtail site!"
    )
    return Site.objects.filter(root_page=pages[0]).first() if is_untouched else None

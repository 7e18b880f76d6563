"""Starters, one of which fills an empty site once.

content/ is a whole site, structure/ has its pages without a person, none/ an empty home page.
In each, site.yaml maps addresses to files, owner.yaml describes the owner if there is one, and
each page has a file. `values` converts their values to values of fields, `build` creates the
pages. `leaves` and `made` find the content that is still as a starter made it, `places` lists
the places that show its person, and `removal` deletes it.
"""

from pathlib import Path

from django.db import transaction
from wagtail.models import Page, Site

from ..models import Owner
from .build import build_site
from .made import Made

CONTENT = Path(__file__).with_name("content")
STARTERS = {
    "full": CONTENT,
    "structure": CONTENT.with_name("structure"),
    "none": CONTENT.with_name("none"),
}


def load_starter(folder=CONTENT):
    """Fill an empty site with the content of the folder, and return whether it was empty.

    A mistake in the content changes nothing; notes on its error name file and field.
    """
    with transaction.atomic():
        # Of two concurrent starts on one database, the second waits and finds a site.
        Page.objects.select_for_update().filter(depth=1).first()
        site = find_empty_site()
        if site is None:
            return False
        build_site(site, folder)
    return True


def find_empty_site():
    """Return the Site with Wagtail's untouched welcome page, or None if it has changed.

    A site without pages, or with the name of an owner, is not empty.
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


def find_made():
    """Return the content of this site that a starter has made."""
    return Made(STARTERS)

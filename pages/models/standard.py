from django.db import models

from .base import BasePage, fetch_for_rows
from .index import PageWithList
from .listing import Listing, paginate


class PageList(Listing):
    """Page of a list of pages."""

    def __init__(self, page):
        self.page = page


class StandardPage(PageWithList):
    """Page for content without a type of its own; it can list the pages below it."""

    lists_pages = models.BooleanField(
        "list the pages below",
        default=False,
        help_text="Lists the pages below this one after the text. To arrange them, drag them in "
        "the list of pages in the admin.",
    )

    content_panels = [*BasePage.content_panels, "lists_pages"]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]

    PAGE_SIZE = 20

    @property
    def query_parameters(self):
        return ("page",) if self.lists_pages else ()

    def find_list(self, page="1"):
        """Return the PageList of the pages below, or raise LookupError; None without a list."""
        if not self.lists_pages:
            return None
        children = self.get_children().live().public().order_by("path")
        found = paginate(children, page, self.PAGE_SIZE)
        found.object_list = fetch_for_rows(found.object_list)
        return PageList(found)

    def get_admin_default_ordering(self):
        """Show the drag handles if the pages below are listed."""
        return "ord" if self.lists_pages else super().get_admin_default_ordering()

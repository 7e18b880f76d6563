from .base import BasePage


class StandardPage(BasePage):
    """A page for anything that has no type of its own."""

    parent_page_types = ["pages.HomePage", "pages.StandardPage"]

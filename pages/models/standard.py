from .base import BasePage


class StandardPage(BasePage):
    """Page for content without a type of its own."""

    parent_page_types = ["pages.HomePage", "pages.StandardPage"]

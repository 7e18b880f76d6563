"""Check of the contact page."""

from pages.models import ContactPage

from .findings import Finding, page_check


@page_check
def find_missing_recipient(page):
    if isinstance(page, ContactPage) and not page.to_address:
        yield Finding(
            "No email address is set, so messages are only kept here.",
            "Write your address under “Send to”. Ignore this if you read messages here alone.",
            field="to_address",
            kind="no address that messages are sent to",
        )

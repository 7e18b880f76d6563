"""Results of checks, and the lists that checks are registered in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Problem on a page, advice on how to fix it, and its location in the editor.

    The `kind` is a phrase for several pages that have the same problem: “11 pages have …”.
    """

    message: str
    advice: str
    field: str = ""
    block_id: str = ""
    label: str = ""  # the location's name for an editor: "Figure 2"
    position: int = -1  # in its stream
    kind: str = ""

    @property
    def anchor(self):
        """Fragment of the editor's address that leads to the location."""
        return f"block-{self.block_id}-section" if self.block_id else f"id_{self.field}"


PAGE_CHECKS = []
SITE_CHECKS = []


def page_check(function):
    """Register a function that takes a page, which may be unsaved, and yields findings.

    They may depend on this page only, because they are cached until the page is edited.
    """
    PAGE_CHECKS.append(function)
    return function


def site_check(function):
    """Register a function that takes a CheckedPage and a SiteIndex and yields findings.

    It reads the database through the SiteIndex only, which many pages share.
    """
    SITE_CHECKS.append(function)
    return function

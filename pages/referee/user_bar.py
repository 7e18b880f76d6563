"""The findings in the user bar of a preview that fills the window."""

from django.urls import reverse
from wagtail.admin.userbar import BaseItem, ContentCheckerItem

from ..models import BasePage
from .report import find

FINDINGS_SHOWN = 6
# What Wagtail's own checker looks for and the referee says in more words.
SAID_ALREADY = {"alt-text-quality", "empty-meta-description"}


class FindingsItem(BaseItem):
    """Says what is worth mending, each line a link to its place in the editor."""

    template_name = "referee/user_bar_item.html"

    def __init__(self, page):
        super().__init__()
        self.page = page

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        findings = find(self.page)
        return {
            **context,
            "findings": findings[:FINDINGS_SHOWN],
            "number": len(findings),
            "edit_url": edit_url,
        }


def add_findings(request, items, page):
    """Add the item to the user bar, in previews that have one and show a page of ours.

    Beside the editor the user bar is hidden, and the panel of checks has the findings.
    That panel too asks here which checks Wagtail should make.
    """
    for item in items:
        if isinstance(item, ContentCheckerItem):
            item.axe_run_only = [
                rule for rule in item.axe_run_only if rule not in SAID_ALREADY
            ]
    is_preview = getattr(request, "is_preview", False)
    is_beside_editor = getattr(request, "in_preview_panel", False)
    if is_preview and not is_beside_editor and isinstance(page, BasePage) and page.pk:
        items.append(FindingsItem(page))

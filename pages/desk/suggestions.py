"""Findings of the editorial checks on all pages: a panel of the dashboard, and the whole list."""

from collections import Counter
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from pages.models import BasePage

from .checks.findings import Finding
from .checks.run import SiteIndex, all_findings, check_page
from .reports import Report, ReportMenuItem

KINDS_SHOWN = 8  # on the dashboard

# Checking a draft of 60 blocks takes some 25 ms, so one request checks at most these.
CHECKED_AT_ONCE, CHECKED_IN_LIST = 30, 60
CACHE_KEY = "checked-pages"
CACHE_SECONDS = 60 * 60  # short, because an image's description may change meanwhile


@dataclass
class Kind:
    """Kind of finding, and the pages that have it, each with its findings."""

    name: str
    pages: list[tuple[Page, list[Finding]]]

    def __str__(self):
        if len(self.pages) == 1:
            return f"“{self.page.get_admin_display_title()}” has {self.name}"
        counts = Counter(name_type(page.specific_class) for page, findings in self.pages)
        parts = [f"{n} {name}{'s' if n > 1 else ''}" for name, n in counts.most_common()]
        return f"{get_text_list(parts, 'and')} have {self.name}"

    @property
    def page(self):
        return self.pages[0][0]

    @property
    def finding(self):
        return self.pages[0][1][0]

    @property
    def more(self):
        """Number of further findings on the first page."""
        return len(self.pages[0][1]) - 1


def name_type(model):
    """Return the name of a page type that the dashboard has a button for, else “page”."""
    has_name = getattr(model, "has_dashboard_button", False)
    return model.get_verbose_name().removesuffix(" page").lower() if has_name else "page"


def find_kinds(user, at_once):
    """Return a Kind for each kind of finding, that of the last edit first, and the unchecked.

    The second is the number of pages that have to wait for the next request.
    """
    checked_pages, unchecked = check_pages(editable_pages(user), at_once)
    site_index = SiteIndex()
    kinds = {}
    for page, checked in checked_pages:
        for finding in all_findings(checked, site_index):
            pages = kinds.setdefault(finding.kind or finding.message, {})
            pages.setdefault(page.pk, (page, []))[1].append(finding)
    return [Kind(name, list(pages.values())) for name, pages in kinds.items()], unchecked


def editable_pages(user):
    """Return this site's pages that `user` may edit, the most recently edited first."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return pages.type(BasePage).order_by("-latest_revision_created_at", "path")


def check_pages(pages, at_once):
    """Return pairs of a page and its CheckedPage, and the number of unchecked pages.

    A CheckedPage is cached until its page has a newer revision. Findings of site checks
    are not cached, so links to a page are reported as soon as it is unpublished.
    """
    versions = {
        page.pk: (page.latest_revision_id, page.live, page.last_published_at) for page in pages
    }
    # A version and a CheckedPage by primary key, in one entry: the cache keeps 300 entries.
    checked = cache.get(CACHE_KEY, {})
    unchecked = [pk for pk, version in versions.items() if checked.get(pk, [None])[0] != version]
    now, later = unchecked[:at_once], unchecked[at_once:]
    for page in Page.objects.filter(pk__in=now).specific():
        draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else page
        checked[page.pk] = versions[page.pk], check_page(draft)
    if now:
        cache.set(CACHE_KEY, checked, CACHE_SECONDS)
    return [(page, checked[page.pk][1]) for page in pages if page.pk not in later], len(later)


class SuggestionsPanel(Component):
    """Panel with one line for each kind of finding."""

    order = 20
    template_name = "desk/dashboard/suggestions.html"

    def get_context_data(self, parent_context):
        kinds, unchecked = find_kinds(parent_context["request"].user, CHECKED_AT_ONCE)
        more = len(kinds[KINDS_SHOWN:])
        return {"kinds": kinds[:KINDS_SHOWN], "more": more, "unchecked": unchecked}


class SuggestionsView(Report):
    """List of all findings by their kind, with a link to each in its editor."""

    page_title = _("Suggestions")
    header_icon = "clipboard-list"
    template_name = "desk/suggestions.html"

    def get_context_data(self, **kwargs):
        kinds, unchecked = find_kinds(self.request.user, CHECKED_IN_LIST)
        return super().get_context_data(kinds=kinds, unchecked=unchecked, **kwargs)


def make_menu_item():
    return ReportMenuItem(SuggestionsView, "suggestions", 600)

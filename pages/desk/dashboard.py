"""Panels of the dashboard: new pages, suggestions, drafts, messages and visits."""

from itertools import chain

from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, get_page_models
from wagtail.permissions import page_permission_policy

from pages.models import BasePage

from .checks.run import SiteIndex, all_findings, check_page
from .messages import MessagesPanel
from .starter_content import PersonPanel
from .visits import VisitsPanel

PAGES_SHOWN = 8
FINDINGS_SHOWN = 3  # of one page

# Checking a draft of 60 blocks takes some 25 ms, so one request checks at most these.
CHECKED_AT_ONCE = 15
CACHE_KEY = "checked-pages"
CACHE_SECONDS = 60 * 60  # short, because an image's description may change meanwhile


def add_panels(request, panels):
    panels += [NewPagePanel(), PersonPanel(), SuggestionsPanel()]
    panels += [WaitingPanel(), MessagesPanel(), VisitsPanel()]


class NewPagePanel(Component):
    """Button for each page type that an owner often adds."""

    order = 10
    template_name = "desk/dashboard/new_page.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        others = [make(user) for make in hooks.get_hooks("register_dashboard_buttons")]
        return {
            "buttons": sorted(find_buttons(user), key=lambda button: button["name"]),
            "others": list(chain.from_iterable(others)),
        }


def find_buttons(user):
    """Yield the name and address of a button for each page type that `user` may add."""
    for model in get_page_models():
        if getattr(model, "has_dashboard_button", False):
            parents = Page.objects.type(*model.allowed_parent_page_models())
            for parent in parents.order_by("path").specific():
                may_add = parent.permissions_for_user(user).can_add_subpage()
                if may_add and model.can_create_at(parent):
                    noun = model.get_verbose_name().removesuffix(" page").lower()
                    kind = [model._meta.app_label, model._meta.model_name, parent.pk]
                    yield {"name": noun, "address": reverse("wagtailadmin_pages:add", args=kind)}
                    break


class SuggestionsPanel(Component):
    """Pages with suggestions, the most recently edited first."""

    order = 20
    template_name = "desk/dashboard/suggestions.html"

    def get_context_data(self, parent_context):
        pages = editable_pages(parent_context["request"].user)
        checked_pages, unchecked = check_pages(pages)
        site_index = SiteIndex()
        found = [(page, all_findings(checked, site_index)) for page, checked in checked_pages]
        found = [(page, findings) for page, findings in found if findings]
        entries = [
            (page, findings[:FINDINGS_SHOWN], len(findings[FINDINGS_SHOWN:]))
            for page, findings in found[:PAGES_SHOWN]
        ]
        return {"entries": entries, "more": len(found[PAGES_SHOWN:]), "unchecked": unchecked}


def editable_pages(user):
    """Return this site's pages that `user` may edit, the most recently edited first."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return pages.type(BasePage).order_by("-latest_revision_created_at", "path")


def check_pages(pages):
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
    now, later = unchecked[:CHECKED_AT_ONCE], unchecked[CHECKED_AT_ONCE:]
    for page in Page.objects.filter(pk__in=now).specific():
        draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else page
        checked[page.pk] = versions[page.pk], check_page(draft)
    if now:
        cache.set(CACHE_KEY, checked, CACHE_SECONDS)
    return [(page, checked[page.pk][1]) for page in pages if page.pk not in later], len(later)


class WaitingPanel(Component):
    """Drafts, and pages with a time to be published or unpublished."""

    order = 30
    template_name = "desk/dashboard/waiting.html"

    def get_context_data(self, parent_context):
        pages = editable_pages(parent_context["request"].user)
        pages = pages.annotate_approved_schedule().prefetch_workflow_states()
        waiting = pages.filter(
            Q(live=False) | Q(has_unpublished_changes=True) | Q(expire_at__isnull=False)
        )
        return {"pages": waiting[:PAGES_SHOWN]}

"""The first page of the admin: what to begin, what to mend, what waits, who wrote, who came."""

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.admin.ui.components import Component
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.models import Page, get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy

from pages.models import BasePage
from pages.models.contact import HONEYPOT

from .checks import SiteIndex, all_findings, check_page
from .visits import VisitsPanel

PAGES_SHOWN = 8
FINDINGS_SHOWN = 3  # of one page
MESSAGES_SHOWN = 5

# Checking a draft of 60 blocks takes some 25 ms, so one request checks at most these.
CHECKED_AT_ONCE = 15
CACHE_KEY = "checked-pages"
CACHE_SECONDS = 60 * 60  # short, because an image's description may change meanwhile


def arrange(request, panels):
    """Put our panels above those of Wagtail that have something to say."""
    panels.extend([NewPagePanel(), AttentionPanel(), WaitingPanel(), MessagesPanel()])
    panels.append(VisitsPanel())


class NewPagePanel(Component):
    """A button for each type of page that an owner often begins."""

    order = 10
    template_name = "dashboard/new_page.html"

    def get_context_data(self, parent_context):
        buttons = find_buttons(parent_context["request"].user)
        return {"buttons": sorted(buttons, key=lambda button: button["name"])}


def find_buttons(user):
    """Yield what to write and where to begin, for pages that `user` may add."""
    for model in get_page_models():
        if getattr(model, "has_dashboard_button", False):
            parents = Page.objects.type(*model.allowed_parent_page_models())
            for parent in parents.order_by("path").specific():
                may_add = parent.permissions_for_user(user).can_add_subpage()
                if may_add and model.can_create_at(parent):
                    app, name = model._meta.app_label, model._meta.model_name
                    address = reverse(
                        "wagtailadmin_pages:add", args=[app, name, parent.pk]
                    )
                    yield {"name": noun_of(model), "address": address}
                    break


def noun_of(model):
    return model.get_verbose_name().removesuffix(" page").lower()


class AttentionPanel(Component):
    """Pages with suggestions, the most recently edited first."""

    order = 20
    template_name = "dashboard/attention.html"

    def get_context_data(self, parent_context):
        pages = editable_pages(parent_context["request"].user)
        checked_pages, unchecked = check_pages(pages)
        site_index = SiteIndex()
        found = [
            (page, findings)
            for page, checked in checked_pages
            if (findings := all_findings(checked, site_index))
        ]
        return {
            "pages": [
                {
                    "page": page,
                    "findings": findings[:FINDINGS_SHOWN],
                    "more": len(findings[FINDINGS_SHOWN:]),
                }
                for page, findings in found[:PAGES_SHOWN]
            ],
            "more": len(found[PAGES_SHOWN:]),
            "unchecked": unchecked,
        }


def editable_pages(user):
    """Return the pages of ours that `user` may edit, those edited last first."""
    models = [model for model in get_page_models() if issubclass(model, BasePage)]
    policy = PagePermissionPolicy()
    pages = policy.instances_user_has_permission_for(user, "change")
    types = ContentType.objects.get_for_models(*models).values()
    return pages.filter(content_type__in=types).order_by(
        "-latest_revision_created_at", "path"
    )


def check_pages(pages):
    """Return pairs of a page and its CheckedPage, and the number of unchecked pages.

    A CheckedPage is cached until its page has a newer revision. Findings of site checks
    are not cached, so links to a page are reported as soon as it is unpublished.
    """
    pages = list(pages)
    cached = cache.get(CACHE_KEY, {})
    checked = {
        page.pk: cached[page.pk]
        for page in pages
        if page.pk in cached and cached[page.pk][0] == version_of(page)
    }
    unchecked = [page for page in pages if page.pk not in checked]
    chosen = [page.pk for page in unchecked[:CHECKED_AT_ONCE]]
    for page in Page.objects.filter(pk__in=chosen).specific():
        draft = page
        if page.has_unpublished_changes:
            draft = page.get_latest_revision_as_object()
        checked[page.pk] = (version_of(page), check_page(draft))
    if chosen:
        cache.set(CACHE_KEY, {**cached, **checked}, CACHE_SECONDS)
    found = [(page, checked[page.pk][1]) for page in pages if page.pk in checked]
    return found, len(unchecked) - len(chosen)


def version_of(page):
    return page.latest_revision_id, page.live, page.last_published_at


class WaitingPanel(Component):
    """Drafts, and pages that will be published or taken down by the clock."""

    order = 30
    template_name = "dashboard/waiting.html"

    def get_context_data(self, parent_context):
        pages = editable_pages(parent_context["request"].user)
        pages = pages.annotate_approved_schedule().prefetch_workflow_states()
        waiting = pages.filter(
            Q(live=False) | Q(has_unpublished_changes=True) | Q(expire_at__isnull=False)
        )
        return {"pages": waiting[:PAGES_SHOWN]}


class MessagesPanel(Component):
    """The newest messages that visitors have sent."""

    order = 40
    template_name = "dashboard/messages.html"

    def get_context_data(self, parent_context):
        forms = get_forms_for_user(parent_context["request"].user)
        messages = FormSubmission.objects.filter(page__in=forms)
        messages = messages.select_related("page").order_by("-submit_time")
        return {
            "messages": [summarize(message) for message in messages[:MESSAGES_SHOWN]],
            "has_form": forms.exists(),
        }


def summarize(message):
    """Return who sent a message, how it begins, and where all of them are read."""
    answers = {
        name: str(answer)
        for name, answer in message.form_data.items()
        if answer and name != HONEYPOT
    }
    name = answers.pop("name", "")
    text = answers.pop("message", "") or " · ".join(answers.values())
    return {
        "sender": name or answers.get("address", "") or "?",
        "text": Truncator(text).chars(100),
        "sent_at": message.submit_time,
        "address": reverse("wagtailforms:list_submissions", args=[message.page_id]),
    }

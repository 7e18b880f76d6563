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

from .desk.visits import VisitsPanel
from .models import BasePage
from .models.contact import HONEYPOT
from .referee import Surroundings, judge, read

PAGES_SHOWN = 8
FINDINGS_SHOWN = 3  # of one page
MESSAGES_SHOWN = 5

# Reading a draft of 60 blocks takes some 25 ms, so one visit reads no more than these.
READ_AT_ONCE = 15
READINGS = "referee-readings"
READINGS_KEPT = 60 * 60  # seconds; a picture may be described anew meanwhile


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
    """The pages on which the referee has found something, those edited last first."""

    order = 20
    template_name = "dashboard/attention.html"

    def get_context_data(self, parent_context):
        readings, unread = read_pages(editable_pages(parent_context["request"].user))
        surroundings = Surroundings()
        found = [(page, judge(reading, surroundings)) for page, reading in readings]
        found = [(page, findings) for page, findings in found if findings]
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
            "unread": unread,
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


def read_pages(pages):
    """Return pairs of a page and its Reading, and the number of pages not read yet.

    A reading is kept until its page has a newer revision. What is compared across the
    site is not kept, so a page that is taken down is noticed wherever it is linked.
    """
    pages = list(pages)
    known = cache.get(READINGS, {})
    readings = {
        page.pk: known[page.pk]
        for page in pages
        if page.pk in known and known[page.pk][0] == stamp_of(page)
    }
    unread = [page for page in pages if page.pk not in readings]
    chosen = [page.pk for page in unread[:READ_AT_ONCE]]
    for page in Page.objects.filter(pk__in=chosen).specific():
        draft = page
        if page.has_unpublished_changes:
            draft = page.get_latest_revision_as_object()
        readings[page.pk] = (stamp_of(page), read(draft))
    if chosen:
        cache.set(READINGS, {**known, **readings}, READINGS_KEPT)
    found = [(page, readings[page.pk][1]) for page in pages if page.pk in readings]
    return found, len(unread) - len(chosen)


def stamp_of(page):
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

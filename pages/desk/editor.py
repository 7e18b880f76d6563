"""Buttons of the page editor, and the answers to them.

Save and Publish stand side by side. A schedule takes effect when it is saved, and publishing
leads back to the editor.
"""

from contextlib import suppress

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import DateTimeField
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.models import GroupApprovalTask, Page
from wagtail.utils.timestamps import render_timestamp

SCHEDULE = "action-schedule"
PUBLISH = "action-publish"


class SaveAndPublish(ActionMenuItem):
    """Two buttons in the place of the one that the bar shows."""

    name = "action-save-and-publish"
    template_name = "desk/save_and_publish.html"

    def __init__(self, *items):
        super().__init__(order=0)
        self.items = items

    def get_context_data(self, parent_context):
        return {"buttons": [item.render_html(parent_context) for item in self.items]}


def arrange_buttons(items, request, context):
    """Show Publish beside Save to those who may publish, and review where others review."""
    found = {item.name: item for item in items}
    save, publish = found.get("action-save-draft"), found.get(PUBLISH)
    submit = found.get("action-submit")
    if publish and submit:
        page = context.get("page") or context["parent_page"]
        if not has_other_reviewers(page, request.user):
            items.remove(submit)
    if publish and save:
        items[:] = [item for item in items if item not in (save, publish)]
        items.insert(0, SaveAndPublish(save, publish))


def has_other_reviewers(page, user):
    """Tell whether anybody but the user may approve the page in its workflow."""
    workflow = page.get_workflow()
    tasks = [task.specific for task in workflow.tasks] if workflow else []
    if not all(isinstance(task, GroupApprovalTask) for task in tasks):
        return True
    is_reviewer = Q(groups__in=[group for task in tasks for group in task.groups.all()])
    others = get_user_model().objects.filter(is_active=True).exclude(pk=user.pk)
    return bool(tasks) and others.filter(is_reviewer | Q(is_superuser=True)).exists()


def schedule(request, *given):
    """Publish at the time that the dialog of the schedule saves."""
    if SCHEDULE not in request.POST:
        return
    with suppress(ValidationError):  # about which the form has its own message
        time = DateTimeField(required=False).clean(request.POST.get("go_live_at"))
        if time and time > timezone.now():
            request.POST = request.POST.copy()
            request.POST[PUBLISH] = PUBLISH


def keep_expiry(request, page):
    """Let a published page expire as its schedule was saved, without publishing its draft."""
    if SCHEDULE in request.POST and page.permissions_for_user(request.user).can_publish():
        Page.objects.filter(pk=page.pk, live=True).update(expire_at=page.expire_at)


def stay_after_approval(request, page):
    """Return to the editor of the page after an approval in it."""
    if "action-workflow-action" in request.POST:
        return lead_to_editor(request, page)
    return None


def stay_after_publishing(request, page):
    """Return to the editor of the page, with a message that it was published or scheduled."""
    title = {"page_title": page.get_admin_display_title()}
    buttons = []
    if page.live and page.url:
        buttons.append(messages.button(page.url, _("View live"), new_window=False))
    if scheduled := page.scheduled_revision:
        sentence = _("Page '%(page_title)s' has been scheduled for publishing on %(time)s.")
        title["time"] = name_time(scheduled.approved_go_live_at)
    else:
        sentence = _("Page '%(page_title)s' has been published.")
    messages.success(request, sentence % title, buttons=buttons)
    return lead_to_editor(request, page)


def lead_to_editor(request, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    next_address = get_valid_next_url_from_request(request)
    return redirect(set_query_params(address, {"next": next_address or None}))


def name_time(time):
    """Return the time with the name of its time zone."""
    return f"{render_timestamp(time)} ({timezone.get_current_timezone()})"

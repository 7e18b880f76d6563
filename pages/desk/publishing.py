"""Validation of drafts that are published without the editor's form.

A draft may be invalid, and the editor validates it when it publishes. Wagtail's bulk
action and workflow approval publish the latest revision as it is.
"""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import resolve, reverse
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.fields import StreamField
from wagtail.models import Page


def find_unfinished(draft):
    """Return the names of the invalid fields of `draft`."""
    names = []
    try:
        draft.full_clean()
    except ValidationError as error:
        names += error.message_dict
    for field in draft._meta.fields:
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(draft, field.name))
            except ValidationError:
                names.append(field.name)
    for relation in get_all_child_relations(type(draft)):
        name = relation.get_accessor_name()
        try:
            for child in getattr(draft, name).all():
                child.full_clean(exclude=[relation.field.name])
        except ValidationError:
            names.append(name)
    return [name_field(draft, name) for name in dict.fromkeys(names)]


def name_field(page, name):
    """Return the name of a field in the editor."""
    verbose = {field.name: field.verbose_name for field in page._meta.fields}.get(name, name)
    return capfirst(verbose.replace("_", " "))


def report_unfinished(request, drafts):
    """Add an error message for each unfinished draft; tell whether there is one."""
    found = [(draft, names) for draft in drafts if (names := find_unfinished(draft))]
    for draft, names in found:
        sentence = _(
            "Nothing was published, since “%(title)s” is not finished: see its "
            "%(fields)s. Publish it in its editor, which says beside each field what is "
            "missing."
        )
        given = {"title": draft.title, "fields": get_text_list(names, _("and"))}
        editor = reverse("wagtailadmin_pages:edit", args=[draft.pk])
        messages.error(request, sentence % given, buttons=[messages.button(editor, _("Edit"))])
    return bool(found)


def prevent_bulk_publishing(request, action_type, objects, action):
    """Publish all chosen pages or, if one is unfinished, none."""
    if action_type != "publish" or action.model is not Page:
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        for page in objects:
            pages += page.get_descendants().not_live()
    drafts = [page.get_latest_revision_as_object() for page in pages]
    return redirect(action.next_url) if report_unfinished(request, drafts) else None


def act_in_workflow(request, page_id, action_name, task_state_id):
    """Refuse to approve an unfinished draft; leave the rest to Wagtail's view."""
    if request.method == "POST" and action_name == "approve":
        page = get_object_or_404(Page, pk=page_id)
        draft = page.get_latest_revision_as_object()
        if may_approve(page, request.user) and report_unfinished(request, [draft]):
            editor = reverse("wagtailadmin_pages:edit", args=[page_id])
            target = get_valid_next_url_from_request(request) or editor
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return JsonResponse({"step": "success", "redirect": target})
            return redirect(target)
    address = f"/pages/workflow/action/{page_id}/{action_name}/{task_state_id}/"
    view, args, kwargs = resolve(address, "wagtail.admin.urls")
    return view(request, *args, **kwargs)


def may_approve(page, user):
    """Tell whether the page awaits an approval that the user may give."""
    task = page.current_workflow_task
    actions = task.get_actions(page, user) if task else []
    return "approve" in {name for name, *_ in actions}

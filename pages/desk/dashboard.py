"""Panels of the dashboard: new pages and drafts, beside those of other modules."""

from itertools import chain

from django.db.models import Q
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, get_page_models

from .messages import MessagesPanel
from .starter_content import PersonPanel
from .suggestions import SuggestionsPanel, editable_pages
from .visits import VisitsPanel

PAGES_SHOWN = 8


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

"""Addresses of the admin that replace Wagtail's."""

from django.urls import path
from django.views.defaults import page_not_found
from wagtail.admin.auth import require_admin_access

from .publishing import act_in_workflow

urlpatterns = [
    # Wagtail's view publishes unfinished drafts.
    path(
        "pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        require_admin_access(act_in_workflow),
    ),
    # Wagtail's view raises an error, as a demonstration.
    path("failwhale/", page_not_found, {"exception": None}),
]

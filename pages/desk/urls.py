"""Addresses of the admin: those that replace Wagtail's, and those that are added."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from pages.accounts import show_csrf_token, two_factor_views

from . import draft_links, first_steps
from .footnotes import show_footnote
from .formulas import show_formulas
from .guide import GuideView
from .menu import MenuView
from .pasting import views as pasting
from .publishing import act_in_workflow
from .redirects import RedirectsView
from .status import StatusView
from .suggestions import SuggestionsView
from .visits import VisitsView

urlpatterns = [
    path("", require_admin_access(first_steps.show_dashboard)),
    # Wagtail's view publishes unfinished drafts.
    path(
        "pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        require_admin_access(act_in_workflow),
    ),
    # Wagtail's list has no bulk actions.
    path("redirects/", require_admin_access(RedirectsView.as_view())),
    path("redirects/results/", require_admin_access(RedirectsView.as_view(results_only=True))),
]


def get_admin_urls():
    """Return the added addresses, to which Wagtail admits only users of the admin."""
    return [
        path("connection/", show_csrf_token, name="connection"),
        path("formulas/", show_formulas, name="formulas"),
        path("footnote/", show_footnote, name="footnote"),
        path("guide/", GuideView.as_view(), name="guide"),
        path("menu/", MenuView.as_view(), name="menu"),
        path("reports/suggestions/", SuggestionsView.as_view(), name="suggestions"),
        path("reports/visits/", VisitsView.as_view(), name="visits"),
        path("reports/status/", StatusView.as_view(), name="status"),
        *draft_links.urlpatterns,
        *pasting.urlpatterns,
        *first_steps.urlpatterns,
        *two_factor_views.urlpatterns,
    ]

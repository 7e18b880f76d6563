"""Buttons and menu items that lead to “Add publications”."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from ..models import PublicationIndexPage
from .views import AddView, find_index, urlpatterns


def get_admin_urls():
    return urlpatterns


class AddMenuItem(MenuItem):
    def is_shown(self, request):
        return find_index(request.user) is not None


def make_menu_item():
    address = reverse("add_publications")
    return AddMenuItem(
        AddView.page_title, address, name="add-publications", icon_name="upload", order=305
    )


def list_dashboard_buttons(user):
    """Return pairs of the name and address of further buttons on the dashboard."""
    return [(AddView.page_title, reverse("add_publications"))] if find_index(user) else []


def make_header_button(page, user, view_name, next_url=None):
    """Yield the button in the header of the list of publications."""
    if isinstance(page.specific_deferred, PublicationIndexPage) and find_index(user):
        yield Button(
            AddView.page_title, reverse("add_publications"), icon_name="upload", priority=5
        )

"""Screen that chooses and orders the pages of the site's menu."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.models import Page, Revision, Site

from pages.models import is_in_private_section

from .reports import AdminPage


def find_home(request):
    """Return the home page if the user of a request may order what is below it, else None."""
    site = Site.find_for_request(request)
    may = site and site.root_page.permissions_for_user(request.user).can_reorder_children()
    return site.root_page if may else None


class MenuView(AdminPage):
    """Form with a row for each page directly below the home page."""

    page_title = _("Menu")
    header_icon = "list-ul"
    template_name = "desk/menu.html"

    def dispatch(self, request):
        self.home = find_home(request)
        if self.home is None:
            raise PermissionDenied
        pages = self.home.get_children().annotate(is_private=is_in_private_section())
        self.pages = list(pages)
        return super().dispatch(request)

    def post(self, request):
        self.take_form(request.POST)
        if "move" in request.POST:
            self.move(*request.POST["move"].partition(":")[::2])
            return self.get(request)
        with transaction.atomic():
            self.save_choice()
            self.save_order()
        messages.success(request, _("The menu is saved."))
        return redirect("menu")

    def take_form(self, form):
        """Choose and order the pages as the form has them; it may lack pages of the last minute."""
        order, shown = form.getlist("order"), form.getlist("shown")
        places = {pk: place for place, pk in enumerate(order)}
        self.pages.sort(key=lambda page: places.get(str(page.pk), len(places)))
        self.changed = []
        for page in self.pages:
            is_shown = str(page.pk) in shown
            if str(page.pk) in places and page.show_in_menus != is_shown:
                page.show_in_menus = is_shown
                self.changed.append(page)

    def move(self, pk, direction):
        """Move a page in the form by one row, which saves nothing yet."""
        place = next((n for n, page in enumerate(self.pages) if str(page.pk) == pk), None)
        if place is not None:
            other = max(place - 1, 0) if direction == "up" else place + 1
            self.pages.insert(other, self.pages.pop(place))

    def save_choice(self):
        """Save which pages are shown, in their drafts too: publishing one changes nothing."""
        for page in self.changed:
            Page.objects.filter(pk=page.pk).update(show_in_menus=page.show_in_menus)
            revisions = list(page.revisions.filter(pk=page.latest_revision_id))
            revisions += page.revisions.exclude(approved_go_live_at=None)
            for revision in revisions:
                revision.content["show_in_menus"] = page.show_in_menus
            Revision.objects.bulk_update(revisions, ["content"])

    def save_order(self):
        keys = [page.pk for page in self.pages]
        for place, pk in enumerate(keys):
            # The tree changes with each move, so pages are read again.
            stored = list(self.home.get_children())
            if stored[place].pk != pk:
                page = next(one for one in stored if one.pk == pk)
                page.move(stored[place], pos="left", user=self.request.user)


class SiteMenuItem(MenuItem):
    def is_shown(self, request):
        return find_home(request) is not None


def make_menu_item():
    return SiteMenuItem(_("Menu"), reverse("menu"), name="menu", icon_name="list-ul", order=2)

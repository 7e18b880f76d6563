"""Starter content that is left: its panel on the dashboard, and the view that removes it."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy

from pages.models import Owner
from pages.starter import find_made
from pages.starter.leaves import name_field
from pages.starter.places import find_shown
from pages.starter.removal import NOTHING, STRUCTURE, carry_out, plan_removal

from .reports import Report

# The record of the starter: kept by the owner, removed, or removed but for edited content that
# still shows its person.
KEPT, REMOVED, REMAINING = "kept", "removed", "remaining"


def may_change_owner(user):
    return ModelPermissionPolicy(Owner).user_has_permission(user, "change")


def find_progress():
    """Return the record of the first steps and of the starter."""
    return Owner.find().first_steps


def record(**values):
    """Add values to the record of the first steps and of the starter."""
    owner = Owner.load()
    # An update, since signals of the owner are for fields that visitors see.
    Owner.objects.filter(pk=owner.pk).update(first_steps={**owner.first_steps, **values})


class PersonPanel(Component):
    """Places that still show the starter's person, until none is left or the owner keeps them."""

    order = 15
    template_name = "desk/dashboard/person.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        # The comparison takes tens of queries, so it ends with the starter.
        if not may_change_owner(user) or find_progress().get("starter") in {KEPT, REMOVED}:
            return {}
        made = find_made()
        return {"name": made.full.owner["name"], "rows": list(make_rows(find_shown(made), user))}


def make_rows(shown, user):
    """Yield pairs of a name and its links: objects with fields, then whole ones by their kind."""
    find_address = AdminURLFinder(user).get_edit_url
    whole = []
    for one in shown:
        address = find_address(one.target) or ""
        if one.places[0].anchor:
            links = [(place.label, f"{address}#{place.anchor}") for place in one.places]
            yield name_target(one.target), address, links
        else:
            whole.append((name_kind(one.target), str(one.target), address))
    for kind, links in groupby(whole, key=lambda link: link[0]):
        yield kind, "", [link[1:] for link in links]


def name_target(target):
    if isinstance(target, Owner):
        return capfirst(target._meta.verbose_name)
    return target.get_admin_display_title() if isinstance(target, Page) else str(target)


def name_kind(target):
    return "Pages" if isinstance(target, Page) else capfirst(str(target._meta.verbose_name_plural))


class StarterContentView(Report):
    """List of the content that is still as the starter made it, and a button that removes it."""

    page_title = "Remove the starter content"
    header_icon = "bin"
    template_name = "desk/starter_content.html"
    permission_policy = ModelPermissionPolicy(Owner)
    any_permission_required = ["change"]

    def dispatch(self, request, *args, **kwargs):
        asked = request.POST.get("remaining") or request.GET.get("remaining")
        self.remaining = STRUCTURE if asked == STRUCTURE else NOTHING
        self.is_step = bool(request.POST.get("step") or request.GET.get("step"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        made = find_made()
        plan = plan_removal(made, self.remaining)
        find_address = AdminURLFinder(self.request.user).get_edit_url
        other = NOTHING if self.remaining == STRUCTURE else STRUCTURE
        query = {"remaining": other, **({"step": 1} if self.is_step else {})}
        return super().get_context_data(
            plan=plan,
            removed=[
                (kind, [str(one) for one in found])
                for kind, found in groupby(plan.removed, key=name_kind)
            ],
            emptied=list(name_emptied(made, plan)),
            kept=[(str(k.target), find_address(k.target), k.reason) for k in plan.kept],
            remaining=self.remaining,
            is_structure=self.remaining == STRUCTURE,
            other_address=f"?{urlencode(query)}",
            is_step=self.is_step,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        made = find_made()
        plan = plan_removal(made, self.remaining)
        if request.POST.get("digest") != plan.digest:
            messages.warning(request, "The site has changed: look at the list again.")
            return self.get(request, *args, **kwargs)
        carry_out(plan, made, self.remaining, request.user)
        record(starter=REMAINING if find_shown(find_made()) else REMOVED)
        messages.success(request, "The starter content was removed.")
        if self.is_step:
            return redirect("first_steps_done", "content")
        return redirect("wagtailadmin_home")


def name_emptied(made, plan):
    """Yield the name of each object that stays and the names of its fields that are emptied."""
    owner = plan.owner_fields + ["profiles"] * bool(plan.profiles)
    targets = [(page, names) for page, _, names in plan.emptied]
    for target, names in [(made.owner, owner), *targets]:
        fields = {field.name: field for field in type(target)._meta.get_fields()}
        named = [name_field(type(target), name, fields[name]) for name in names]
        if named:
            yield name_target(target), named


class StarterMenuItem(MenuItem):
    """Menu item that is there until the starter content is removed or kept."""

    def is_shown(self, request):
        return may_change_owner(request.user) and "starter" not in find_progress()


def make_menu_item():
    address = reverse("starter_content")
    title, icon = StarterContentView.page_title, StarterContentView.header_icon
    return StarterMenuItem(title, address, name="starter-content", icon_name=icon, order=900)

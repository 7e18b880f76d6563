"""Removal of content that is still as a starter made it: a plan that lists it, and its execution.

pages/desk/starter_content.py shows the plan to the owner.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.db import models, transaction
from taggit.managers import TaggableManager
from wagtail import hooks
from wagtail.actions.delete_page import DeletePageAction
from wagtail.contrib.forms.models import FormSubmission
from wagtail.fields import StreamField
from wagtail.models import Page

from .leaves import list_fields, name_field
from .made import is_same
from .values import fill

# The choices of an owner, as keys of STARTERS.
STRUCTURE, NOTHING = "structure", "none"


@dataclass
class Kept:
    """Object that stays, with the reason."""

    target: object
    reason: str


@dataclass
class Plan:
    """Objects that a removal deletes, fields that it empties, and objects that it keeps."""

    pages: dict = field(default_factory=dict)  # by address
    emptied: list = field(default_factory=list)  # triples of page, address and names of fields
    owner_fields: list = field(default_factory=list)
    profiles: list = field(default_factory=list)
    redirects: list = field(default_factory=list)
    records: list = field(default_factory=list)
    images: list = field(default_factory=list)
    kept: list = field(default_factory=list)

    @property
    def removed(self):
        """All objects that are deleted, except the profiles of the owner."""
        pages = sorted(self.pages.values(), key=lambda page: page.path)
        return [*pages, *self.images, *self.redirects, *self.records]

    @property
    def is_empty(self):
        return not (self.removed or self.emptied or self.owner_fields or self.profiles)

    @property
    def digest(self):
        """Hash of the plan, by which a confirmation names the list that it confirms."""
        parts = [[one._meta.label, one.pk] for one in (*self.removed, *self.profiles)]
        parts += [[page.pk, names] for page, _, names in self.emptied] + [self.owner_fields]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def plan_removal(made, remaining=NOTHING):
    """Return the Plan that keeps nothing of the starters, or the pages of the structure."""
    plan, target = Plan(), getattr(made, remaining)
    for address in sorted(made.pages, key=lambda address: -len(address)):
        page = made.pages[address]
        reason = find_reason(made, plan, page, address)
        if address not in target.site["pages"] and not reason:
            plan.pages[address] = page
            continue
        is_edited = not made.is_untouched(address)
        if address == "/" or not is_edited:
            neutral = target if address in target.site["pages"] else made.structure
            if names := find_fields_to_empty(made, neutral, address):
                plan.emptied.append((page, address, names))
        if is_edited:
            plan.kept.append(Kept(page, f"was edited: {', '.join(name_edited(made, address))}"))
        elif reason and address not in target.site["pages"]:
            plan.kept.append(Kept(page, reason))
    plan.owner_fields = [name for name in made.owner_fields if name != "profiles"]
    plan.profiles = made.profiles
    for redirect, is_edited in made.redirects:
        if is_edited:
            plan.kept.append(Kept(redirect, "was edited"))
        else:
            plan.redirects.append(redirect)
    for find_records in hooks.get_hooks("list_starter_records"):
        for record, reason in find_records(made, list(plan.pages.values())):
            if reason:
                plan.kept.append(Kept(record, reason))
            else:
                plan.records.append(record)
    if made.image:
        users = find_users(made, plan)
        if users:
            plan.kept.append(Kept(made.image, f"is used by {', '.join(users)}"))
        else:
            plan.images.append(made.image)
    return plan


def find_reason(made, plan, page, address):
    """Return the reason for which a page that nobody may have edited stays, or ""."""
    if address == "/":
        return "is the home page"
    if not made.is_untouched(address):
        return "was edited"
    going = [one.pk for one in plan.pages.values()]
    if page.get_descendants().exclude(pk__in=going).exists():
        return "has pages below it that stay"
    if FormSubmission.objects.filter(page=page).exists():
        return "has messages of visitors"
    return ""


def find_fields_to_empty(made, neutral, address):
    """Return the names of the fields that are a starter's and differ from the neutral page."""
    wanted = neutral.read_leaves(address) or {}
    return [
        name
        for name in made.find_untouched_fields(address)
        if any(not is_same(leaves[name], wanted.get(name, [])) for leaves in made.leaves[address])
    ]


def name_edited(made, address):
    """Return the names of the fields of a page that somebody has edited."""
    model = type(made.pages[address])
    fields = list_fields(model)
    return [
        name_field(model, name, fields[name])
        for name in fields
        if any(
            all(not is_same(leaves[name], one[name]) for one in made.expected[address])
            for leaves in made.leaves[address]
        )
    ] or ["in parts"]


def find_users(made, plan):
    """Return the names of the objects that would still show the picture."""
    emptied = {page.pk: names for page, _, names in plan.emptied}
    gone = {page.pk for page in plan.pages.values()}
    names = []
    for user, references in made.image.get_usage():
        fields = {reference.model_path.partition(".")[0] for reference in references}
        if isinstance(user, Page):
            left = set() if user.pk in gone else fields - {*emptied.get(user.pk, ())}
        elif user == made.owner:
            left = fields - {*plan.owner_fields}
        else:
            left = fields
        if left:
            names.append(f"“{user}”")
    return names


@transaction.atomic
def carry_out(plan, made, remaining, user):
    """Remove what the plan lists, all of it or nothing."""
    target = getattr(made, remaining)
    for _page, address, names in plan.emptied:
        neutral = target if address in target.site["pages"] else made.structure
        empty_page(made, neutral, address, names, user)
    empty_owner(made, plan)
    for redirect in plan.redirects:
        redirect.delete()
    # The deepest come first; each is read again, because the tree changes.
    for page in plan.pages.values():
        again = Page.objects.get(pk=page.pk).specific
        DeletePageAction(again, user=user).execute(skip_permission_checks=True)
    for record in (*plan.records, *plan.images):
        record.delete()


def empty_page(made, neutral, address, names, user):
    """Give the fields the values of the neutral page, in the live version and in the draft."""
    written = neutral.read_page(address)
    versions = made.versions[address]
    for version in versions:
        for name in names:
            reset_field(version, name, written, made.library)
    live, *drafts = versions
    if live.live and not drafts:
        live.save_revision(user=user, clean=False).publish(user=user)
        return
    live.save(clean=False)
    for draft in drafts or [live]:
        draft.save_revision(user=user, clean=False)


def reset_field(instance, name, written, library):
    """Set a field to the value of a content file, or to its default."""
    one = list_fields(type(instance))[name]
    value = written.get(name)
    is_lost = isinstance(one, models.ForeignKey) and value not in library
    if value is not None and not is_lost:
        fill(instance, {name: value}, library)
    elif isinstance(one, models.ManyToOneRel):
        setattr(instance, name, [])
    elif isinstance(one, TaggableManager):
        getattr(instance, name).clear()
    elif isinstance(one, StreamField):
        setattr(instance, name, one.to_python([]))
    else:
        setattr(instance, name, one.get_default())


def empty_owner(made, plan):
    owner = made.owner
    former = made.full.owner["name"]
    for name in plan.owner_fields:
        reset_field(owner, name, {}, made.library)
    if plan.profiles:
        gone = {profile.pk for profile in plan.profiles}
        owner.profiles = [one for one in owner.profiles.all() if one.pk not in gone]
    if plan.owner_fields or plan.profiles:
        owner.save()
    if made.site and made.site.site_name == former:
        made.site.site_name = owner.name
        made.site.save()

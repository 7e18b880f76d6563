"""Takes back what an import has made, except what was edited or is used since."""

import json

from django.apps import apps
from django.core import serializers
from django.db import transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.search import index

from pages.operations.backup.tables import write_value

from ..models import Author, ImportedEntry, Person, PublicationPage
from ..models.contributor import fold_name

Outcome = ImportedEntry.Outcome
# Fields of a revision that saving and publishing change, and moves in the tree.
VOLATILE = {
    *("live", "has_unpublished_changes", "first_published_at", "last_published_at"),
    *("latest_revision", "latest_revision_created_at", "live_revision", "draft_title"),
    *("path", "depth", "numchild", "url_path", "formatted_references"),
}


def read_rows(page):
    """Return the rows of a page in all of its tables, by table and primary key."""
    rows = [Page.objects.get(pk=page.pk), PublicationPage.objects.get(pk=page.pk)]
    for relation in get_all_child_relations(PublicationPage):
        if relation.related_model._meta.app_label == PublicationPage._meta.app_label:
            rows += relation.related_model.objects.filter(**{relation.field.name: page.pk})
    written = json.loads(json.dumps(serializers.serialize("python", rows), default=write_value))
    return {(row["model"], row["pk"]): row["fields"] for row in written}


def list_changes(before, after):
    """Return what has to be done to the rows `after` for those `before`.

    Each is a list of table, primary key, and old values: all of them for a row that is gone,
    None for one that was added.
    """
    changes = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old and new:
            old = {name: value for name, value in old.items() if new[name] != value}
        if old != {}:
            changes.append([*key, old])
    return changes


def undo_entry(entry, user):
    """Take back what was made of an entry, or store the reason why it stays."""
    with transaction.atomic():
        page = PublicationPage.objects.filter(pk=entry.page_id).first()
        entry.reason = (find_obstacle(entry, page, user) if page else "") or ""
        if not entry.reason:
            if page and entry.outcome in ImportedEntry.MADE:
                page.delete(user=user)
                entry.page = None
            elif page:
                restore(page, entry)
            entry.outcome, entry.before, entry.revision = Outcome.UNDONE, None, None
        entry.is_chosen = False
        entry.save()


def find_obstacle(entry, page, user):
    """Return why a page stays as it is, "" if nothing speaks against the undoing."""
    is_made = entry.outcome in ImportedEntry.MADE
    if has_been_edited(entry, page):
        return "Edited since, so it stays."
    was_live = entry.outcome in {Outcome.PUBLISHED, Outcome.CHANGED}
    if (is_made and page.live != was_live) or is_later(page.last_published_at, entry.done_at):
        return "Published or taken down since, so it stays."
    if is_made and (user_of := find_use(page)):
        return f"Used by “{user_of}” since, so it stays."
    if user:
        permissions = page.permissions_for_user(user)
        may_edit = permissions.can_edit() and not permissions.page_locked()
        if not (permissions.can_delete() if is_made else may_edit):
            return "You may not delete it." if is_made else "You may not edit it."
        if not is_made and page.live and not permissions.can_publish():
            return "You may not publish it."
    return ""


def is_later(time, other):
    return bool(time and time > other)


def has_been_edited(entry, page):
    latest, own = page.latest_revision, entry.revision
    if own is None or latest is None:
        return True
    return latest != own and read_content(latest) != read_content(own)


def read_content(revision):
    return {name: value for name, value in revision.content.items() if name not in VOLATILE}


def find_use(page):
    """Return the name of a page that refers to this one, "" if there is none."""
    for reference in ReferenceIndex.get_references_to(page).select_related("content_type"):
        if str(reference.object_id) != str(page.pk):
            model = reference.content_type.model_class()
            return str(model.objects.filter(pk=reference.object_id).first() or reference.model_name)
    return ""


def restore(page, entry):
    """Give the rows of a page the values that the import has changed."""
    for label, pk, old in entry.before:
        model = apps.get_model(label)
        row = model.objects.filter(pk=pk).first()
        if old is None:
            model.objects.filter(pk=pk).delete()
            continue
        fields = serializers.serialize("python", [row])[0]["fields"] if row else {}
        written = {"model": label, "pk": pk, "fields": fields | old}
        for restored in serializers.deserialize("python", [written]):
            restored.save()
    Revision.objects.filter(pk=entry.revision_id).delete()
    page = PublicationPage.objects.get(pk=page.pk)
    index.insert_or_update_object(page)
    ReferenceIndex.create_or_update_for_object(page)


@transaction.atomic
def finish_undoing(publication_import):
    """Remove the people whom the import has added, unless they were edited or are named since."""
    people = Person.objects.filter(pk__in=publication_import.people, address="", other_names="")
    named = {fold_name(name) for name in Author.objects.values_list("name", flat=True).distinct()}
    unused = [person.pk for person in people if not person.spellings & named]
    Person.objects.filter(pk__in=unused).delete()
    publication_import.undone_at = timezone.now()

"""Makes and changes pages, one entry in each transaction, and keeps what the undoing needs."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import get_text_list, slugify
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from pages.desk.publishing import find_unfinished

from ..models import Author, ImportedEntry, Person, PublicationIndexPage, PublicationPage
from ..models.contributor import add_people
from .comparing import find_draft, merge_by_choice
from .undoing import list_changes, read_rows

Outcome, State = ImportedEntry.Outcome, ImportedEntry.State
MAX_SLUG = 80


class Refused(Exception):
    """Entry of which nothing is made. The message is a sentence for the owner."""


class Unchanged(Exception):
    """Publication that the entry, as it was chosen, does not change."""


def make_entry(entry, user, publish):
    """Make or change the page of an entry, and store the outcome with it or why there is none."""
    make = make_page if entry.state == State.NEW else change_page
    try:
        with transaction.atomic():
            # Another tab may have made it meanwhile; this waits for that.
            if not ImportedEntry.objects.select_for_update().filter(pk=entry.pk, outcome=""):
                return
            make(entry, user, publish)
            entry.done_at = timezone.now()
            entry.save()
    except Unchanged:
        entry.is_chosen, entry.reason = False, "Nothing of the entry was chosen."
        entry.save(update_fields=["is_chosen", "reason"])
    except Refused as error:
        fail(entry, str(error))
    except ValidationError as error:
        fail(entry, " ".join(error.messages))


@contextmanager
def adding_people(publication_import):
    """Add the authors of what is published within to the people, at once, and note them."""
    started, last = timezone.now(), Person.objects.aggregate(pk=Max("pk"))["pk"] or 0
    yield
    made = publication_import.entries.filter(outcome=Outcome.PUBLISHED, done_at__gte=started)
    with transaction.atomic():
        add_people(Author.objects.filter(publication__in=made.values("page")))
        added = Person.objects.filter(pk__gt=last).values_list("pk", flat=True)
        publication_import.people = [*publication_import.people, *added]
        publication_import.save(update_fields=["people"])


def fail(entry, reason):
    """Store that nothing came of an entry. What was undone keeps its outcome, and is named."""
    entry.refresh_from_db()
    entry.outcome, entry.reason = entry.outcome or Outcome.FAILED, reason
    entry.is_chosen = False
    entry.save()


def make_page(entry, user, publish):
    # Locked, since a new page gets the next place below it.
    index = PublicationIndexPage.objects.select_for_update().get(
        pk=entry.publication_import.index_id
    )
    permissions = user and index.permissions_for_user(user)
    if permissions and not permissions.can_add_subpage():
        raise Refused("You may not add publications.")
    page = PublicationPage(live=False, owner=user, locale=index.locale)
    reasons = explain_lost(page.fill(entry.wanted))
    page.bibtex = entry.source
    page.slug = find_slug(index, page.title)
    may_publish = not permissions or permissions.can_publish_subpage()
    # Once for all, instead of at each of the saves.
    with disable_reference_index_auto_update():
        index.add_child(instance=page)
        reasons += revise(entry, page, user, publish, may_publish, publish_new)
    ReferenceIndex.create_or_update_for_object(page)
    entry.page, entry.reason = page, " ".join(reasons)
    entry.outcome = Outcome.PUBLISHED if page.live else Outcome.DRAFT


def publish_new(revision, page, user):
    """Publish a page that has just been made, in a third of the time of Wagtail's action.

    That reads the revision and saves the page and all that belongs to it again.
    """
    now = timezone.now()
    fields = {
        "live": True,
        "has_unpublished_changes": False,
        "first_published_at": now,
        "last_published_at": now,
        "live_revision": revision,
    }
    for name, value in fields.items():
        setattr(page, name, value)
    PublicationPage.objects.filter(pk=page.pk).update(**fields)
    page_published.send(sender=PublicationPage, instance=page, revision=revision)
    log(instance=page, action="wagtail.publish", user=user, revision=revision)


def publish_again(revision, page, user):
    revision.publish(user=user)
    page.refresh_from_db()


def change_page(entry, user, publish):
    page = PublicationPage.objects.get(pk=entry.page_id)
    permissions = user and page.permissions_for_user(user)
    if permissions and not permissions.can_edit():
        raise Refused("You may not edit this publication.")
    if permissions and permissions.page_locked():
        raise Refused("The publication is locked.")
    before = read_rows(page)
    draft = find_draft(page)
    mine = draft.csl
    item = merge_by_choice(mine, entry.wanted, entry.taken)
    if item == mine:
        raise Unchanged
    reasons = explain_lost(draft.fill(item))
    draft.bibtex = draft.bibtex or entry.source
    if not page.live:
        draft.save()
    may_publish = not permissions or permissions.can_publish()
    if page.live and page.has_unpublished_changes:
        reasons += ["It has other changes that are not published, so this is a draft too."]
        publish = False
    reasons += revise(entry, draft, user, publish, may_publish, publish_again)
    entry.reason = " ".join(reasons)
    page.refresh_from_db()
    is_published = page.live and not page.has_unpublished_changes
    entry.outcome = Outcome.CHANGED if is_published else Outcome.CHANGED_DRAFT
    entry.before = list_changes(before, read_rows(page))


def revise(entry, page, user, publish, may_publish, publish_revision):
    """Store a revision and publish it if that may and can be; return reasons against it."""
    revision = page.save_revision(user=user, log_action=entry.state != State.NEW, clean=False)
    entry.revision = revision
    if not publish:
        return []
    if not may_publish:
        return ["You may not publish it."]
    if unfinished := find_unfinished(page):
        return [f"Not published, since it lacks this or has it wrong: {get_text_list(unfinished)}."]
    publish_revision(revision, page, user)
    return []


def explain_lost(names):
    return [f"Too long, so it was cut: {get_text_list(names, 'and')}."] if names else []


def find_slug(index, title):
    """Return a slug of moderate length that no other page below the index has."""
    slug = slugify(title, allow_unicode=True)
    if len(slug) > MAX_SLUG:
        slug = slug[: MAX_SLUG + 1].rpartition("-")[0] or slug[:MAX_SLUG]
    slug = slug or "publication"
    taken = set(index.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free

"""Finds which entries of an import are new, and how the others differ from the publications."""

from ..citations.matching import Matcher, compare, merge
from ..models import ImportedEntry, PublicationPage

State = ImportedEntry.State
FOUND = ["record", "state", "page", "repeats", "is_chosen", "problem"]


def find_publications(index):
    """Return pairs of a publication and its item; with the draft of one that has been changed."""
    pages = PublicationPage.objects.child_of(index).select_related("latest_revision")
    # They are long, and no part of the item.
    pages = pages.for_export().defer("body", "formatted_references")
    return [(page, find_draft(page).csl) for page in pages]


def find_draft(page):
    """Return the page as its editor shows it."""
    is_changed = page.live and page.has_unpublished_changes and page.latest_revision
    return page.get_latest_revision_as_object() if is_changed else page


def compare_entries(publication_import):
    """Find the state of each entry of which nothing has been made yet, and store it."""
    entries = publication_import.entries.filter(outcome="").defer("source")
    # Those that repeat what has been made stay what they are.
    entries = list(entries.exclude(repeats__outcome__in=ImportedEntry.DONE))
    before = [read_found(entry) for entry in entries]
    for entry in entries:
        entry.record = None
    combine(entries)
    pairs = find_publications(publication_import.index)
    matcher = Matcher(item for _, item in pairs)
    for entry in entries:
        state = entry.state
        entry.state, entry.page = find_state(entry, matcher, pairs)
        if entry.state != state:
            entry.is_chosen = entry.state == State.NEW
    changed = [
        entry for entry, old in zip(entries, before, strict=True) if read_found(entry) != old
    ]
    ImportedEntry.objects.bulk_update(changed, FOUND, batch_size=100)


def read_found(entry):
    return [getattr(entry, ImportedEntry._meta.get_field(name).attname) for name in FOUND]


def combine(entries):
    """Note which entries repeat others, and add what they say to the first of each work."""
    matcher, leaders = Matcher(), {}
    for entry in entries:
        entry.repeats = None
        if not is_readable(entry):
            continue
        match = matcher.find(entry.item)
        leader = entry if match is None else leaders[match]
        if match is not None:
            entry.repeats = leader
            leader.record = merge(leader.record or leader.item, entry.item)
        leaders[matcher.add(leader.record or leader.item)] = leader


def is_readable(entry):
    return bool(entry.item and (entry.item.get("title") or entry.needs_lookup))


def find_state(entry, matcher, pairs):
    """Return the state of an entry and the page of the same work, if there is one."""
    if not is_readable(entry):
        if not entry.problem:
            entry.problem = f"Line {entry.line}: the entry has no title."
        return State.UNREADABLE, None
    if entry.repeats:
        return State.REPEATED, None
    match = matcher.find(entry.wanted)
    if match is not None:
        page, item = pairs[match]
        is_different = bool(find_differences(item, entry.wanted))
        return State.DIFFERS if is_different else State.SAME, page
    return State.NEW if entry.wanted.get("title") else State.IDENTIFIER, None


def find_differences(mine, theirs):
    """Return the differences of an item from that of a page, as it would be stored."""
    differences = compare(mine, theirs)
    if not differences:
        return []
    page = PublicationPage()
    page.fill(merge(mine, theirs, {one.field for one in differences}))
    return compare(mine, page.csl)


def merge_by_choice(mine, theirs, taken):
    """Return the item of a page with the chosen fields of an entry, None for the default."""
    return merge(mine, theirs) if taken is None else merge(mine, theirs, taken)

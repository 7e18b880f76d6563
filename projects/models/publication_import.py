from django.conf import settings
from django.db import models
from django.urls import reverse

from pages.fields import optional_key

from .publication import PublicationPage
from .publication_index import PublicationIndexPage


class PublicationImport(models.Model):
    """Publications that were pasted, uploaded or found at ORCID, until and after they are made."""

    class Task(models.TextChoices):
        """Work that takes several requests; none of it is going on if this is empty."""

        LOOK_UP = "look_up", "Looking up"
        DRAFTS = "drafts", "Making drafts"
        PUBLISH = "publish", "Publishing"
        UNDO = "undo", "Undoing"

    index = models.ForeignKey(
        PublicationIndexPage, on_delete=models.CASCADE, related_name="imports"
    )
    name = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = optional_key(settings.AUTH_USER_MODEL)
    task = models.CharField(max_length=10, choices=Task.choices, blank=True)
    # The keys of people who were added with the publications.
    people = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    is_admin_only = True
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("publication_import", args=[self.pk])

    @property
    def counts(self):
        """Number of entries by outcome, or by state where there is none yet."""
        counted = self.entries.values_list("state", "outcome").annotate(models.Count("pk"))
        counts = {}
        for state, outcome, number in counted.order_by():
            counts[outcome or state] = counts.get(outcome or state, 0) + number
        labels = [*ImportedEntry.Outcome.choices, *ImportedEntry.State.choices]
        return [(label, counts[value]) for value, label in labels if value in counts]


class EntryQuerySet(models.QuerySet):
    def waiting(self):
        """Entries that the next press of a button makes or changes."""
        return self.may_be_chosen().filter(is_chosen=True)

    def may_be_chosen(self):
        states = [ImportedEntry.State.NEW, ImportedEntry.State.DIFFERS]
        return self.filter(state__in=states, outcome="")

    def may_be_mended(self):
        return self.filter(outcome__in=["", ImportedEntry.Outcome.FAILED])

    def open_identifiers(self):
        """Entries that have an identifier to be looked up."""
        return self.filter(needs_lookup=True, outcome="")

    def done(self):
        """Entries that have made or changed a page."""
        return self.filter(outcome__in=ImportedEntry.DONE)


class ImportedEntry(models.Model):
    """Entry of an import: the item as it was read, what became of it, and how to undo that."""

    class State(models.TextChoices):
        NEW = "new", "New"
        SAME = "same", "Same"
        DIFFERS = "differs", "Differs"
        REPEATED = "repeated", "Repeated"
        IDENTIFIER = "identifier", "To be looked up"
        UNREADABLE = "unreadable", "Cannot be read"

    class Outcome(models.TextChoices):
        PUBLISHED = "published", "Published"
        DRAFT = "draft", "Draft made"
        CHANGED = "changed", "Changed"
        CHANGED_DRAFT = "changed_draft", "Draft changed"
        FAILED = "failed", "Failed"
        UNDONE = "undone", "Undone"

    MADE = (Outcome.PUBLISHED, Outcome.DRAFT)
    DONE = (*MADE, Outcome.CHANGED, Outcome.CHANGED_DRAFT)

    publication_import = models.ForeignKey(
        PublicationImport, on_delete=models.CASCADE, related_name="entries"
    )
    position = models.PositiveIntegerField()
    # As `projects.citations.entries.Entry` has it.
    item = models.JSONField(null=True)
    source = models.TextField(blank=True)
    format = models.CharField(max_length=20)
    line = models.PositiveIntegerField()
    problem = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    needs_lookup = models.BooleanField(default=False)
    lookup_problem = models.TextField(blank=True)
    # The item with that of the entries that repeat it.
    record = models.JSONField(null=True)
    state = models.CharField(max_length=20, choices=State.choices)
    # The page of the same work, which may be the one that this entry has made.
    page = optional_key(PublicationPage)
    repeats = optional_key("self")
    is_chosen = models.BooleanField(default=False)
    # Names of the fields in which the entry replaces those of the page, null for the default.
    taken = models.JSONField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    # For the undoing: the rows of a page before the change, and what it was made or changed to.
    before = models.JSONField(null=True)
    revision = optional_key("wagtailcore.Revision")

    objects = EntryQuerySet.as_manager()

    is_admin_only = True
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication_import", "position"], name="position_in_import"
            )
        ]

    def __str__(self):
        return (self.item or {}).get("title") or f"Line {self.line}"

    @property
    def may_be_mended(self):
        return self.outcome in {"", self.Outcome.FAILED}

    @property
    def wanted(self):
        """The item to make, with that of the entries that repeat it."""
        return self.record or self.item

"""Where the site leads to, and what is wrong with it."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Prefetch, Q
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page


class Problem(models.TextChoices):
    """What can be wrong with a link, as the report says it."""

    NO_TARGET = "no_target", "Leads nowhere"
    MALFORMED = "malformed", "Not an address"
    MISSING = "missing", "Nothing is there"
    DRAFT = "draft", "Not published"
    ANCHOR = "anchor", "No such place on the page"
    ERROR = "error", "The server fails"
    TIMEOUT = "timeout", "No answer in time"
    UNREACHABLE = "unreachable", "Cannot be reached"
    CERTIFICATE = "certificate", "Not secure"
    LOOP = "loop", "Redirected without end"
    NOT_PUBLIC = "not_public", "Not on the public internet"
    # A visitor may still get there.
    REDIRECTED = "redirected", "Redirected"
    UNCLEAR = "unclear", "Not shown to programs"
    BUSY = "busy", "Asks to come later"


NOTICES = [Problem.REDIRECTED, Problem.UNCLEAR, Problem.BUSY]


class Finding(NamedTuple):
    """What a check has found; `rest` is how long not to ask again, if not as usual."""

    problem: str = ""
    detail: str = ""
    rest: timedelta | None = None


class LinkQuerySet(models.QuerySet):
    def wrong(self):
        """Links with something to say about them, of which the site has any use."""
        uses = LinkUse.objects.filter(link=OuterRef("pk"))
        return self.exclude(problem="").filter(Exists(uses))

    def broken(self):
        """Links that take a visitor nowhere."""
        return self.wrong().exclude(problem__in=NOTICES)

    def internal(self):
        return self.filter(is_external=False)

    def worst_first(self):
        """What is the owner's to mend, then what is broken elsewhere, then notices."""
        is_notice = ExpressionWrapper(
            Q(problem__in=NOTICES), output_field=models.BooleanField()
        )
        return self.order_by(is_notice, "is_external", "wrong_since", "pk")

    def due(self, now):
        """Links to other sites that were not asked lately."""
        is_due = Q(due_at=None) | Q(due_at__lte=now)
        return self.filter(is_due, is_external=True)

    def with_uses(self):
        """Fetch with the links where each of them stands."""
        uses = LinkUse.objects.select_related("page", "redirect").order_by("pk")
        return self.prefetch_related(Prefetch("uses", uses))


class Link(models.Model):
    """An address that the site leads to: a path of its own, or the address of another.

    What cannot be followed at all is kept as it was written, and "" stands for links
    without any address.
    """

    # An index of PostgreSQL takes no more than 2,700 bytes.
    MAX_LENGTH = 2000
    REST = timedelta(days=7)
    REST_OF_BROKEN = timedelta(days=1)

    address = models.CharField(max_length=MAX_LENGTH, unique=True, blank=True)
    is_external = models.BooleanField(default=False)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True)
    detail = models.TextField(blank=True)
    wrong_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    def __str__(self):
        return self.address or "(no address)"

    @property
    def is_broken(self):
        return bool(self.problem) and self.problem not in NOTICES

    @property
    def url(self):
        """Where to look at it; None for what cannot be followed."""
        if self.is_external:
            return self.address
        return settings.SITE_URL + self.address if self.address[:1] == "/" else None

    @property
    def places(self):
        """Its first use on each page, and in each redirect."""
        first = {}
        for use in self.uses.all():
            first.setdefault(use.edit_url, use)
        return list(first.values())

    @property
    def place_names(self):
        return [str(use) for use in self.places]

    def note(self, finding, now):
        """Take down what was found at the time `now`, without saving it."""
        if finding.problem != self.problem or not finding.problem:
            self.wrong_since = now if finding.problem else None
        self.problem, self.detail = finding.problem, finding.detail
        self.checked_at = now
        usual = self.REST_OF_BROKEN if self.is_broken else self.REST
        self.due_at = now + (finding.rest or usual)


class LinkUse(models.Model):
    """A place that a link stands in: a page, or a redirect of the admin."""

    MAX_LENGTH = 100

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="uses")
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, related_name="+"
    )
    redirect = models.ForeignKey(
        Redirect, on_delete=models.CASCADE, null=True, related_name="+"
    )
    text = models.CharField(max_length=MAX_LENGTH)

    # Otherwise every page would count as in use because its links were checked.
    wagtail_reference_index_ignore = True

    def __str__(self):
        return f"{self.title} (“{self.text}”)"

    @property
    def title(self):
        return self.page.title if self.page else f"Redirect {self.redirect}"

    @property
    def edit_url(self):
        if self.page_id:
            return reverse("wagtailadmin_pages:edit", args=[self.page_id])
        return reverse("wagtailredirects:edit", args=[self.redirect_id])

"""Links that show the draft of a page to readers without an account."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from ..fields import optional_key
from .base import is_private

DEFAULT_DAYS = 14


def make_token():
    """Return 256 random bits as 43 letters that need no escaping in an address."""
    return secrets.token_urlsafe(32)


def default_end():
    return timezone.now() + timedelta(days=DEFAULT_DAYS)


class DraftLinkQuerySet(models.QuerySet):
    def find_valid(self, token):
        """Return the link with this token if it has not expired, or None."""
        if "\0" in token:  # PostgreSQL refuses to look it up
            return None
        found = self.filter(token=token, expires_at__gt=timezone.now())
        return found.select_related("page").first()


class DraftLink(models.Model):
    """Permission to read the draft of a page with a token until a certain time."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="draft_links")
    token = models.CharField(max_length=43, unique=True, default=make_token, editable=False)
    reader = models.CharField(
        "for whom",
        max_length=100,
        blank=True,
        help_text="Not shown to readers. Helps you find the link to revoke.",
    )
    created_by = optional_key(settings.AUTH_USER_MODEL)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=default_end)

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.reader or f"link of {self.created_at:%Y-%m-%d}"

    @property
    def address(self):
        """The full address, to be sent to the reader."""
        return settings.SITE_URL + reverse("draft", args=[self.token])

    @property
    def has_expired(self):
        return self.expires_at <= timezone.now()

    def load_draft(self):
        """Return the page as it was last saved, or None while it is private."""
        if is_private(self.page):
            return None
        return self.page.get_latest_revision_as_object()

"""Counts of rate-limited uses."""

from django.db import models


class RateLimit(models.Model):
    """Uses by one key since the first one, until `ends_at`.

    The key is a hash, so that no address and no name is stored. The limits are in
    pages/accounts/rate_limits.py.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "pages_throttlecount"

    def __str__(self):
        return self.key

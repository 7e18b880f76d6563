"""Counts of rate-limited uses."""

from django.db import models


class RateLimit(models.Model):
    """Uses by one key, a hash of name or address, since the first one until `ends_at`."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "pages_throttlecount"

    def __str__(self):
        return self.key

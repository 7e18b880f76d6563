"""Counts of uses that are rate-limited; each Limit is declared where it is used."""

from django.db import models


class RateLimitCount(models.Model):
    """Uses counted for one key, a hash of a Limit and its client, until `ends_at`."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "pages_throttlecount"

    def __str__(self):
        return self.key

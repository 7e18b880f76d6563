"""Tables of the full-page cache, which `pages/serving/cache/` uses without Django."""

from django.db import models


class SiteVersion(models.Model):
    """Cache version: one row, whose value triggers change with what visitors can see.

    The value is random, so that a restored backup never repeats the value of another
    state; see pages/serving/cache/triggers.py. `prepared_for` is what the start has
    prepared the database for; see pages/operations/preparation.py.
    """

    value = models.CharField(max_length=36)
    prepared_for = models.CharField(max_length=64, db_default="")

    class Meta:
        db_table = "pages_epoch"

    def __str__(self):
        return self.value


class StoredResponse(models.Model):
    """Cached response, kept for the next start, as pages/serving/cache/response.py has it."""

    key = models.CharField(max_length=2000, primary_key=True)
    version = models.CharField(max_length=36, db_column="epoch")
    release = models.CharField(max_length=64)
    made_at = models.FloatField()
    data = models.BinaryField()

    class Meta:
        db_table = "pages_snapshot"

    def __str__(self):
        return self.key

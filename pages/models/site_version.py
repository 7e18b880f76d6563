"""What the ready responses in pages/serving/cache/ need of the database."""

from django.db import models


class Epoch(models.Model):
    """The state of what visitors can see, as one value in one row.

    Triggers give it a new random value; see pages/serving/cache/triggers.py. Random, so that a
    restored backup never has the value of a state that it is not in.
    """

    value = models.CharField(max_length=36)

    def __str__(self):
        return self.value


class StoredSnapshot(models.Model):
    """A ready response, so that a process which starts need not render it.

    `data` is the snapshot as pages/serving/cache/response.py packs it.
    """

    key = models.CharField(max_length=2000, primary_key=True)
    epoch = models.CharField(max_length=36)
    release = models.CharField(max_length=64)
    made_at = models.FloatField()
    data = models.BinaryField()

    class Meta:
        db_table = "pages_snapshot"

    def __str__(self):
        return self.key

"""Records of the backups of the site."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class BackupQuerySet(models.QuerySet):
    def good(self):
        """Return the successful backups, the newest first."""
        # Records of the future are of a clock that was wrong.
        latest = timezone.now() + timedelta(hours=1)
        return self.filter(problem="", finished_at__lt=latest).order_by("-finished_at")


class Backup(models.Model):
    """A backup that was begun: its destination, and how it ended.

    `finished_at` is empty while it runs, and remains so if its process was killed.
    """

    destination = models.CharField(max_length=1000, db_column="place")
    is_scheduled = models.BooleanField(default=False)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(null=True, help_text="In bytes.")
    problem = models.TextField(help_text="One sentence about the failure, if it failed.")

    objects = BackupQuerySet.as_manager()

    def __str__(self):
        return self.destination

"""How often somebody has tried something."""

from django.db import models


class ThrottleCount(models.Model):
    """How often one key was used since the first time, until `ends_at`.

    The key is a hash: nobody's address and no name stays behind. See
    pages/accounts/throttle.py.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.key

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An account for the admin.

    Its sessions end when its password or its session generation changes.
    """

    session_generation = models.PositiveIntegerField(default=0, editable=False)

    def end_sessions(self):
        """Log the user out everywhere."""
        self.session_generation += 1
        self.save(update_fields=["session_generation"])

    def get_session_auth_hash(self):
        return self._add_generation(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        for value in super().get_session_auth_fallback_hash():
            yield self._add_generation(value)

    def _add_generation(self, value):
        # Generation 0 adds no suffix, so sessions from before this field stay valid.
        return f"{value}-{self.session_generation}" if self.session_generation else value

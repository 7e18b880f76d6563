"""Sessions in the database, as Django's own, that end and leave nothing behind."""

import math
import time

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone

BEGAN_AT = "began_at"
# A session that is in use is written down anew this often at the most, in seconds.
INTERVAL = 60 * 60


class SessionStore(db.SessionStore):
    """A session that ends when it is not used for SESSION_COOKIE_AGE, and in any case
    SESSION_LONGEST seconds after its beginning."""

    def _validate_session_key(self, key):
        # A cookie can hold any character, and PostgreSQL refuses to look for some.
        return super()._validate_session_key(key) and key.isalnum()

    def load(self):
        row = self._get_session_from_db()
        if row is None:
            return {}
        data = self.decode(row.session_data)
        if time.time() - data.get(BEGAN_AT, math.inf) > settings.SESSION_LONGEST:
            self.delete()
            self._session_key = None
            return {}
        left = (row.expire_date - timezone.now()).total_seconds()
        # The end moves along with each use, in the browser too.
        if left < settings.SESSION_COOKIE_AGE - INTERVAL:
            self.modified = True
        return data

    def create(self):
        """Begin a session, and delete those that have ended: no clock does it."""
        self.clear_expired()
        super().create()

    def save(self, must_create=False):
        self._get_session(no_load=must_create).setdefault(BEGAN_AT, int(time.time()))
        super().save(must_create)

    def begin(self):
        """Let the longest time that it may last begin now, at a login."""
        self[BEGAN_AT] = int(time.time())

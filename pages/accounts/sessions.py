"""Sessions in the database that end, and whose rows are deleted."""

import time

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone

BEGAN_AT = "began_at"
INTERVAL = 60 * 60  # seconds between extensions of a session in use


class SessionStore(db.SessionStore):
    """Session that ends SESSION_COOKIE_AGE seconds after its last use, and at most
    MAX_SESSION_AGE seconds after its start."""

    def _validate_session_key(self, key):
        # PostgreSQL raises an error for some characters that a cookie can hold.
        return super()._validate_session_key(key) and key.isalnum()

    def load(self):
        row = self._get_session_from_db()
        if row is None:
            return {}
        data = self.decode(row.session_data)
        age = time.time() - data.get(BEGAN_AT, time.time())
        # A start in the future is of a clock that was wrong.
        if not -INTERVAL < age <= settings.MAX_SESSION_AGE:
            self.delete()
            self._session_key = None
            return {}
        left = (row.expire_date - timezone.now()).total_seconds()
        # Saving also extends the cookie in the browser.
        if left < settings.SESSION_COOKIE_AGE - INTERVAL:
            self.modified = True
        return data

    def create(self):
        """Begin a session, and delete expired ones: there is no scheduled job for it."""
        self.clear_expired()
        super().create()

    def save(self, must_create=False):
        self._get_session(no_load=must_create).setdefault(BEGAN_AT, int(time.time()))
        super().save(must_create)

    def begin(self):
        """Start MAX_SESSION_AGE anew, at a login."""
        self[BEGAN_AT] = int(time.time())

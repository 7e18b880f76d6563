"""Browsers that have logged in before, known by a signed cookie that a login gives.

Strangers who guess at an account cannot lock them out: see login.py.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing

LIFETIME = timedelta(days=365)


def recognise(request, name):
    """Return the number of the browser if the account of this name has logged in there.

    Else it is None. The name is in the signature alone, so the cookie tells nobody's.
    """
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        return signing.loads(cookie, salt=_salt(name), max_age=LIFETIME)
    except signing.BadSignature:
        return None


def remember(response, name):
    """Let the browser be recognised from now on."""
    number = secrets.token_urlsafe(12)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(number, salt=_salt(name)),
        max_age=LIFETIME,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _salt(name):
    return f"pages.accounts.devices {name}"

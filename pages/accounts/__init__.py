"""Accounts: the first one, login, second factor, sessions, rate limits, private pages.

The first password is shown once and stored nowhere.
"""

import re
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.http import JsonResponse
from django.middleware.csrf import get_token

# Without letters that look alike: no i, l, o, 0 or 1.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_secret(length):
    """Return random letters, five bits each, in groups of four that are easy to copy."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    return "-".join(re.findall(".{4}", letters))


def create_first_account():
    """Create the account "owner", a superuser, if there is no account.

    Returns its password, or None if there is an account. The unique name lets only one of
    two concurrent processes succeed.
    """
    users = get_user_model().objects
    password = make_secret(16)
    try:
        with transaction.atomic():
            if users.exists():
                return None
            account = users.create_superuser("owner", password=password)
            # A superuser needs no permissions; reviews are assigned to the group.
            account.groups.set(Group.objects.filter(name="Owner"))
    except IntegrityError:
        return None
    return password


def find_first_account_name():
    """Return the name of the oldest active superuser, or None."""
    accounts = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return accounts.order_by("pk").values_list("username", flat=True).first()


def is_logged_in(request):
    """Return whether the user of the request is logged in.

    Reading `request.user` makes the response vary by cookie, so the session cookie is
    looked for first. It alone proves nothing: readers of private pages have one too.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    # Middleware above the authentication can answer before there is a user.
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)


def show_csrf_token(request):
    """Return the CSRF token, by which an open editor (connection.js) sees that it can save.

    Wagtail answers 403 if the user is not logged in.
    """
    return JsonResponse({"token": get_token(request)})

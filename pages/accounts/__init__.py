"""The first account, and whether somebody has logged in to one.

The first password is shown once and written down nowhere.
"""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.http import JsonResponse
from django.middleware.csrf import get_token

# Nothing that reads like something else: no i, l, o, 0 or 1.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_password():
    """Return four groups of four letters: 79 bits, easy to copy by hand."""
    return "-".join(
        "".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)
    )


def create_owner():
    """Create the account "owner" where no account exists.

    Returns its password, or None when there was an account already. Of two that try at
    once on one database only one succeeds, since the name is unique.
    """
    users = get_user_model().objects
    password = make_password()
    try:
        with transaction.atomic():
            if users.exists():
                return None
            owner = users.create_superuser("owner", password=password)
            # It may do everything already; here it is among those who review.
            owner.groups.set(Group.objects.filter(name="Owner"))
    except IntegrityError:
        return None
    return password


def get_owner_name():
    """Return the name of the oldest account that may do everything, or None."""
    owners = get_user_model().objects.filter(is_superuser=True, is_active=True)
    owner = owners.order_by("pk").first()
    return owner and owner.get_username()


def is_logged_in(request):
    """Tell whether somebody who has logged in sent the request.

    Asking who somebody is makes the answer vary by cookie, so that no cache could keep
    it. So the session cookie is looked for first. It is no proof: those have one too who
    have given the password of a page.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    # What is answered before anybody could be told apart is answered as to a visitor.
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def tell_connection(request):
    """Tell an open editor that it can save, and with which token.

    Wagtail answers for it with a 403 when nobody is logged in: see connection.js.
    """
    return JsonResponse({"token": get_token(request)})

"""Responses while the database, the disk or the bucket cannot be used."""

import errno
import logging
import time
from http import HTTPStatus
from math import inf

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ..models.contact import HONEYPOT
from .logs import find_code, name_error
from .media.files import StorageUnavailable

logger = logging.getLogger(__name__)

RETRY_AFTER = 60  # seconds
UNAVAILABLE, BUSY, FULL, READ_ONLY = "unavailable", "busy", "full", "read only"
DAMAGED, NO_BUCKET = "damaged", "no bucket"
# Conditions by the start of SQLite's error names and of PostgreSQL's error codes. Any other
# error is a fault of the site.
CODES = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": UNAVAILABLE,
    "SQLITE_IOERR": UNAVAILABLE,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "08": UNAVAILABLE,
    "25006": READ_ONLY,
    "40": BUSY,
    "53100": FULL,
    "53": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "57P": UNAVAILABLE,
    "58": UNAVAILABLE,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
DISK = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}
# Conditions that last until somebody acts, with the advice for the log.
ADVICE = {
    FULL: "Delete uploads in the admin, or enlarge the disk.",
    READ_ONLY: "Let the account of the site write to the database and its folder.",
    DAMAGED: "Move the database away, and restore the last backup: manage.py restore FILE.",
}
LOG_INTERVAL = 60  # seconds between two errors about the same condition


def classify_error(error):
    """Return the condition of the database, the disk or the bucket that caused an error, or None.

    None stands for any other cause, such as a faulty statement.
    """
    while not isinstance(error, DatabaseError | InterfaceError):
        is_of_bucket = any(kind.__module__.startswith("botocore.") for kind in type(error).__mro__)
        if is_of_bucket or isinstance(error, StorageUnavailable):
            return NO_BUCKET
        if error is None:
            return None
        if isinstance(error, OSError) and error.errno in DISK:
            return DISK[error.errno]
        error = error.__cause__ or error.__context__
    if code := find_code(error.__cause__):
        return classify_code(code)
    # A server that does not answer sends no code.
    is_lost = isinstance(error, OperationalError | InterfaceError)
    return UNAVAILABLE if is_lost else None


def classify_code(code):
    return next((condition for start, condition in CODES.items() if code.startswith(start)), None)


def explain(condition):
    return {
        UNAVAILABLE: _("The database does not answer at the moment"),
        BUSY: _("The database is too busy at the moment"),
        FULL: _("The site has no room left on its disk"),
        READ_ONLY: _("The site takes no changes at the moment"),
        DAMAGED: _("The database is damaged"),
        NO_BUCKET: _("The storage of uploads does not answer at the moment"),
    }[condition]


def answer_unavailable(request, condition, error=None):
    """Return a 503 page for a request that needs what cannot be used.

    The page repeats the text that the visitor wrote, to be sent again.
    """
    reason = condition
    if error:
        is_named = isinstance(error, StorageUnavailable)
        reason += f": {error if is_named else name_error(error.__cause__ or error)}"
    log(condition, reason)
    is_sent = request.method not in {"GET", "HEAD"}
    context = {
        "title": explain(condition),
        "is_sent": is_sent,
        "fields": find_text(request),
    }
    response = HttpResponse(
        render_to_string("503.html", context),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"},
    )
    # Django would log it as an error of the site.
    response._has_been_logged = True
    return response


_logged_at = {}


def log(condition, reason):
    """Log a condition: as an error, at most once a minute, where somebody has to act."""
    now = time.monotonic()
    is_error = condition in ADVICE and now - _logged_at.get(condition, -inf) >= LOG_INTERVAL
    if is_error:
        _logged_at[condition] = now
    logger.log(
        logging.ERROR if is_error else logging.WARNING,
        "A request failed, since what it needs cannot be used (%s). %s",
        reason,
        ADVICE.get(condition, ""),
    )


def find_text(request):
    """Return label, name and text of each field that a visitor has filled in.

    Forms for visitors have no CSRF token, since they set no cookie. Those of login and
    admin have one, and are not shown again: they may have a password.
    """
    if request.method != "POST":
        return []
    try:
        form = request.POST
    except Exception:  # noqa: BLE001 - a form that cannot be read has no text to keep
        return []
    if "csrfmiddlewaretoken" in form:
        return []
    return [
        (name.replace("_", " ").capitalize(), name, text)
        for name, texts in form.lists()
        for text in texts
        if text and name != HONEYPOT
    ]


class DatabaseUnavailableMiddleware:
    """Middleware that answers 503 at once while the database is unavailable.

    Otherwise each request would wait for the database, and occupy a thread. Uploaded files
    need no database.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_away = request.META.get("pages.database_is_away")
        if is_away and not request.path.startswith(settings.MEDIA_URL):
            error = request.META.get("pages.database_error")
            condition = classify_code(find_code(error) or "") or UNAVAILABLE
            return answer_unavailable(request, condition, error)
        return self.get_response(request)

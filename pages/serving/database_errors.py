"""Responses while the database or the bucket cannot be used: a page that needs neither."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ..models.contact import HONEYPOT
from .logs import name_error

logger = logging.getLogger(__name__)

RETRY_AFTER = 60  # seconds
UNAVAILABLE, BUSY, FULL, READ_ONLY = "unavailable", "busy", "full", "read only"
NO_BUCKET = "no bucket"
# Prefixes of SQLite's error names and of PostgreSQL's error codes. Any other error is a
# fault of the site.
SQLITE = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": UNAVAILABLE,
    "SQLITE_IOERR": UNAVAILABLE,
    "SQLITE_CORRUPT": UNAVAILABLE,
    "SQLITE_NOTADB": UNAVAILABLE,
}
POSTGRESQL = {
    "08": UNAVAILABLE,
    "25006": READ_ONLY,
    "40": BUSY,
    "53100": FULL,
    "53": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "57P": UNAVAILABLE,
    "58": UNAVAILABLE,
}


def classify_error(error):
    """Return the condition of the database or the bucket that caused an error, or None.

    None stands for any other cause, such as a faulty statement.
    """
    while not isinstance(error, DatabaseError | InterfaceError):
        if any(kind.__module__.startswith("botocore.") for kind in type(error).__mro__):
            return NO_BUCKET
        if error is None:
            return None
        error = error.__cause__ or error.__context__
    cause = error.__cause__
    for names, attribute in ((SQLITE, "sqlite_errorname"), (POSTGRESQL, "sqlstate")):
        if code := getattr(cause, attribute, None):
            found = (name for start, name in names.items() if code.startswith(start))
            return next(found, None)
    # A server that does not answer sends no code.
    is_lost = isinstance(error, OperationalError | InterfaceError)
    return UNAVAILABLE if is_lost else None


def explain(condition):
    return {
        UNAVAILABLE: _("The database does not answer at the moment"),
        BUSY: _("The database is too busy at the moment"),
        FULL: _("The database has no room left on its disk"),
        READ_ONLY: _("The database takes no changes at the moment"),
        NO_BUCKET: _("The storage of uploads does not answer at the moment"),
    }[condition]


def answer_unavailable(request, condition, error=None):
    """Return a 503 page for a request that needs what cannot be used.

    The page repeats the text that the visitor wrote, to be sent again.
    """
    reason = condition
    if error:
        reason += f": {name_error(error.__cause__ or error)}"
    logger.warning("A request could not be answered now (%s).", reason)
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
            return answer_unavailable(request, UNAVAILABLE)
        return self.get_response(request)

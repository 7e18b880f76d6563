"""What is answered while the database cannot be used: a page that says so, and needs none."""

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
AWAY, BUSY, FULL, READ_ONLY = "away", "busy", "full", "read only"
# By the beginnings of the names that SQLite has for what is wrong, and of PostgreSQL's
# codes. What is not here is a fault of the site itself.
SQLITE = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": AWAY,
    "SQLITE_IOERR": AWAY,
    "SQLITE_CORRUPT": AWAY,
    "SQLITE_NOTADB": AWAY,
}
POSTGRESQL = {
    "08": AWAY,
    "25006": READ_ONLY,
    "40": BUSY,
    "53100": FULL,
    "53": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "57P": AWAY,
    "58": AWAY,
}


def find_outage(error):
    """Return what of the database has led to an error, None if it was something else."""
    while error is not None:
        if isinstance(error, DatabaseError | InterfaceError):
            return classify(error)
        error = error.__cause__ or error.__context__
    return None


def classify(error):
    """Return what an error of the database means: one of the above, or None."""
    cause = error.__cause__
    for names, attribute in ((SQLITE, "sqlite_errorname"), (POSTGRESQL, "sqlstate")):
        if code := getattr(cause, attribute, None):
            found = (kind for start, kind in names.items() if code.startswith(start))
            return next(found, None)
    # Who gets no answer gets no code either.
    is_away = isinstance(error, OperationalError | InterfaceError)
    return AWAY if is_away else None


def explain(kind):
    return {
        AWAY: _("The database does not answer at the moment"),
        BUSY: _("The database is too busy at the moment"),
        FULL: _("The database has no room left on its disk"),
        READ_ONLY: _("The database takes no changes at the moment"),
    }[kind]


def answer_outage(request, kind, error=None):
    """Return the 503 page for a request that the database was needed for.

    Who has sent a message gets it back, to be sent again.
    """
    said = f"{kind}: {name_error(error.__cause__ or error)}" if error else kind
    logger.warning("The database was needed and could not be used (%s).", said)
    is_sent = request.method not in {"GET", "HEAD"}
    context = {"title": explain(kind), "is_sent": is_sent, "fields": find_text(request)}
    response = HttpResponse(
        render_to_string("503.html", context),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"},
    )
    # Django would log it as a fault of the site, with a traceback.
    response._has_been_logged = True
    return response


def find_text(request):
    """Return pairs of label, name and text that a visitor has written in a form.

    It has no token, since visitors have no cookie; that of a login or of the admin does.
    """
    if request.method != "POST":
        return []
    try:
        sent = request.POST
    except Exception:  # noqa: BLE001 - whatever is wrong with it, this is another matter
        return []
    if "csrfmiddlewaretoken" in sent:
        return []
    return [
        (name.replace("_", " ").capitalize(), name, text)
        for name, texts in sent.lists()
        for text in texts
        if text and name != HONEYPOT
    ]


class OutageMiddleware:
    """Answers at once while the database is known to be away, but for uploaded files.

    Otherwise every request would wait for it, and one after the other keep a thread from
    those who could be answered.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_away = request.META.get("pages.database_is_away")
        if is_away and not request.path.startswith(settings.MEDIA_URL):
            return answer_outage(request, AWAY)
        return self.get_response(request)

"""Log of the site: a line of JSON for each record, without personal data.

Within a request, an error is logged by its type and place. Its text is left out, since it
may quote the visitor's input or the database. Django is not imported: there is something to
log before it has loaded.
"""

import json
import logging
import os
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import NamedTuple

HEADER = "X-Request-Id"
# The headers of hosting platforms: Fly.io, then Heroku and other proxies.
PLATFORM_HEADERS = ("HTTP_FLY_REQUEST_ID", "HTTP_X_REQUEST_ID")
VALID_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
# A token in a path is as secret as a password.
TOKEN = re.compile(r"(/draft/|/password_reset/confirm/)[^\s\"'?#]+")
QUERY = re.compile(r"(https?://[^\s?#]*)[?#][^\s)]*")
# In characters: anybody can send an address of 60 KB.
MAX_PATH_LENGTH, MAX_MESSAGE_LENGTH = 500, 2000
# Messages of other packages may have names and addresses in their arguments.
TRUSTED = {"django", "pages", "projects", "_granian"}


class LoggedRequest(NamedTuple):
    """Identification of a request in the log."""

    id: str
    path: str


_current = ContextVar("request", default=None)


def get_request():
    """Return the LoggedRequest that this thread answers, or None."""
    return _current.get()


class RequestIdMiddleware:
    """WSGI middleware that identifies each request in the log and in a header.

    The identifier is the platform's, if it gives a valid one.
    """

    def __init__(self, application):
        self._application = application

    def __call__(self, environ, start_response):
        request = identify(environ)

        def start(status, headers, exc_info=None):
            headers = [*headers, (HEADER, request.id)]
            return start_response(status, headers, exc_info or None)

        token = _current.set(request)
        try:
            return self._application(environ, start)
        finally:
            _current.reset(token)


def identify(environ):
    """Return the LoggedRequest of a WSGI environment."""
    given = (environ.get(name, "") for name in PLATFORM_HEADERS)
    request_id = next(filter(VALID_ID.fullmatch, given), None) or os.urandom(8).hex()
    # WSGI passes the bytes of a path as Latin-1.
    path = (
        environ["PATH_INFO"][:MAX_PATH_LENGTH].encode("latin-1", "replace").decode(errors="replace")
    )
    return LoggedRequest(request_id, redact(path))


def redact(text):
    """Return the text without tokens in paths and without queries of addresses."""
    return QUERY.sub(r"\1", TOKEN.sub(r"\1…", text))


class JsonFormatter(logging.Formatter):
    """Formatter of a record as a line of JSON that has these fields only."""

    def format(self, record):
        request = get_request()
        error = record.exc_info and record.exc_info[1]
        is_in_request = request is not None or hasattr(record, "request")
        time = datetime.fromtimestamp(record.created, UTC)
        fields = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(format_message(record)[:MAX_MESSAGE_LENGTH]),
            "request": request and request.id,
            "path": request and request.path,
            "status": getattr(record, "status_code", None),
            "error": error and format_error(error, with_text=not is_in_request),
        }
        known = {key: value for key, value in fields.items() if value}
        return json.dumps(known, ensure_ascii=False)


def format_message(record):
    if record.name.partition(".")[0] not in TRUSTED:
        return str(record.msg)
    message = record.getMessage()
    # Django ends its messages with the path, which has a field of its own.
    path = getattr(getattr(record, "request", None), "path", None)
    return message.removesuffix(f": {path}") if path else message


def format_error(error, *, with_text):
    """Return the tracebacks and types of an error and of its causes, the error first."""
    parts, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        text = f": {redact(str(error))}" if with_text else ""
        frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
        parts.append("".join([*frames, name_error(error), text]))
        context = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or context
    return "\n\ncaused by:\n\n".join(parts)


def name_error(error):
    """Return the type of an error, with the code of the system, the database or the bucket."""
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ != "builtins":
        name = f"{kind.__module__}.{name}"
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and isinstance(number, int):
        return f"{name} ({os.strerror(number)})"
    code = find_code(error)
    if isinstance(response := getattr(error, "response", None), dict):
        code = response.get("Error", {}).get("Code")
    return f"{name} ({code})" if code else name


def find_code(error):
    """Return the code that PostgreSQL or SQLite gives an error, or None."""
    return getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)

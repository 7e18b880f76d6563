"""What is logged: a line of JSON for each record, which tells nothing of a person.

And which request a line belongs to. Of the standard library alone, since there is
something to log before Django has loaded.
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
# As the hosts name a request: Fly.io, and then Heroku and other proxies.
GIVEN = ("HTTP_FLY_REQUEST_ID", "HTTP_X_REQUEST_ID")
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,128}")
# What follows in a path is as good as a password.
TOKEN = re.compile(r"(/draft/|/password_reset/confirm/)[^\s\"'?#]+")
QUERY = re.compile(r"(https?://[^\s?#]*)[?#][^\s)]*")
# Whose messages are filled in. What others fill in may be names and addresses.
KNOWN = {"django", "pages", "projects", "_granian"}


class Request(NamedTuple):
    """What a line says of the request that it belongs to."""

    id: str
    path: str


_current = ContextVar("request", default=None)


def get_request():
    """Return the Request that is being answered in this thread, or None."""
    return _current.get()


def read_request(environ):
    """Return the Request of a WSGI environment.

    Its id is that of the host, if it has a good one.
    """
    for name in GIVEN:
        given = environ.get(name, "")
        if WELL_FORMED.fullmatch(given):
            break
    else:
        given = os.urandom(8).hex()
    # WSGI hands over the bytes of an address as if they were Latin-1.
    path = environ["PATH_INFO"].encode("latin-1", "replace").decode(errors="replace")
    return Request(given, hide(path))


class Named:
    """A WSGI application that has a name for each request: in the log, and in a header."""

    def __init__(self, application):
        self._application = application

    def __call__(self, environ, start_response):
        request = read_request(environ)

        def start(status, headers, exc_info=None):
            return start_response(
                status, [*headers, (HEADER, request.id)], exc_info or None
            )

        token = _current.set(request)
        try:
            return self._application(environ, start)
        finally:
            _current.reset(token)


def hide(text):
    """Return the text without tokens in paths and without queries of addresses."""
    return QUERY.sub(r"\1", TOKEN.sub(r"\1…", text))


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record):
        request = get_request() or find_request(record)
        told = {
            "time": write_time(record.created),
            "level": record.levelname,
            "logger": record.name,
            "message": hide(find_message(record)),
            "request": request and request.id,
            "path": request and request.path,
            "status": getattr(record, "status_code", None),
        }
        if record.exc_info and record.exc_info[1]:
            told["error"] = describe(record.exc_info[1], with_text=not request)
        told = {name: value for name, value in told.items() if value is not None}
        return json.dumps(told, ensure_ascii=False)


def find_request(record):
    """Return the Request that Django has hung on a record, or None."""
    environ = getattr(getattr(record, "request", None), "environ", None)
    return environ and read_request(environ)


def find_message(record):
    if record.name.partition(".")[0] not in KNOWN:
        return str(record.msg)
    message = record.getMessage()
    # Django ends its messages with the path, which has a place of its own.
    path = getattr(getattr(record, "request", None), "path", None)
    return message.removesuffix(f": {path}") if path else message


def write_time(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def describe(error, *, with_text):
    """Return where an error was raised, and the errors that it came of, as lines.

    What it says is left out unless `with_text`: within a request it may quote what
    somebody has sent, or what stands in the database of them.
    """
    parts, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        name = name_error(error)
        if with_text:
            name = f"{name}: {hide(str(error))}"
        frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
        parts.append("".join([*frames, name]))
        context = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or context
    return "\n\nwhich came of:\n\n".join(parts)


def name_error(error):
    """Return the type of an error, with what the system or the database calls it."""
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ != "builtins":
        name = f"{kind.__module__}.{name}"
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and isinstance(number, int):
        return f"{name} ({os.strerror(number)})"
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f"{name} ({code})" if code else name

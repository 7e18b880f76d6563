"""Tells a Sentry server what goes wrong here, where the settings name one.

It is told what the log is told at the level of errors, and as little of a person: of an
error its type and where it was raised, never what it says. Sent is only what is listed
here, so that no later version of the library can send more.
"""

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from .logs import get_request, hide, name_error

KEPT = (
    "event_id",
    "timestamp",
    "level",
    "logger",
    "platform",
    "release",
    "environment",
)
KEPT_OF_FRAMES = ("filename", "function", "module", "lineno", "context_line", "in_app")


def start():
    """Send from now on what is logged as an error, by a thread that nobody waits for."""
    sentry_sdk.init(
        settings.SENTRY_DSN,
        release=name_release(),
        environment="development" if settings.DEBUG else "production",
        # Nothing hooks into Django: what goes wrong there is logged.
        default_integrations=False,
        integrations=[
            LoggingIntegration(level=None, sentry_logs_level=None),
            AtexitIntegration(callback=lambda pending, timeout: None),
        ],
        before_send=reduce,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
    )


def name_release():
    """Return version and release of the site, as Sentry groups by them."""
    return f"recto@{settings.VERSION}" + (settings.RELEASE and f"+{settings.RELEASE}")


def reduce(event, hint):
    """Return what of an event is sent."""
    sent = {name: event[name] for name in KEPT if name in event}
    if message := event.get("logentry", {}).get("message"):
        # As it stands in the code, with nothing filled in.
        sent["logentry"] = {"message": hide(message)}
    error = (hint.get("exc_info") or (None, None))[1]
    if error is not None and "exception" in event:
        values = [reduce_error(value) for value in event["exception"]["values"]]
        # The last is the one that was logged, before it what it came of.
        values[-1]["type"] = name_error(error)
        sent["exception"] = {"values": values}
    if request := get_request():
        sent["tags"] = {"request": request.id, "path": request.path}
    return sent


def reduce_error(value):
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {
            "frames": [
                {name: frame[name] for name in KEPT_OF_FRAMES if name in frame}
                for frame in frames
            ]
        },
    }

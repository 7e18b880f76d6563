"""Sentry: sends errors of the log to a server, where the settings name one.

An event has the type and the place of an error, never its text, and no personal data.
"""

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from .logs import get_request, name_error, redact

# A list of what is sent, so that no later version of the SDK can send more.
SENT = (
    *("event_id", "timestamp", "level", "logger", "platform", "release"),
    *("environment", "exception"),
)


def start():
    """Send errors from now on, in a thread that no request waits for."""
    sentry_sdk.init(
        settings.SENTRY_DSN,
        release=f"recto@{settings.VERSION}" + (settings.RELEASE and f"+{settings.RELEASE}"),
        environment="development" if settings.DEBUG else "production",
        # Nothing hooks into Django, which logs its errors.
        default_integrations=False,
        integrations=[
            LoggingIntegration(level=None, sentry_logs_level=None),
            AtexitIntegration(callback=lambda pending, timeout: None),
        ],
        before_send=reduce_event,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
    )


def reduce_event(event, hint):
    """Return the parts of an event that have no personal data."""
    sent = {name: event[name] for name in SENT if name in event}
    if message := event.get("logentry", {}).get("message"):
        # As it is in the code, without its arguments.
        sent["logentry"] = {"message": redact(message)}
    if errors := sent.get("exception", {}).get("values"):
        for error in errors:
            # The text may quote the visitor's input or the database.
            error.pop("value", None)
            for frame in (error.get("stacktrace") or {}).get("frames", []):
                # It may have the name of an account of the machine.
                frame.pop("abs_path", None)
        # The last is the error that was logged, after its causes.
        errors[-1]["type"] = name_error(hint["exc_info"][1])
    if request := get_request():
        sent["tags"] = {"request": request.id, "path": request.path}
    return sent

"""The headers that keep an answer safe, for what is answered before Django adds them.

Of the standard library alone, like all that is.
"""

RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
# Pictures and films stand in feeds, which are read in other sites' pages.
FOR_ALL = {RESOURCE_POLICY: "cross-origin"}
# No other site may put the answer into a page of its own.
FOR_THIS_SITE = {RESOURCE_POLICY: "same-origin"}


def list_safe_headers(settings):
    """Return what Django sends with each answer under these settings."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        **FOR_THIS_SITE,
    }
    if seconds := settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={seconds}"
    return headers

"""Security headers of responses that Django does not make.

Uses the standard library alone, since it is imported before Django.
"""

RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
# Feeds with images and videos are read in pages of other sites.
FOR_ALL = {RESOURCE_POLICY: "cross-origin"}
# Other sites may not embed the response.
FOR_THIS_SITE = {RESOURCE_POLICY: "same-origin"}


def list_safe_headers(settings):
    """Return the headers that Django adds to each response under these settings."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        **FOR_THIS_SITE,
    }
    if seconds := settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={seconds}"
    return headers

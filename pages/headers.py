"""The headers that keep an answer safe, for what is answered before Django adds them.

Of the standard library alone, like all that is.
"""

RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
# Pictures and films stand in feeds, which are read in other sites' pages.
FOR_ALL = {RESOURCE_POLICY: "cross-origin"}
# No other site may put the answer into a page of its own.
FOR_THIS_SITE = {RESOURCE_POLICY: "same-origin"}


def answer_in_words(start_response, status, text, headers=None):
    """Answer as WSGI does, with a plain text that nobody is to keep.

    `headers` are more of them, by name.
    """
    body = text.encode()
    own = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
        **FOR_THIS_SITE,
    }
    start_response(status, list({**own, **(headers or {})}.items()))
    return [body]


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

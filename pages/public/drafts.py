"""Pages for readers of a link to a draft."""

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from pages.models import DraftLink

# Every response below /draft/ is uncached and unlisted, and its address is in no referrer.
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
IDENTIFYING_HEADERS = {"HTTP_COOKIE", "HTTP_AUTHORIZATION"}


# A failed CSRF check would log the address. There is nothing to forge: only GET and HEAD
# are answered.
@csrf_exempt
def show_draft(request, token):
    """Show the draft behind a link, or a 404 that is the same for every invalid link.

    It does not tell whether the link was revoked, has expired or never existed.
    """
    # Mail programs and people add a slash.
    link = DraftLink.objects.find_valid(token.removesuffix("/"))
    # Keeps the token out of the log.
    request.path = reverse("draft", args=["-"])
    if request.method not in {"GET", "HEAD"}:
        response = HttpResponseNotAllowed(["GET", "HEAD"])
    elif draft := link and link.load_draft():
        response = render_for_visitor(draft, request)
    else:
        response = render(request, "pages/draft_gone.html", status=404)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def render_for_visitor(page, request):
    """Render the preview of a page, at its own address, for an anonymous visitor.

    So an editor who follows a link sees no user bar. A second content security policy
    forbids to send forms.
    """
    environ = {k: v for k, v in request.META.items() if k not in IDENTIFYING_HEADERS}
    response = page.make_preview_request(
        WSGIRequest(environ),
        page.default_preview_mode,
        {"is_shared_draft": True},
    )
    policies = [response.headers.get("Content-Security-Policy"), "form-action 'none'"]
    response.headers["Content-Security-Policy"] = ", ".join(filter(None, policies))
    return response

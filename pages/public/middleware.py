"""Middleware: hosts, security headers, privacy, language, HTML and size limit."""

import re
from http import HTTPStatus

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import patch_cache_control

from pages.accounts import is_logged_in
from pages.serving.headers import FOR_THIS_SITE

from .fonts import find_fonts
from .views import refuse_request, refuse_size

# Blank lines between tags, or an element whose lines are its content. Those in the value of an
# attribute have the end of its tag before the next one.
BLANK_LINES = re.compile(
    rb"<(pre|textarea|script|style)\b.*?</\1\s*>|\n(?:[ \t\r]*+\n)++(?=[^<>]*+<)",
    re.DOTALL | re.IGNORECASE,
)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Send visitors the strict policy, and logged-in users those that editing needs.

    Public pages need one too, for the user bar and the preview.
    """

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if report_only or HEADER in response or not is_logged_in(request):
            return parts
        if request.path.startswith(settings.ADMIN_URL):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        else:
            parts.config = settings.EDITOR_CONTENT_SECURITY_POLICY
        return parts

    def process_response(self, request, response):
        """Add the policy, and forbid other sites to embed the response unless its view allows it."""
        for name, value in FOR_THIS_SITE.items():
            response.headers.setdefault(name, value)
        return super().process_response(request, response)


def host_middleware(get_response):
    """Send visitors who come by another host of the site to its own address.

    It comes first, so that one redirect leads to the host and to https.
    """

    def middleware(request):
        host, _, _port = request.META.get("HTTP_HOST", "").lower().partition(":")
        if host not in settings.OTHER_HOSTS:
            return get_response(request)
        answer = HttpResponsePermanentRedirect(settings.SITE_URL + request.get_full_path())
        if request.method not in {"GET", "HEAD"}:
            # The browser sends the form again, instead of asking for a page without it.
            answer.status_code = 308
        return answer

    return middleware


def private_middleware(get_response):
    """Forbid shared caches to keep the responses to people who have logged in."""

    def respond(request):
        response = get_response(request)
        if is_logged_in(request) and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    return respond


def language_middleware(get_response):
    """Activate the language of the site.

    The admin activates that of the account, and renders previews of pages within it.
    """

    def respond(request):
        with translation.override(settings.LANGUAGE_CODE):
            return get_response(request)

    return respond


def html_middleware(get_response):
    """Leave out the blank lines that template tags leave in a page, and preload its fonts."""

    def respond(request):
        response = get_response(request)
        is_html = (
            response.get("Content-Type", "").startswith("text/html") and not response.streaming
        )
        if not is_html or request.path.startswith(settings.ADMIN_URL):
            return response
        response.content = BLANK_LINES.sub(
            lambda found: found[0] if found[1] else b"\n", response.content.strip()
        )
        # A font that comes late is not used.
        links = [
            f"<{static(f'fonts/{name}.woff2')}>; rel=preload; as=font; type=font/woff2; crossorigin"
            for name in find_fonts(response.content.decode())
        ]
        if links:
            response["Link"] = ", ".join(links)
        return response

    return respond


def size_middleware(get_response):
    """Refuse a request that is too large before Django writes its body to the disk."""

    def respond(request):
        try:
            size = int(request.headers.get("Content-Length") or 0)
        except ValueError as error:
            return refuse_request(request, error)
        limit = settings.MAX_VISITOR_REQUEST_SIZE
        if size > limit and is_logged_in(request):
            limit = settings.MAX_REQUEST_SIZE
        if size > limit:
            return refuse_size(request, size, limit)
        if request.META.get("pages.is_announced"):
            # The server asks before it receives a large body.
            return HttpResponse(status=HTTPStatus.CONTINUE)
        return get_response(request)

    return respond

"""What every request passes on its way, besides Django's own."""

from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.urls import reverse
from wagtail.contrib.redirects import middleware as redirects


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Sends visitors the strict policy, and those who edit the one that the admin needs.

    An editor is told by the session cookie: only they have one, and on public pages it
    brings the user bar with its inline scripts.
    """

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        is_editor = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not report_only and (
            is_editor or request.path.startswith(reverse("wagtailadmin_home"))
        ):
            parts.config = settings.EDITOR_CONTENT_SECURITY_POLICY
        return parts


class RedirectMiddleware(redirects.RedirectMiddleware):
    """Follows the redirects of the admin, but never to where the visitor already is.

    Wagtail takes an address with and without its last slash for one. So the redirect of
    the old address /about would send a visitor of /about/, once that page is taken down,
    round in circles.
    """

    def process_response(self, request, response):
        answer = super().process_response(request, response)
        if answer is response:
            return response
        target = urlsplit(request.build_absolute_uri(answer.headers["Location"]))
        here = urlsplit(request.build_absolute_uri())
        if not target.query:
            here = here._replace(query="")
        return response if target == here else answer

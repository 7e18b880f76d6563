from csp.middleware import CSPMiddleware
from django.conf import settings
from django.urls import reverse


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

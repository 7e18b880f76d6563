"""What every request passes on its way, besides Django's own."""

from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.utils import translation
from wagtail.contrib.redirects import middleware as redirects

from .accounts import is_logged_in
from .headers import FOR_THIS_SITE
from .views import refuse_request, refuse_size


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Sends visitors the strict policy, and those who edit the one that the admin needs.

    On public pages too, for the user bar and the preview; not on the form to log in.
    """

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if HEADER in response or report_only:
            return parts
        if not is_logged_in(request):
            return parts
        is_admin = request.path.startswith(settings.ADMIN_URL)
        parts.config = (
            settings.ADMIN_CONTENT_SECURITY_POLICY
            if is_admin
            else settings.EDITOR_CONTENT_SECURITY_POLICY
        )
        return parts


class ResourcePolicyMiddleware:
    """Keeps each answer from the pages of other sites, unless its view gives it to all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in FOR_THIS_SITE.items():
            response.headers.setdefault(name, value)
        return response


class LanguageMiddleware:
    """Gives every answer in the language of the site.

    The admin speaks that of the account, and asks from within for previews of pages.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with translation.override(settings.LANGUAGE_CODE):
            return self.get_response(request)


class SizeMiddleware:
    """Refuses what is larger than anything that is sent here, before it is read.

    Django would write all of it to the disk first, whoever sends it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            size = int(request.headers.get("Content-Length") or 0)
        except ValueError as error:
            return refuse_request(request, error)
        most = settings.MOST_SENT_BY_VISITORS
        if size > most and is_logged_in(request):
            most = settings.MOST_SENT
        if size > most:
            return refuse_size(request, size, most)
        return self.get_response(request)


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

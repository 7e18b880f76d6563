"""Checks of a contact message before the page handles it."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from ..accounts.rate_limits import Limit, client_network, hit
from ..models import ContactPage

MESSAGES = Limit("contact", maximum=5, seconds=10 * 60)


def check_message(page, request, serve_args, serve_kwargs):
    """Return a response with status 429 to a rate-limited message, else None.

    Hook before_serve_page. Raises PermissionDenied if another site sent the message.
    """
    if request.method != "POST" or not isinstance(page, ContactPage):
        return None
    if not is_from_this_site(request):
        raise PermissionDenied("The message was sent from another site.")
    form = page.get_form(request.POST, page=page, user=request.user)
    if not form.is_valid() or not hit((MESSAGES, client_network(request))):
        return None
    return TemplateResponse(
        request,
        "pages/contact_page_rate_limited.html",
        page.get_context(request),
        status=429,
    )


def is_from_this_site(request):
    """Tell whether the browser states that a page of this site sent the request.

    Browsers send Origin with each form. Other clients carry no login to abuse.
    """
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"

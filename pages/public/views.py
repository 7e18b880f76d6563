"""The search page, and error pages for visitors."""

import sys
from http import HTTPStatus

from django.core import exceptions
from django.http import Http404, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from pages.serving.database_errors import answer_unavailable, classify_error
from pages.serving.logs import get_request

from .search import search_site


def find_root_page(request):
    """Return the root page of the site; raise Http404 if no site is configured."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("No site is configured.")
    return site.root_page


@require_safe
def search(request):
    """Show the pages that match the words in the parameter `q`."""
    typed, number = request.GET.get("q", ""), request.GET.get("page", "1")
    try:
        results = search_site(find_root_page(request), typed, number)
    except LookupError as error:
        raise Http404(str(error)) from error
    return render(request, "pages/search.html", {"results": results})


def refuse_size(request, size, limit):
    """Return a response with status 413 to a request of `size` bytes."""
    reason = _("The request has %(size)s, more than the limit of %(limit)s. Nothing was saved.")
    sizes = {"size": filesizeformat(size), "limit": filesizeformat(limit)}
    return answer_too_large(request, reason % sizes)


def refuse_request(request, exception):
    """Return a response with status 413 or 400 to a request that Django rejects."""
    reasons = {
        exceptions.TooManyFieldsSent: _("The request has too many fields. Nothing was saved."),
        exceptions.TooManyFilesSent: _("The request has too many files. Nothing was saved."),
        exceptions.RequestDataTooBig: _("The request has too much text. Nothing was saved."),
    }
    if reason := reasons.get(type(exception)):
        return answer_too_large(request, reason)
    # Without the request, since reading it again would fail again.
    return HttpResponseBadRequest(render_to_string("400.html"))


def answer_too_large(request, reason):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return render(request, "413.html", {"reason": reason}, status=status)


def page_not_found(request, exception):
    """Return the 404 page, which offers a search."""
    return render(request, "404.html", status=404)


def server_error(request):
    """Return the 500 page with the id of the request, or 503 without a database."""
    error = sys.exc_info()[1]
    if condition := classify_error(error):
        return answer_unavailable(request, condition, error)
    context = {"request_id": getattr(get_request(), "id", None)}
    return HttpResponseServerError(render_to_string("500.html", context))

"""The search page, and error pages for visitors."""

import sys
from http import HTTPStatus

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
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
    """Return the first page of the site; raise Http404 where no site is configured."""
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


def refuse_size(request, size, most):
    """Answer 413 to a request of `size` bytes, of which at most `most` are accepted."""
    reason = _(
        "What was sent has %(size)s, and %(most)s can be taken at once: nothing of it "
        "was kept."
    )
    sizes = {"size": filesizeformat(size), "most": filesizeformat(most)}
    return answer_too_large(request, reason % sizes)


def refuse_request(request, exception):
    """Answer 413 or 400 to a request that Django does not pass on to a view."""
    reasons = {
        TooManyFieldsSent: _("What was sent has too many fields: nothing was kept."),
        TooManyFilesSent: _("What was sent has too many files: nothing was kept."),
        RequestDataTooBig: _("What was sent has too much text: nothing was kept."),
    }
    if reason := reasons.get(type(exception)):
        return answer_too_large(request, reason)
    # Without the request, since reading it again would fail again.
    return HttpResponseBadRequest(render_to_string("400.html"))


def answer_too_large(request, reason):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return render(request, "413.html", {"reason": reason}, status=status)


def page_not_found(request, exception):
    """Answer 404 and offer a search."""
    return render(request, "404.html", status=404)


def server_error(request):
    """Answer 500 with the id of the request in the log, or 503 without a database."""
    error = sys.exc_info()[1]
    if condition := classify_error(error):
        return answer_unavailable(request, condition, error)
    context = {"request_id": getattr(get_request(), "id", None)}
    return HttpResponseServerError(render_to_string("500.html", context))

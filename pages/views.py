"""What visitors are shown beside pages."""

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

from .serving.database_errors import answer_outage, find_outage
from .serving.logs import get_request
from .site_search import search_site


@require_safe
def search(request):
    """Show what visitors find for the words in `q`."""
    try:
        results = search_site(request.GET.get("q", ""), request.GET.get("page", "1"))
    except LookupError as error:
        raise Http404(str(error)) from error
    return render(request, "pages/search.html", {"results": results})


def refuse_size(request, size, most):
    """Say that what was sent, so many bytes, is more than can be taken."""
    sizes = {"size": filesizeformat(size), "most": filesizeformat(most)}
    reason = _(
        "What was sent has %(size)s, and %(most)s can be taken at once: nothing of it "
        "was kept."
    )
    return refuse_much(request, reason % sizes)


def refuse_request(request, exception):
    """Say what is wrong with a request that Django does not pass on."""
    reasons = {
        TooManyFieldsSent: _("What was sent has too many fields: nothing was kept."),
        TooManyFilesSent: _("What was sent has too many files: nothing was kept."),
        RequestDataTooBig: _("What was sent has too much text: nothing was kept."),
    }
    if reason := reasons.get(type(exception)):
        return refuse_much(request, reason)
    # Without the request, since whatever reads it again would fail again.
    return HttpResponseBadRequest(render_to_string("400.html"))


def refuse_much(request, reason):
    return render(
        request,
        "413.html",
        {"reason": reason},
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )


def page_not_found(request, exception):
    """Say that there is no such page, and offer a search."""
    return render(request, "404.html", status=404)


def server_error(request):
    """Say that the fault is here, and what the log calls it.

    Where the database is to blame, say that.
    """
    error = sys.exc_info()[1]
    if outage := find_outage(error):
        return answer_outage(request, outage, error)
    context = {"request_id": getattr(get_request(), "id", None)}
    return HttpResponseServerError(render_to_string("500.html", context))

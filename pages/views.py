"""What visitors are shown beside pages."""

import sys

from django.http import Http404, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from .logs import get_request
from .nearest import find_nearest
from .outage import answer_outage, find_outage
from .site_search import search_site


@require_safe
def search(request):
    """Show what visitors find for the words in `q`."""
    try:
        results = search_site(request.GET.get("q", ""), request.GET.get("page", "1"))
    except LookupError as error:
        raise Http404(str(error)) from error
    return render(request, "pages/search.html", {"results": results})


def page_not_found(request, exception):
    """Say that there is no such page, and help to find the one that was meant."""
    context = {"nearest": find_nearest(request)}
    return render(request, "404.html", context, status=404)


def server_error(request):
    """Say that the fault is here, and what the log calls it.

    Where the database is to blame, say that.
    """
    error = sys.exc_info()[1]
    if outage := find_outage(error):
        return answer_outage(request, outage, error)
    context = {"request_id": getattr(get_request(), "id", None)}
    return HttpResponseServerError(render_to_string("500.html", context))

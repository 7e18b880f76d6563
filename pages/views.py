"""What visitors are shown beside pages."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_safe

from .nearest import find_nearest
from .site_search import search_site


@require_safe
def search(request):
    """Show what visitors find for the words in `q`."""
    try:
        results = search_site(request.GET.get("q", ""), request.GET.get("page", "1"))
    except LookupError as error:
        raise Http404(str(error)) from error
    return render(request, "pages/search.html", {"results": results})


def refuse_size(size, most):
    """Say that what was sent, so many bytes, is more than can be taken."""
    return HttpResponse(
        f"What was sent has {filesizeformat(size)}, and {filesizeformat(most)} can be "
        "taken at once: nothing of it was kept.",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        content_type="text/plain; charset=utf-8",
    )


def refuse_request(request, exception):
    """Say what is wrong with a request that Django does not pass on."""
    reason = "This request cannot be understood."
    if isinstance(exception, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        reason = f"What was sent has more than {most:,} fields"
    elif isinstance(exception, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        reason = f"What was sent has more than {most:,} files"
    elif isinstance(exception, RequestDataTooBig):
        most = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        reason = f"What was sent has more than {most} beside its files"
    if not reason.endswith("."):
        reason += ": nothing of it was kept. Send less at once."
    return HttpResponse(
        reason,
        status=HTTPStatus.BAD_REQUEST,
        content_type="text/plain; charset=utf-8",
    )


def page_not_found(request, exception):
    """Say that there is no such page, and help to find the one that was meant."""
    context = {"nearest": find_nearest(request)}
    return render(request, "404.html", context, status=404)

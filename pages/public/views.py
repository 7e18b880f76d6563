"""Views for visitors: pages, search, social cards and errors."""

import sys
from http import HTTPStatus

from django.core import exceptions
from django.core.cache import caches
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views
from wagtail.models import Page, Site

from pages.accounts import is_logged_in
from pages.models import BasePage, Owner
from pages.serving.cache.policy import MARKDOWN, choose_form
from pages.serving.database_errors import answer_unavailable, classify_error
from pages.serving.headers import FOR_ALL
from pages.serving.logs import get_request

from .markdown import has_alternate, make_alternate, offer_page
from .metadata import find_markdown_address
from .search import search_site

SPECULATION_RULES = "prefetch.speculationrules"
FOREVER = "public, max-age=31536000, immutable"


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


# Public pages set no cookie, so their forms cannot carry Django's token: ContactPage
# checks the origin instead.
@csrf_exempt
def serve_page(request, path):
    """Serve a page as Wagtail does, or its Markdown alternate if that is preferred."""
    response = wagtail_views.serve(request, path)
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    page = Page.find_for_request(request, path)
    if not has_alternate(page):
        return response
    if choose_form(request.headers.get("Accept", "")) == MARKDOWN:
        response = make_alternate(page, response)
        response.headers["Content-Location"] = find_markdown_address(page)
    elif not is_logged_in(request):
        # Pages that browsers may fetch before their visitor follows a link.
        response.headers["Speculation-Rules"] = f'"{static(SPECULATION_RULES)}"'
    patch_vary_headers(response, ["Accept"])
    return offer_page(request, response, page)


@require_safe
def card(request, page_pk, digest):
    """Serve the social card of a public page, drawn at the first request.

    A digest other than that of the present content redirects to the present card, so that
    invented addresses draw nothing.
    """
    page = get_object_or_404(Page.objects.live().public(), pk=page_pk).specific
    owner = Owner.load(request_or_site=request)
    address = isinstance(page, BasePage) and page.card_url_for(owner)
    if not address:
        raise Http404("This page has no card.")
    drawing = page.card_for(owner)
    if drawing.digest != digest:
        return redirect(address)
    picture = caches["cards"].get_or_set(digest, drawing.draw)
    headers = {"Cache-Control": FOREVER, **FOR_ALL}
    return HttpResponse(picture, content_type="image/png", headers=headers)


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

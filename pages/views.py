"""What is served beside pages."""

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Page, Site

from .site_search import search_site


@require_safe
def sitemap(request):
    """List the pages that visitors may see, for crawlers."""
    if Site.find_for_request(request) is None:
        raise Http404
    return wagtail_sitemap(request)


@require_safe
def robots(request):
    """Tell crawlers where the sitemap is and what is not for them."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def search(request):
    """Show what visitors find for the words in `q`."""
    try:
        results = search_site(request.GET.get("q", ""), request.GET.get("page", "1"))
    except LookupError as error:
        raise Http404(str(error)) from error
    return render(request, "pages/search.html", {"results": results})


@require_safe
def show_card(request, page_pk, digest):
    """Serve the social card of a page that visitors may see, drawn when first asked for.

    An address with another digest than that of the present content, be it of earlier
    content or invented, leads to the present one: nothing is drawn for it.
    """
    page = get_object_or_404(Page.objects.live().public(), pk=page_pk).specific
    address = getattr(page, "card_url", None)
    if address is None:
        raise Http404("This page has no card.")
    card = page.card
    if card.digest != digest:
        return redirect(address)
    picture = caches["cards"].get_or_set(digest, card.draw)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(picture, content_type="image/png", headers=headers)

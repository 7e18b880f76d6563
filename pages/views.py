"""What is served beside pages."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Site

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

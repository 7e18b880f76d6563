"""What is served beside pages."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Site


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

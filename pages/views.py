"""What is served beside pages: uploads and what robots ask for."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Site

# Documents are served by Wagtail alone, which honours who may read them.
PUBLIC_FOLDERS = {"images", "original_images"}


@require_safe
def serve_media(request, folder, path):
    """Serve an uploaded picture or one of its renditions."""
    if folder not in PUBLIC_FOLDERS:
        raise Http404
    response = serve(request, path, document_root=Path(settings.MEDIA_ROOT, folder))
    # A picture that is opened by itself may run nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


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

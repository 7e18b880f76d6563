"""What is served beside pages, to programs: each at the address where they look for it."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache, caches
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import views as sitemap_views
from wagtail.models import Page, Site

from .headers import FOR_ALL
from .icons import INK, KINDS, PAPER
from .llms import list_pages
from .models import BasePage, Owner

YEAR = timedelta(days=365)


@require_safe
def sitemap(request):
    """List the pages that search engines may show, in the order of the site."""
    find_root_page(request)
    return sitemap_views.sitemap(request)


@require_safe
def robots(request):
    """Tell crawlers where the sitemap is, and that nothing is forbidden.

    What is not for them says so itself, with "noindex", which they must be free to read.
    And the address of the admin is nobody's business.
    """
    lines = ["User-agent: *", "Disallow:", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return answer_text(lines)


@require_safe
def llms(request):
    """Tell language models in Markdown what the site is and where its text is."""
    owner = Owner.load(request_or_site=request)
    return answer_text(list_pages(find_root_page(request), owner))


@require_safe
def security(request):
    """Tell where to report a weakness of the site (RFC 9116), if anywhere."""
    contact = Owner.load(request_or_site=request).security_contact
    if not contact:
        raise Http404("No address for security reports is given.")
    # It may end within a year at the most, and is the same all day.
    end = timezone.now().replace(hour=0, minute=0, second=0) + YEAR / 2
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {get_language()}",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return answer_text(lines)


def find_root_page(request):
    """Return the first page of the site; raise Http404 where no site is configured."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("No site is configured.")
    return site.root_page


def answer_text(lines):
    text = "\n".join(lines) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def icon(request, name):
    """Draw an icon; what was drawn once is kept."""
    if name not in KINDS:
        raise Http404("There is no such icon.")
    icons = Owner.load(request_or_site=request).icons
    key = f"icon-{icons.version}-{name}"
    data = cache.get_or_set(key, lambda: icons.draw(name), timeout=None)
    kind = "image/x-icon" if name.endswith(".ico") else "image/png"
    response = HttpResponse(data, content_type=kind)
    if request.GET.get("v") == icons.version:
        patch_cache_control(
            response, public=True, max_age=int(YEAR.total_seconds()), immutable=True
        )
    else:
        patch_cache_control(response, public=True, max_age=3600)
    return response


@require_safe
def card(request, page_pk, digest):
    """Serve the social card of a page that visitors may see, drawn when first asked for.

    An address with another digest than that of the present content, be it of earlier
    content or invented, leads to the present one: nothing is drawn for it.
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
    headers = {"Cache-Control": "public, max-age=31536000, immutable", **FOR_ALL}
    return HttpResponse(picture, content_type="image/png", headers=headers)


@require_safe
def manifest(request):
    """Tell phones how to show the site on a home screen."""
    owner = Owner.load(request_or_site=request)
    name = owner.name or settings.WAGTAIL_SITE_NAME
    data = {
        "name": name,
        "short_name": name,
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "id": "/",
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": owner.icons.list_for_manifest(),
    }
    return JsonResponse(data, content_type="application/manifest+json")

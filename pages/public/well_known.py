"""Files that programs expect at known addresses, such as robots.txt and icons."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from PIL import Image
from wagtail.contrib.sitemaps import views as sitemap_views
from wagtail.models import Page

from pages.drawing.colors import PAPER
from pages.drawing.favicon import ICONS, draw_icon
from pages.drawing.monogram import find_initials
from pages.models import BasePage, Owner

from .metadata import find_markdown_address
from .views import FOREVER, find_root_page

HALF_A_YEAR = timedelta(days=182)


@require_safe
def sitemap(request):
    """List the pages that search engines may show, in the order of the site."""
    find_root_page(request)
    return sitemap_views.sitemap(request)


@require_safe
def robots(request):
    """Name the sitemap to crawlers, and allow everything.

    Hidden pages say "noindex", which crawlers have to be free to read. The address of the
    admin stays secret.
    """
    lines = ["User-agent: *", "Disallow:", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return answer_text(lines)


@require_safe
def llms(request):
    """List the Markdown alternates of the pages, as https://llmstxt.org proposes."""
    owner = Owner.load(request_or_site=request)
    return answer_text(write_llms(find_root_page(request), owner))


def write_llms(home, owner):
    """Yield the lines of llms.txt, with a section for each child page that has children."""
    yield f"# {in_a_line(owner.name or home.title)}"
    if summary := owner.description or owner.claim:
        yield from ("", f"> {in_a_line(summary)}")
    pages = find_pages(home)
    parents = {page.path[: -Page.steplen] for page in pages}
    sections = [page for page in pages if page.depth == home.depth + 1]
    parts = [page for page in sections if page.path in parents]
    alone = [page for page in pages if page.pk == home.pk or page in sections]
    yield from list_section(_("Pages"), [page for page in alone if page not in parts])
    for part in parts:
        below = [page for page in pages if page.path.startswith(part.path)]
        yield from list_section(part.title, below)


def find_pages(home):
    """Return the pages that search engines may show, in the order of the site."""
    pages = home.get_descendants(inclusive=True).live().public().order_by("path")
    return [
        page
        for page in pages.defer_streamfields().specific()
        if isinstance(page, BasePage) and page.is_findable and page.full_url
    ]


def list_section(title, pages):
    if not pages:
        return
    yield from ("", f"## {in_a_line(title)}", "")
    for page in pages:
        text = f"- [{in_a_line(page.title)}]({find_markdown_address(page)})"
        about = in_a_line(page.description)
        yield f"{text}: {about}" if about else text


def in_a_line(text):
    """Return a text on one line, escaped for the words of a link."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))


@require_safe
def security(request):
    """Name the contact for security reports (RFC 9116), if there is one."""
    contact = Owner.load(request_or_site=request).security_contact
    if not contact:
        raise Http404("No address for security reports is given.")
    # At most a year ahead; the same all day.
    end = timezone.now().replace(hour=0, minute=0, second=0) + HALF_A_YEAR
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {get_language()}",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return answer_text(lines)


def answer_text(lines):
    text = "\n".join(lines) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def icon(request, name):
    """Serve an icon, drawn once and cached."""
    if name not in ICONS:
        raise Http404("There is no such icon.")
    owner = Owner.load(request_or_site=request)
    key = f"icon-{owner.icon_version}-{name}"
    data = cache.get_or_set(key, lambda: draw_icon_of(owner, name), timeout=None)
    kind = "image/x-icon" if name.endswith(".ico") else "image/png"
    response = HttpResponse(data, content_type=kind)
    is_present = request.GET.get("v") == owner.icon_version
    response["Cache-Control"] = FOREVER if is_present else "public, max-age=3600"
    return response


def draw_icon_of(owner, name):
    """Return the file of an icon, with initials if the image is missing or damaged."""
    initials = find_initials(owner.name)
    if owner.icon:
        try:
            with owner.icon.file.open() as file, Image.open(file) as picture:
                return draw_icon(name, initials, owner.accent, picture, owner.icon.focus)
        except (OSError, SyntaxError, ValueError):
            pass
    return draw_icon(name, initials, owner.accent)


@require_safe
def manifest(request):
    """Describe the site for the home screens of phones."""
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
        "theme_color": owner.accent,
        "icons": [
            {
                "src": owner.icon_address(name),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any" if share == 1 else "maskable",
            }
            for name, (size, share) in ICONS.items()
            if size >= 192
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")

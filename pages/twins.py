"""The same page as Markdown, for programs that read text: at /about.md, or on request.

A browser asks for HTML first, so it never gets Markdown at the address of a page. Which of
the two an address answers depends on the Accept header, and the answers say so in Vary.
"""

from django.http import Http404, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views
from wagtail.models import Page

from .accounts import is_logged_in
from .metadata import find_markdown_address
from .models import BasePage
from .portable import to_markdown
from .serving.cache.policy import MARKDOWN, choose_form, offer

TYPE = "text/markdown"
RULES = "prefetch.speculationrules"


# Public pages set no cookie, so their forms cannot carry Django's token: ContactPage
# checks the origin instead.
@csrf_exempt
def serve_page(request, path):
    """Serve a page as Wagtail does, or as Markdown to those who prefer it."""
    response = wagtail_views.serve(request, path)
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    page = Page.find_for_request(request, path)
    if not has_twin(page):
        return response
    if prefers_markdown(request):
        response = make_twin(page, response)
        response.headers["Content-Location"] = find_markdown_address(page)
    elif not is_logged_in(request):
        # What the browser may fetch before its visitor follows a link.
        response.headers["Speculation-Rules"] = f'"{static(RULES)}"'
    patch_vary_headers(response, ["Accept"])
    return offer(response, page.query_parameters)


@require_safe
def serve_markdown(request, path):
    """Serve the page at `path` as Markdown; the first page is called index."""
    path = "" if path == "index" else f"{path}/"
    page = Page.find_for_request(request, path)
    if not has_twin(page):
        raise Http404("There is no such page, or it is private.")
    response = wagtail_views.serve(request, path)
    if response.status_code != 200:
        return response
    return offer(make_twin(page, response), page.query_parameters)


def prefers_markdown(request):
    """Tell whether the Accept header names Markdown before HTML."""
    return choose_form(request.headers.get("Accept", "")) == MARKDOWN


def has_twin(page):
    return isinstance(page, BasePage) and page.is_public


def make_twin(page, response):
    """Return the page as Markdown, from the response with its HTML."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    text = to_markdown(response.content, page.full_url)
    twin = HttpResponse(text, content_type=f"{TYPE}; charset=utf-8")
    # Search engines are to show the page itself.
    twin.headers["Link"] = f'<{page.canonical_url}>; rel="canonical"'
    if page.is_noindex:
        twin.headers["X-Robots-Tag"] = "noindex"
    return twin

"""Markdown alternate of a page, for programs that read text.

It is served at an address of its own, /about.md for /about/, and at the address of the
page to requests that prefer Markdown by their Accept header. Browsers ask for HTML first.
It is made from the HTML that visitors see, so a new block needs nothing here.
"""

import re

from bs4 import BeautifulSoup
from django.http import Http404, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.views.decorators.http import require_safe
from markdownify import MarkdownConverter
from wagtail import views as wagtail_views
from wagtail.models import Page

from pages.models import BasePage
from pages.serving.cache.policy import offer

from .feeds import make_portable

CONTENT_TYPE = "text/markdown; charset=utf-8"
# Elements that are paragraphs of their own, which the converter takes for inline ones.
BLOCKS = ["aside", "details", "figure", "header", "main", "nav", "summary"]


@require_safe
def serve_markdown(request, path):
    """Serve the Markdown alternate of the page at a path; the home page is "index"."""
    path = "" if path == "index" else f"{path}/"
    page = Page.find_for_request(request, path)
    if not has_alternate(page):
        raise Http404("There is no such page, or it is private.")
    response = wagtail_views.serve(request, path)
    if response.status_code != 200:
        return response
    return offer_page(request, make_alternate(page, response), page)


def offer_page(request, response, page):
    """Offer a response to the cache, unless it depends on words that a visitor has typed."""
    if any(map(request.GET.get, page.typed_parameters)):
        return response
    return offer(response, page.query_parameters)


def has_alternate(page):
    return isinstance(page, BasePage) and page.is_public


def make_alternate(page, response):
    """Return the Markdown alternate of a page, made from the response with its HTML."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    text = to_markdown(response.content, page.full_url)
    alternate = HttpResponse(text, content_type=CONTENT_TYPE)
    alternate.headers["Content-Language"] = page.language_code
    # Search engines are to show the page itself.
    alternate.headers["Link"] = f'<{page.canonical_url}>; rel="canonical"'
    if page.is_noindex:
        alternate.headers["X-Robots-Tag"] = "noindex"
    return alternate


def to_markdown(html, address):
    """Return the main element of the page at an address as Markdown."""
    main = BeautifulSoup(html, "html.parser").find("main")
    tree = make_portable(str(main), address)
    for element in tree.select(".endnotes h2, [role=doc-backlink]"):
        element.decompose()
    for element in tree(BLOCKS):
        element.name = "div"
    return Converter().convert_soup(tree).strip() + "\n"


class Converter(MarkdownConverter):
    """Converter that knows the markup of formulas, code and results tables."""

    class Options:
        heading_style, bullets, strip_pre = "atx", "-", None
        sub_symbol, sup_symbol = "<sub>", "<sup>"

    def escape(self, text, parent_tags):
        text = re.sub(r"([\\`*_\[\]<>|~]|&(?=#?\w+;))", r"\\\1", text)
        # Dollar signs that would make a formula of what is between them.
        text = re.sub(r"\$(?=[^\s$](?:[^$]*[^\s$])?\$(?!\d))", r"\\$", text)
        # The marker of a line that begins like a list or a heading.
        return re.sub(r"^(\s*\d*)([#+.)-])(?=\s)", r"\1\\\2", text)

    def convert_math(self, element, text, parent_tags):
        latex = element["alttext"].strip()
        if element.get("display") != "block":
            return f"${latex}$"
        if number := element.find_next_sibling(class_="equation-number"):
            latex += rf" \tag{{{number.text.strip('()')}}}"
        return f"\n\n$$\n{latex}\n$$\n\n"

    def convert_span(self, element, text, parent_tags):
        classes = element.get("class", [])
        if "unit" in classes and element.find_parent("th"):
            return f"({' '.join(text.split())})"
        return "" if "equation-number" in classes else text

    def convert_pre(self, element, text, parent_tags):
        code = element.find("code") or element
        runs = re.findall(r"`{3,}", text)
        fence = "`" * max([3, *(len(run) + 1 for run in runs)])
        language = code.get("data-language", "")
        return f"\n\n{fence}{language}\n{text.strip(chr(10))}\n{fence}\n\n"

    def convert_img(self, element, text, parent_tags):
        words = self.escape(element.get("alt") or "", parent_tags)
        return f"![{words}]({element['src']})"

    def convert_sup(self, element, text, parent_tags):
        if "noteref" in element.get("class", []):
            return f"[^{element.get_text()}]"
        return super().convert_sup(element, text, parent_tags)

    def convert_li(self, element, text, parent_tags):
        if found := re.fullmatch(r"note\.(\d+)", element.get("id", "")):
            return f"[^{found[1]}]: {' '.join(text.split())}\n"
        return super().convert_li(element, text, parent_tags)

    def convert_td(self, element, text, parent_tags):
        if "best" in element.get("class", []):
            text = f"**{text.strip()}**"
        return super().convert_td(element, text, parent_tags)

    def convert_dl(self, element, text, parent_tags):
        items = re.sub(r"\n{2,}", "\n", text.strip())
        return f"\n\n{items}\n\n"

    def convert_dt(self, element, text, parent_tags):
        return f"\n- {text.strip()}: "

    def convert_dd(self, element, text, parent_tags):
        return " ".join(text.split())

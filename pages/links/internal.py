"""Judging the links that stay on the site."""

from urllib.parse import unquote, urldefrag, urlsplit

from wagtail.models import Page, Site

from ..models import Finding, Problem
from .address import resolve

MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}


def judge(link, visitor):
    """Return the Finding about a Link that does not leave the site."""
    if not link.address:
        return Finding(Problem.NO_TARGET, "The page or document was deleted.")
    if not link.address.startswith("/"):
        return Finding(Problem.MALFORMED, "Browsers cannot follow it.")
    path, fragment = urldefrag(link.address)
    for _ in range(MAX_REDIRECTS + 1):
        answer = visitor.visit(path)
        if answer.status not in REDIRECTS:
            break
        target = resolve(answer.location, path)
        if target is None or not target.is_path:
            return Finding(Problem.REDIRECTED, f"It leads to {answer.location}")
        path, moved_fragment = urldefrag(target.address)
        fragment = moved_fragment or fragment
    else:
        return Finding(Problem.LOOP, f"More than {MAX_REDIRECTS} redirects.")
    finding = judge_answer(answer, path, fragment)
    if path != urldefrag(link.address).url and not finding.problem:
        return Finding(Problem.REDIRECTED, f"It leads to {path}")
    return finding


def judge_answer(answer, path, fragment):
    if answer.status in {404, 410}:
        if title := find_draft(path):
            return Finding(Problem.DRAFT, f"“{title}” is a draft.")
        return Finding(Problem.MISSING, f"The site answers {answer.status}.")
    if answer.status >= 400:
        return Finding(Problem.ERROR, f"The site answers {answer.status}.")
    if answer.document and not has_place(answer.document, fragment):
        return Finding(Problem.ANCHOR, f"Nothing on the page is called {fragment}.")
    return Finding()


def has_place(document, fragment):
    """Tell whether a browser finds the fragment on the page.

    https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment
    """
    fragment = unquote(fragment.partition(":~:")[0])
    is_top = fragment.lower() in {"", "top"}
    return is_top or fragment in document.names


def find_draft(path):
    """Return the title of the unpublished page at the path, or None."""
    inner = unquote(urlsplit(path).path).strip("/")
    # PostgreSQL refuses it in a query.
    if "\0" in inner:
        return None
    for site in Site.objects.filter(is_default_site=True).select_related("root_page"):
        url_path = site.root_page.url_path + (f"{inner}/" if inner else "")
        drafts = Page.objects.filter(live=False, url_path=url_path)
        return drafts.values_list("title", flat=True).first()
    return None

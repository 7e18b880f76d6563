"""Checks of links: their targets and their text."""

import re
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup
from django.db.models import ForeignKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page
from wagtail.rich_text import RichText

from pages.blocks import ButtonBlock, TargetBlock
from pages.blocks.body import find_targets
from pages.blocks.cross_references import ReferenceHandler, is_citation
from pages.blocks.footnotes import FootnoteHandler, render_note
from pages.blocks.rich_text import find_embeds

from .findings import page_check, site_check
from .walk import Location, walk

ANCHOR = re.compile(r"<a\b.*?</a>", re.DOTALL)
MEANINGLESS = re.compile(
    r"(click |see |look |read |find it )?(here|this|this (link|page|site|website|one))"
    r"|link|click|(read |learn |see |find out )?more|more (info|information|details)"
    r"|details|continue( reading)?|go|website|url|https?://\S+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Link:
    """Link on a page: to a page of the site by its primary key, or to an address."""

    location: Location  # without its value, so that the link can be cached
    text: str
    page_id: int | None = None
    address: str = ""

    @property
    def name(self):
        return f"The link “{self.text}”" if self.text else f"A link in {self.location.label}"


def find_links(page):
    """Yield every Link that is stored in `page`."""
    for location in walk(page):
        here = replace(location, value=None, block=None)
        if isinstance(location.value, RichText):
            yield from find_links_in_html(here, location.value.source)
        elif isinstance(location.block, TargetBlock):
            text, target = location.value.get("text"), location.value.get("page")
            text = text if isinstance(text, str) else ""
            address = location.value.get("address") or ""
            if target or address:
                yield Link(here, text, target and target.pk, address)
    for name, page_id in find_chosen_pages(page):
        yield Link(Location(name, name.replace("_", " "), None), "", page_id)


def find_links_in_html(location, html):
    for handler, attributes in find_embeds(html):
        if handler is FootnoteHandler:
            yield from find_links_in_html(location, render_note(attributes.get("text", "")))
        elif handler is ReferenceHandler and is_citation(attributes):
            yield Link(location, attributes.get("text", ""), page_id=int(attributes["page"]))
    # Most of a text is none, and takes long to parse.
    links = "".join(ANCHOR.findall(html))
    for tag in BeautifulSoup(links, "html.parser").find_all("a"):
        text = " ".join(tag.get_text(" ").split())
        if tag.get("linktype") == "page" and tag.get("id", "").isdecimal():
            yield Link(location, text, page_id=int(tag["id"]))
        elif not tag.get("linktype") and tag.get("href"):
            yield Link(location, text, address=tag["href"])


def find_chosen_pages(page):
    """Yield the name of each list of chosen pages, and the primary key of each page in it."""
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        for field in relation.related_model._meta.fields:
            is_page = isinstance(field, ForeignKey) and issubclass(field.related_model, Page)
            if is_page and field != relation.field:
                for child in getattr(page, name).all():
                    if page_id := getattr(child, field.attname):
                        yield name, page_id


@page_check
def find_meaningless_text(page):
    for link in find_links(page):
        if MEANINGLESS.fullmatch(link.text.strip(" .:!…→»>")):
            yield link.location.finding(
                f"The text of a link is only “{link.text}”.",
                "Name its target: screen readers list the links of a page without the "
                "words around them.",
                kind="a link whose text does not name its target",
            )


@page_check
def find_button_without_target(page):
    for location in walk(page):
        if isinstance(location.block, ButtonBlock) and not any(
            location.value.get(name) for name in ("page", "document", "address")
        ):
            yield location.finding(
                f"The button “{location.value.get('text') or ''}” has no target: it may "
                "have been deleted.",
                "Choose a page, a document or an address, or remove the button.",
                kind="a button without a target",
            )


@page_check
def find_reference_to_nothing(page):
    targets = find_targets(page.body)
    for location in walk(page):
        if isinstance(location.value, RichText):
            for handler, attributes in find_embeds(location.value.source):
                is_reference = handler is ReferenceHandler and not is_citation(attributes)
                if is_reference and attributes.get("block") not in targets:
                    yield location.finding(
                        f"The reference “{attributes.get('text', '')}” is to something that is "
                        "no longer on the page.",
                        "Refer to something else, or remove the reference.",
                        kind="a reference to something that is gone",
                    )


@site_check
def find_wrong_target(checked_page, site_index):
    for link in checked_page.links:
        if problem := find_problem(link, checked_page.pk, site_index):
            message, advice = problem
            yield link.location.finding(
                f"{link.name} leads to {message}", advice, kind="a link that leads nowhere"
            )


def find_problem(link, own_pk, site_index):
    """Return the problem with the target of a link on a page, and advice, or None."""
    path = link.address and site_index.path_of(link.address)
    if link.page_id:
        target = site_index.pages.get(link.page_id)
    elif path:
        target = site_index.pages_by_path.get(path)
    else:
        return None
    if target and (target.is_live or target.pk == own_pk):
        return None
    if target:
        return (
            f"“{target.title}”, which is not published.",
            "Publish that page too, or remove the link.",
        )
    if link.page_id:
        return "a deleted page.", "Choose another page, or remove the link."
    if path.lower() in site_index.redirects:
        return (
            f"{path}, an old address that redirects.",
            "Choose the page itself, so that the link stays right when it moves.",
        )
    return (f"{path}, where this site has no page.", "Choose the page itself, or remove the link.")

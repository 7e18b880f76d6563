"""Checks of links: where they lead, and what they say."""

import re
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.models import Page
from wagtail.rich_text import RichText

from ..blocks import ButtonBlock, TargetBlock
from .findings import check, check_across
from .reading import Spot, walk

EMPTY_WORDS = re.compile(
    r"(click |see |look |read |find it )?(here|this|this (link|page|site|website|one))"
    r"|link|click|(read |learn |see |find out )?more|more (info|information|details)"
    r"|details|continue( reading)?|go|website|url|https?://\S+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Link:
    """A link on a page: to a page of the site by its number, or to an address."""

    spot: Spot  # without its value, so that the link can be remembered
    text: str
    page: int | None = None
    address: str = ""

    @property
    def name(self):
        return (
            f"The link “{self.text}”" if self.text else f"A link in {self.spot.place}"
        )


def find_links(page):
    """Yield every Link of `page` that is stored in it, in the order of its fields."""
    for spot in walk(page):
        here = replace(spot, value=None, kind=None)
        if isinstance(spot.value, RichText):
            for tag in BeautifulSoup(spot.value.source, "html.parser").find_all("a"):
                words = " ".join(tag.get_text(" ").split())
                if tag.get("linktype") == "page" and tag.get("id", "").isdecimal():
                    yield Link(here, words, page=int(tag["id"]))
                elif not tag.get("linktype") and tag.get("href"):
                    yield Link(here, words, address=tag["href"])
        elif isinstance(spot.kind, TargetBlock):
            words = next(
                (spot.value.get(name) for name in ("text", "label", "title", "what")),
                "",
            )
            words = words if isinstance(words, str) else ""
            if target := spot.value.get("page"):
                yield Link(here, words, page=target.pk)
            elif address := spot.value.get("address"):
                yield Link(here, words, address=address)
    yield from find_chosen_pages(page)


def find_chosen_pages(page):
    """Yield a Link for each page that a field of `page`, or of a list in it, names."""
    for name, target in page_references(page):
        yield Link(Spot(name, name.replace("_", " "), None), "", page=target)
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        for child in getattr(page, name).all():
            for _, target in page_references(child, skip=relation.field.name):
                yield Link(Spot(name, name.replace("_", " "), None), "", page=target)


def page_references(instance, skip=""):
    """Yield pairs of a field's name and the number of the page that it refers to."""
    for field in instance._meta.fields:
        is_ours = field.model._meta.label != "wagtailcore.Page"
        if (
            is_ours
            and isinstance(field, models.ForeignKey)
            and not field.remote_field.parent_link
            and issubclass(field.related_model, Page)
            and field.name != skip
            and (target := getattr(instance, field.attname))
        ):
            yield field.name, target


@check
def find_empty_link_words(page):
    for link in find_links(page):
        if EMPTY_WORDS.fullmatch(link.text.strip(" .:!…→»>")):
            yield link.spot.finding(
                f"A link says only “{link.text}”.",
                "Name what it leads to: screen readers list the links of a page without "
                "the words around them.",
            )


@check
def find_button_without_target(page):
    for spot in walk(page):
        if isinstance(spot.kind, ButtonBlock) and not any(
            spot.value.get(name) for name in ("page", "document", "address")
        ):
            yield spot.finding(
                f"The button “{spot.value.get('text') or ''}” leads nowhere, perhaps to "
                "something that was deleted.",
                "Choose a page, a document or an address, or take the button away.",
            )


@check_across
def find_link_to_missing_page(reading, surroundings):
    for link in reading.links:
        if link.page and link.page not in surroundings.pages:
            yield link.spot.finding(
                f"{link.name} leads to a page that was deleted.",
                "Choose another page, or take the link away.",
            )


@check_across
def find_link_to_unpublished_page(reading, surroundings):
    for link in reading.links:
        page = surroundings.pages.get(link.page)
        if link.address and (path := surroundings.path_of(link.address)):
            page = surroundings.pages_by_path.get(path)
        if page and not page.is_live and page.pk != reading.pk:
            yield link.spot.finding(
                f"{link.name} leads to “{page.title}”, which is not published.",
                "Publish that page as well, or take the link away.",
            )


@check_across
def find_link_to_old_address(reading, surroundings):
    for link in reading.links:
        path = link.address and surroundings.path_of(link.address)
        if not path or path in surroundings.pages_by_path:
            continue
        if path in surroundings.redirects:
            yield link.spot.finding(
                f"{link.name} leads to {path}, an old address that redirects.",
                "Choose the page itself: the link then follows it wherever it moves.",
            )
        else:
            yield link.spot.finding(
                f"{link.name} leads to {path}, where this site has no page.",
                "Choose the page itself, or take the link away.",
            )

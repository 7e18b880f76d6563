"""Collecting what the site leads to: each published page and redirect is read once.

What visitors see is read, and not fields of the database. So every block, rich text, menu
and footer is covered alike, and a new block needs nothing here.
"""

from typing import NamedTuple

from wagtail.contrib.forms.models import FormMixin
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from .address import Target, resolve
from .visit import read


class Use(NamedTuple):
    """A link where it stands; one of the keys is None."""

    target: Target
    text: str
    page_id: int | None = None
    redirect_id: int | None = None


def find_links(visitor):
    """Return the Uses of all links that visitors can meet, each once."""
    uses = {}
    for page in Page.objects.live().public().specific():
        if page.url:
            uses.update(dict.fromkeys(find_on_page(page, visitor)))
    for redirect in Redirect.objects.select_related("redirect_page"):
        if redirect.link and (target := resolve(redirect.link, "/")):
            uses[Use(target, redirect.old_path, redirect_id=redirect.pk)] = None
    return list(uses)


def find_on_page(page, visitor):
    here = resolve(page.url, "/")
    # The page itself, lest one that fails passes for one without links.
    yield Use(here, page.title, page.pk)
    documents = [visitor.visit(here.address).document]
    if isinstance(page, FormMixin):
        documents.append(read_landing_page(page, here))
    for document in filter(None, documents):
        for written, text in document.links:
            target = resolve(written, here.address) if written else Target("")
            if target:
                yield Use(target, text, page.pk)


def read_landing_page(page, here):
    """Return what is shown after the form was sent, which no address leads to."""
    return read(page.make_preview_request(preview_mode="landing"))

"""References in rich text: to a block of the page, and to a publication that is cited.

They are stored by what stays when things move: the id of the block, or the key of the page.
Numbers and words are found when the page is rendered; those that the editor showed last are
stored too, and stay as plain text when the block or the page is gone.
"""

import re
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from wagtail.models import Page
from wagtail.rich_text import EmbedHandler

from .page_links import find_cited

PAGE_KEY = re.compile(r"[1-9][0-9]{0,8}")


@dataclass
class Target:
    """Block of a page that can be referred to."""

    label: str  # "Figure 2", or the text of a heading
    anchor: str


@dataclass
class Targets:
    """Blocks of a page that can be referred to, found when the first reference is rendered."""

    find: Callable[[], dict[str, Target]]

    @cached_property
    def by_id(self):
        return self.find()


_targets = ContextVar("targets of the references on the page that is rendered", default=None)


@contextmanager
def resolve_references(find):
    """Let references in the context lead to what `find` returns: Targets by ids of blocks."""
    token = _targets.set(Targets(find))
    try:
        yield
    finally:
        _targets.reset(token)


class ReferenceHandler(EmbedHandler):
    """Renders stored references."""

    identifier = "reference"

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        cited = find_cited([attrs["page"] for attrs in attrs_list if is_citation(attrs)])
        targets = _targets.get()
        return [
            render_citation(attrs, cited.get(attrs["page"]))
            if is_citation(attrs)
            else render_reference(attrs, targets and targets.by_id.get(attrs.get("block")))
            for attrs in attrs_list
        ]

    @classmethod
    def extract_references(cls, attrs):
        if is_citation(attrs):
            yield Page, attrs["page"], "", ""

    @classmethod
    def get_text(cls, attrs):
        return attrs.get("text", "")


def is_citation(attrs):
    """Return whether an embed refers to a page, by a key that databases can have."""
    return bool(PAGE_KEY.fullmatch(attrs.get("page", "")))


def render_reference(attrs, target):
    if target is None:
        return escape(attrs.get("text", ""))
    # A number stays on the line of its word.
    label = (
        target.label.replace(" ", "\N{NO-BREAK SPACE}") if "." in target.anchor else target.label
    )
    return format_html('<a href="#{}">{}</a>', target.anchor, label)


def render_citation(attrs, publication):
    if publication is None:
        return escape(attrs.get("text", ""))
    label = publication.in_text
    if not (publication.live and publication.url):
        return escape(label)
    return format_html('<a href="{}" title="{}">{}</a>', publication.url, publication.title, label)

"""Iteration over every text and block of a page."""

from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from pages.blocks.body import number_blocks
from pages.blocks.rich_text import write_embeds

from .findings import Finding


@dataclass(frozen=True)
class Location:
    """Value on a page, with the names by which an editor finds it."""

    field: str
    label: str
    value: Any
    block: blocks.Block | None = None  # None for the value of a field
    block_id: str = ""  # of the innermost block that has one
    position: int = -1  # in its stream, of the block that contains it

    @property
    def text(self):
        """Rich or plain text without its markup."""
        if isinstance(self.value, RichText):
            return strip_markup(self.value.source)
        return self.value if isinstance(self.value, str) else ""

    def finding(self, message, advice, kind=""):
        """Return a Finding at this location."""
        here = self.field, self.block_id, self.label, self.position
        return Finding(message, advice, *here, kind)


def walk(page):
    """Yield a Location for each rich text and block of `page`, parents before children."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            text = RichText(getattr(page, field.name) or "")
            yield Location(field.name, capfirst(field.verbose_name), text)
        elif isinstance(field, StreamField):
            for position, numbered in enumerate(number_blocks(getattr(page, field.name))):
                child = numbered.block
                label = numbered.number or str(child.block.label)
                content = child.value, child.block, child.id or "", position
                yield from walk_block(Location(field.name, label, *content))


def walk_block(location):
    yield location
    value = location.value
    if isinstance(value, blocks.StructValue):
        for child in value.bound_blocks.values():
            yield from walk_block(replace(location, value=child.value, block=child.block))
    elif isinstance(value, blocks.list_block.ListValue):
        for child in value.bound_blocks:
            yield from walk_block(
                replace(location, value=child.value, block=child.block, block_id=child.id)
            )


def strip_markup(html):
    return " ".join(BeautifulSoup(write_embeds(html), "html.parser").get_text(" ").split())

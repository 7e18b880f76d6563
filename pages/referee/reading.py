"""A walk through everything that is written on a page."""

from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from ..blocks.body import number_parts
from .findings import Finding


@dataclass(frozen=True)
class Spot:
    """A value on a page, with the names by which an editor finds it."""

    field: str
    place: str
    value: Any
    kind: blocks.Block | None = None  # None for the value of a field
    block: str = ""  # the id of the innermost block that can be linked to
    index: int = -1  # the position in its stream of the block that holds it

    @property
    def text(self):
        """The words of rich or plain text, without its markup."""
        if isinstance(self.value, RichText):
            return strip_markup(self.value.source)
        return self.value if isinstance(self.value, str) else ""

    def finding(self, sentence, mend):
        """Return a Finding at this spot."""
        return Finding(sentence, mend, self.field, self.block, self.place, self.index)


def walk(page):
    """Yield a Spot for each rich text and each block of `page`, parents before children."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            text = RichText(getattr(page, field.name) or "")
            yield Spot(field.name, capfirst(field.verbose_name), text)
        elif isinstance(field, StreamField):
            for index, part in enumerate(number_parts(getattr(page, field.name))):
                block = part.block
                place = part.number or str(block.block.label)
                yield from walk_block(
                    Spot(
                        *(field.name, place, block.value, block.block),
                        block=block.id or "",
                        index=index,
                    )
                )


def walk_block(spot):
    yield spot
    if isinstance(spot.value, blocks.StructValue):
        for child in spot.value.bound_blocks.values():
            yield from walk_block(replace(spot, value=child.value, kind=child.block))
    elif isinstance(spot.value, blocks.list_block.ListValue):
        for child in spot.value.bound_blocks:
            yield from walk_block(
                replace(spot, value=child.value, kind=child.block, block=child.id)
            )


def strip_markup(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())

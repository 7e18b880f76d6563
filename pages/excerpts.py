"""The passage of a page that answers a search, with the words that were looked for marked."""

import re
from itertools import chain

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

# About two lines of a list of results, in characters.
LENGTH = 200
# A shorter word is the beginning of too many others.
STEM_LENGTH = 4


def find_excerpt(page, query):
    """Return the first passage of `page` with a word of `query`, or its description.

    The answer is a list of pairs: a piece of text, and whether it was looked for.
    """
    wanted = [word.casefold() for word in re.findall(r"\w+", query)]
    for text in chain([page.description], read_texts(page)):
        text = " ".join(text.split())
        found = next(find_words(text, wanted), None)
        if found:
            return mark(cut(text, found.start()), wanted)
    return [(cut(page.description, 0), False)]


def read_texts(page):
    """Yield what the page says, field by field, without a query for what it shows."""
    for field in type(page).get_search_fields():
        if type(field) is not index.SearchField:
            continue
        value = getattr(page, field.field_name, "")
        if isinstance(value, StreamValue):
            children = value.stream_block.child_blocks
            for part in value.raw_data:
                if part["type"] in children:
                    yield from read_block(children[part["type"]], part["value"])
        elif isinstance(value, str):
            yield value


def read_block(block, stored):
    """Yield the texts in the stored value of a block.

    A picture or a page that it names is not fetched, as Wagtail would for its own index.
    """
    if isinstance(block, blocks.StructBlock) and isinstance(stored, dict):
        for name, child in block.child_blocks.items():
            if stored.get(name):
                yield from read_block(child, stored[name])
    elif isinstance(block, blocks.ListBlock):
        for item in stored or []:
            yield from read_block(block.child_block, item.get("value", item))
    elif isinstance(block, blocks.RichTextBlock):
        yield get_text_for_indexing(stored)
    elif not isinstance(block, blocks.ChooserBlock):
        yield from block.get_searchable_content(block.to_python(stored))


def find_words(text, wanted):
    """Yield a match for every word of `text` that was looked for, in any form of it."""
    for match in re.finditer(r"\w+", text):
        word = match[0].casefold()
        if any(is_form_of(word, one) for one in wanted):
            yield match


def is_form_of(word, wanted):
    """Whether one of two words begins with the other: "network" is found by "networks"."""
    longer, shorter = (word, wanted) if len(word) > len(wanted) else (wanted, word)
    return longer == shorter or (
        len(shorter) >= STEM_LENGTH and longer.startswith(shorter)
    )


def cut(text, place):
    """Return about `LENGTH` characters of `text` around `place`, whole words of it."""
    start = max(0, place - LENGTH // 3)
    if start:
        start = text.find(" ", start, place) + 1 or place
    end = start + LENGTH
    if end < len(text):
        end = text.rfind(" ", place + 1, end) if " " in text[place:end] else end
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return before + text[start:end] + after


def mark(text, wanted):
    """Return `text` in pieces, each with whether it was looked for."""
    pieces, end = [], 0
    for match in find_words(text, wanted):
        pieces += [(text[end : match.start()], False), (match[0], True)]
        end = match.end()
    return [*pieces, (text[end:], False)]

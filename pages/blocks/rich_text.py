"""Embeds of rich text, such as formulas and footnotes, and rich text as plain text."""

from html import escape

from wagtail.rich_text import features, get_text_for_indexing
from wagtail.rich_text.rewriters import FIND_EMBED_TAG, extract_attrs


def find_embeds(source):
    """Yield the handler, or None, and the attributes of each embed in rich text."""
    handlers = features.get_embed_types()
    for found in FIND_EMBED_TAG.finditer(source):
        attributes = extract_attrs(found[1])
        yield handlers.get(attributes.get("embedtype")), attributes


def write_embed(kind, **attributes):
    """Return an embed as it is stored; Wagtail reads these four entities, and no others."""
    written = [f'embedtype="{kind}"']
    for name, text in attributes.items():
        for sign, entity in {"&": "amp", "<": "lt", ">": "gt", '"': "quot"}.items():
            text = text.replace(sign, f"&{entity};")
        written.append(f'{name}="{text}"')
    return f"<embed {' '.join(written)}/>"


def read_rich_text(source):
    """Return rich text as plain text, with the texts of its embeds."""
    return get_text_for_indexing(write_embeds(source))


def write_embeds(source):
    """Return rich text with texts for its embeds, which the `get_text` of a handler returns."""
    texts = (
        escape(handler.get_text(attributes)) if hasattr(handler, "get_text") else ""
        for handler, attributes in find_embeds(source)
    )
    return FIND_EMBED_TAG.sub(lambda found: next(texts), source)

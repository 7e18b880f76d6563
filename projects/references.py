"""References to a publication in the styles of citation, as they are stored with it."""

import logging
from html import unescape

from django.utils.safestring import mark_safe

from pages.blocks.marked_text import set_inline

from .citations.markup import MATHEMATICS
from .citations.styles import STYLES, format_reference

logger = logging.getLogger(__name__)

# Raise it when styles change: preparation formats all references again.
EDITION = 2


def format_references(item):
    """Return the references to a CSL-JSON item as stored: HTML and text by style."""
    found = {style: write_reference(item, style) for style in STYLES}
    return {"edition": EDITION} | {style: pair for style, pair in found.items() if pair}


def write_reference(item, style):
    """Return the reference to an item as HTML and as text, or None if the style fails."""
    try:
        html, text = format_reference(item, style)
    except Exception:
        # A record is worth more than its reference in one style.
        logger.exception("A reference could not be formatted.")
        return None
    return [MATHEMATICS.sub(set_formula, html), text]


def set_formula(match):
    return set_inline(unescape(match[1])) or match[0]


def list_references(stored):
    """Return the stored references in the order of the styles, with HTML that is safe."""
    return [
        {"style": name, "html": mark_safe(stored[style][0]), "text": stored[style][1]}  # noqa: S308
        for style, name in STYLES.items()
        if style in stored
    ]

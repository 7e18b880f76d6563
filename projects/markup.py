"""Texts of citations as HTML and as plain text.

They are Unicode with the markup of CSL (<i>, <b>, <sub>, <sup>, <sc>) and mathematics
between dollar signs, as in LaTeX; a dollar sign that is none is written \\$.
"""

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import mark_safe

from pages.drawing.mathml import FormulaError, to_mathml

from .citations.markup import (
    MATHEMATICS,
    MAX_LENGTH,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    shift,
    to_unicode,
)

TAGS = {
    "i": ("<i>", "</i>"),
    "b": ("<b>", "</b>"),
    "sub": ("<sub>", "</sub>"),
    "sup": ("<sup>", "</sup>"),
    "sc": ('<span class="small-caps">', "</span>"),
}
TOKEN = re.compile(rf"(\\\$)|{MATHEMATICS.pattern}|<(/?)([a-z]+)>", re.DOTALL)


@lru_cache(2048)
def to_html(text):
    """Return a text as safe HTML. A formula that cannot be read stays as typed."""
    tags, end, pieces = find_tags(text), 0, []
    for token in TOKEN.finditer(text):
        dollar, formula, *_ = token.groups()
        html = "$" if dollar else tags.get(token.start())
        if formula:
            html = set_inline(formula)
        pieces += [escape(text[end : token.start()]), html or escape(token[0])]
        end = token.end()
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 - all is escaped


def find_tags(text):
    """Return the tags that have their other one, by position, as HTML; others are words."""
    opened, tags = [], {}
    for token in TOKEN.finditer(text):
        *_, closing, name = token.groups()
        if name in TAGS and not closing:
            opened.append((name, token.start()))
        elif closing and opened and opened[-1][0] == name:
            tags[opened.pop()[1]], tags[token.start()] = TAGS[name]
    return tags


def set_inline(latex):
    """Return a formula within a line as MathML, or None if it cannot be read."""
    if len(latex) > MAX_LENGTH:
        return None
    try:
        return to_mathml(latex, is_display=False)
    except FormulaError:
        return None


@lru_cache(2048)
def to_plain(text):
    """Return a text without markup, its mathematics in Unicode, on one line."""
    text = re.sub(r"<(sub|sup)>([^<$]*)</\1>", raise_text, text)
    tags = find_tags(text)

    def write(token):
        dollar, formula, *_ = token.groups()
        if formula:
            return to_unicode(formula)
        return "$" if dollar else "" if token.start() in tags else token[0]

    return " ".join(TOKEN.sub(write, text).split())


def raise_text(match):
    signs = {"sup": SUPERSCRIPTS, "sub": SUBSCRIPTS}[match[1]]
    return shift(match[2], signs)


def mark_up(text):
    """Return a plain text as one with markup, which has no mathematics."""
    return text.replace("$", r"\$")

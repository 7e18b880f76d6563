r"""Texts on one line with a little markup, such as titles: typed, as HTML and as plain text.

They are stored as Unicode with the tags of CSL (<i>, <b>, <sub>, <sup>, <sc>) and formulas between
dollar signs, as in LaTeX; a dollar sign or a tag that is meant as text has a backslash. An owner
may type *x*, H~2~O and 10^3^ for <i>, <sub> and <sup>.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from django.db.models import F, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.html import escape
from django.utils.safestring import mark_safe
from wagtail.models import get_page_models

from pages.drawing.math_text import FORMULA, LOWERED, RAISED, to_text
from pages.drawing.mathml import FormulaError, to_mathml

MAX_LENGTH = 500  # characters of a formula in a line
MAX_TITLE = 255  # characters of a page's plain title
TAGS = {
    "i": ("<i>", "</i>"),
    "b": ("<b>", "</b>"),
    "sub": ("<sub>", "</sub>"),
    "sup": ("<sup>", "</sup>"),
    "sc": ('<span class="small-caps">', "</span>"),
}
NAMES = "|".join(TAGS)
TOKEN = re.compile(rf"\\(\$|<(?=/?(?:{NAMES})>))|{FORMULA.pattern}|<(/?)([a-z]+)>", re.DOTALL)
SHIFTED = {"sup": RAISED | {ord("-"): "⁻"}, "sub": LOWERED | {ord("-"): "₋"}}
SIGNS = {"i": "*", "sub": "~", "sup": "^"}
# Words stand between stars, and no spaces below and above the line, so that C*-algebras,
# footnotes* and ~5 to ~6 stay as they are.
TYPED = re.compile(
    rf"(?P<formula>{FORMULA.pattern})"
    r"|\\(?P<sign>[*~^])"
    rf"|(?<![\w*])\*(?P<i>(?=[\w$<(^])(?>{FORMULA.pattern}|\\.|[^*\\])*?(?<=[^\s*]))\*(?![\w*])"
    r"|(?<=[\w)\]>*])~(?P<sub>[^\s~$^*\\]+)~"
    r"|\^(?P<sup>[^\s~$^*\\]+)\^",
    re.DOTALL,
)


@lru_cache(2048)
def to_html(text):
    """Return a text as safe HTML. A formula that cannot be read stays as typed."""
    tags, end, pieces = find_tags(text), 0, []
    for token in TOKEN.finditer(text):
        sign, formula, *_ = token.groups()
        html = escape(sign) if sign else tags.get(token.start())
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
    """Return a text without markup, its formulas in Unicode, on one line."""
    text = re.sub(r"(?<!\\)<(sub|sup)>([^<$]*)</\1>", raise_text, text)
    tags = find_tags(text)

    def write(token):
        sign, formula, *_ = token.groups()
        if formula:
            plain = to_text(formula)
            # Of a wrong formula stay the words, if there are any.
            words = re.sub(r"\\[A-Za-z]+|[{}]", "", formula)
            return (words.strip() if plain == formula else plain) or formula
        return sign or ("" if token.start() in tags else token[0])

    return " ".join(TOKEN.sub(write, text).split())


def raise_text(match):
    """Return a raised or lowered text in the letters of Unicode, if it has them all."""
    letters = SHIFTED[match[1]]
    is_known = all(ord(letter) in letters for letter in match[2])
    return match[2].translate(letters) if is_known else match[2]


def mark_up(text):
    """Return a plain text as one with markup, which has no formulas."""
    return text.replace("$", r"\$")


# Typing


def read_typed(text):
    """Return a typed text as it is stored."""

    def read(token):
        kind = token.lastgroup
        if kind == "formula":
            return token[0]
        if kind == "sign":
            return token["sign"]
        return f"<{kind}>{read_typed(token[kind])}</{kind}>"

    return TYPED.sub(read, " ".join(text.split()))


def to_typed(markup):
    """Return a stored text as an owner would type it."""
    sign = re.compile(rf"({FORMULA.pattern})|([*~^])")
    freed = sign.sub(lambda found: found[1] or f"\\{found[0]}", markup)
    for text in (markup, freed):
        light = re.sub(r"(?<!\\)</?(i|sub|sup)>", lambda tag: SIGNS[tag[1]], text)
        for typed in (light, text):
            if read_typed(typed) == markup:
                return typed
    return markup


# Titles, which pages store twice: the plain one, for all that takes no markup, and the marked one.


@lru_cache(2048)
def is_title_of(title, marked):
    """Return whether a plain title is that of a marked one: it may have been changed alone.

    Spaces and signs do not count, since formulas were once written a little differently.
    """
    plain = to_plain(marked)
    if plain[:MAX_TITLE] == title:
        return bool(marked)
    own, whole = reduce_text(title), reduce_text(plain)
    return bool(own) and (whole.startswith(own) if len(title) == MAX_TITLE else whole == own)


def reduce_text(text):
    return "".join(filter(str.isalnum, normalize("NFKD", text).casefold()))


def set_title(title, marked):
    """Return the title of a page as safe HTML."""
    return to_html(marked) if is_title_of(title, marked) else escape(title)


def type_title(title, marked):
    """Return the title of a page as an owner would type it."""
    if is_title_of(title, marked):
        return to_typed(marked)
    if to_html(read_typed(title)) == escape(title):
        return title
    return re.sub(rf"[$*~^]|<(?=/?(?:{NAMES})>)", r"\\\g<0>", title)


def split_title(markup):
    """Return the plain title and the marked one, which is empty if it says no more."""
    title = to_plain(markup)[:MAX_TITLE]
    # Citations tell a dollar sign with a backslash from one without.
    is_plain = "$" not in title or markup == mark_up(title)
    return title, "" if is_plain and to_html(markup) == escape(title) else markup


def with_marked_titles(pages):
    """Return a queryset of pages of any type with their marked titles, in the same query."""
    models = [model for model in get_page_models() if hasattr(model, "marked_title")]
    titles = [F(f"{model._meta.model_name}__marked_title") for model in models]
    return pages.annotate(marked_title=Coalesce(*titles, Value("", TextField())))

r"""Footnotes in rich text: stored with their text, numbered through the page as it is rendered.

The text of a note is one paragraph in a small markup: *emphasis*, **strong**, `code`,
[words](https://example.org), $formula$ and web addresses; a sign after a backslash is text. All
else is text, and is escaped. Their editor is in pages/desk/footnotes.py.

A note is on the page twice. Style sheets show it in the margin, beside its line, or else in a
list at the end; readers without them get the list.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import mark_safe
from wagtail.rich_text import EmbedHandler
from wagtail.whitelist import check_url

from pages.drawing.math_text import to_text
from pages.drawing.mathml import FormulaError, to_mathml

from .inline_formula import check_formula
from .rich_text import find_embeds

MAX_LENGTH = 5_000  # characters; a longer note has no markup

TOKEN = re.compile(
    r"\\(?P<sign>[\\`*$\[\]])"
    r"|`(?P<code>[^`]+)`"
    r"|\$(?P<formula>(?!\s)(?:\\.|[^$\\])+(?<!\s))\$(?!\d)"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])+)\]\((?P<target>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)"
    r"|\*\*(?P<strong>(?!\s)(?:\\.|[^*\\])+(?<!\s))\*\*"
    r"|\*(?P<emphasis>(?![\s*])(?:\\.|[^*\\])+(?<!\s))\*"
    r"|(?P<address>https?://[^\s<>*`\[\]]*[^\s<>*`\[\].,;:!?)'\"’”])"
)
MATHML = re.compile(r'<math alttext="([^"]*)".*?</math>', re.DOTALL)


def render_note(text):
    """Return the text of a note as safe HTML for a line."""
    if len(text) > MAX_LENGTH:
        return escape(text)
    return mark_up(text)


def mark_up(text, has_links=True):
    """Return a text in the markup of notes as safe HTML."""
    pieces, end = [], 0
    for token in TOKEN.finditer(text):
        html = render_token(token, has_links)
        pieces += [escape(text[end : token.start()]), html or escape(token[0])]
        end = token.end()
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 - all is escaped


def render_token(token, has_links):
    """Return a token of the markup as safe HTML, or None if it is to stay as typed."""
    kind, text = token.lastgroup, token[token.lastgroup]
    if kind == "sign":
        return escape(text)
    if kind == "code":
        return format_html("<code>{}</code>", text)
    if kind == "formula":
        try:
            return to_mathml(text, is_display=False)
        except FormulaError:
            return None
    if kind in {"strong", "emphasis"}:
        name = {"strong": "b", "emphasis": "i"}[kind]
        return format_html("<{0}>{1}</{0}>", name, mark_up(text, has_links))
    # The last group of a link is its target.
    if not (has_links and check_url(text)):
        return None
    words = mark_up(token["words"], has_links=False) if token["words"] else text
    return format_html('<a href="{}">{}</a>', text, words)


def find_problems(text):
    """Yield a sentence about each formula of a note that cannot be shown."""
    for token in TOKEN.finditer(text):
        if token["formula"]:
            yield from check_formula(token["formula"])


# Numbers, and the places of notes on a page


@dataclass(frozen=True)
class Footnote:
    """Footnote with its number on the page."""

    number: int
    html: str
    is_held: bool  # not beside its line, since something else stands there in the margin


@dataclass
class Footnotes:
    """Footnotes of a page while it is rendered."""

    count: int = 0
    listed: list[Footnote] = field(default_factory=list)  # those for the next list
    held: list[Footnote] = field(default_factory=list)
    is_holding: bool = False

    def add(self, text):
        """Return the next footnote, with this text."""
        self.count += 1
        note = Footnote(self.count, render_note(text), self.is_holding)
        self.listed.append(note)
        if note.is_held:
            self.held.append(note)
        return note

    def hold(self):
        """Keep the notes that follow out of the margin until they are released."""
        self.is_holding = True

    def release(self):
        """Return the held notes, and hold no more."""
        held, self.held, self.is_holding = self.held, [], False
        return held

    def take_list(self):
        """Return the notes since the last list."""
        listed, self.listed = self.listed, []
        return listed


_footnotes = ContextVar("footnotes of the page that is rendered", default=None)


@contextmanager
def collect_footnotes():
    """Number the footnotes of all texts that are rendered in the context."""
    token = _footnotes.set(Footnotes())
    try:
        yield _footnotes.get()
    finally:
        _footnotes.reset(token)


def get_footnotes():
    """Return the Footnotes of the page, or new ones for a text alone."""
    return _footnotes.get() or Footnotes()


class FootnoteHandler(EmbedHandler):
    """Renders stored footnotes."""

    identifier = "footnote"

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        footnotes = get_footnotes()
        notes = [footnotes.add(attrs.get("text", "")) for attrs in attrs_list]
        # Nothing may come between a reference and the comma after it.
        return [
            render_to_string("components/footnote.html", {"note": note}).strip() for note in notes
        ]

    @classmethod
    def get_text(cls, attrs):
        html = MATHML.sub(
            lambda found: escape(to_text(unescape(found[1]))), render_note(attrs.get("text", ""))
        )
        return f" ({unescape(strip_tags(html))})"


def find_wrong_notes(source):
    """Yield a sentence for each mistake in the notes of rich text."""
    for handler, attributes in find_embeds(source):
        if handler is FootnoteHandler:
            yield from find_problems(attributes.get("text", ""))

"""Blocks of text: headings, prose, code, quotes, notes and the table of contents."""

import re
import time
from contextlib import suppress
from unicodedata import east_asian_width

import pygments
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from wagtail import blocks

from .footnotes import find_wrong_notes
from .inline_formula import find_wrong_formulas
from .rich_text import read_rich_text

# Rich-text features of captions and notes, and of running text.
INLINE_FEATURES = [
    *("bold", "italic", "link", "code", "superscript", "subscript", "formula", "foreign"),
    *("footnote", "reference"),
]
PROSE_FEATURES = [*INLINE_FEATURES, "document-link", "ol", "ul"]

# Characters of a line of code, and seconds, beyond which code is not highlighted.
MAX_LINE_LENGTH, MAX_SECONDS = 1000, 2
# Columns of a line of code that fit into the measure of the text, and of a tab.
TEXT_COLUMNS, TAB_SIZE = 64, 4

LANGUAGES = [
    ("text", _("Plain text")),
    ("bash", "Bash"),
    ("bibtex", "BibTeX"),
    ("c", "C"),
    ("cpp", "C++"),
    ("css", "CSS"),
    ("cuda", "CUDA"),
    ("diff", "Diff"),
    ("docker", "Dockerfile"),
    ("fortran", "Fortran"),
    ("go", "Go"),
    ("haskell", "Haskell"),
    ("html", "HTML"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("julia", "Julia"),
    ("latex", "LaTeX"),
    ("make", "Makefile"),
    ("matlab", "MATLAB"),
    ("python", "Python"),
    ("r", "R"),
    ("rust", "Rust"),
    ("sql", "SQL"),
    ("toml", "TOML"),
    ("typescript", "TypeScript"),
    ("yaml", "YAML"),
]


class HeadingBlock(blocks.StructBlock):
    """Heading with an anchor for links."""

    # Set when the page is saved; see pages/starter/leaves.py.
    fields_of_site = ("anchor",)

    text = blocks.CharBlock(max_length=120, help_text="Name the section in a few words.")
    level = blocks.ChoiceBlock(
        choices=[("h2", _("Section")), ("h3", _("Subsection"))],
        default="h2",
        help_text="A subsection belongs to the section above it.",
    )
    anchor = blocks.RegexBlock(
        regex=r"^[\w-]+$",
        required=False,
        max_length=80,
        error_messages={"invalid": "Use letters, digits and hyphens only."},
        help_text=(
            "The part of the address after #. It is made from the text on the first save "
            "and does not change later, so that links keep working."
        ),
    )

    def clean(self, value):
        value = super().clean(value)
        if value["text"] and not value["anchor"]:
            value["anchor"] = make_anchor(value["text"])
        return value

    class Meta:
        icon = "title"
        label = _("Heading")
        description = "The title of a section or subsection, which others can link to."
        group = _("Text")
        template = "blocks/heading.html"
        form_layout = blocks.BlockGroup(["text", "level"], settings=["anchor"])
        preview_value = {"text": "Results", "level": "h2", "anchor": "results"}


def make_anchor(text):
    """Return the anchor of a heading with this text."""
    return slugify(text, allow_unicode=True)[:80].strip("-") or "section"


class PassageBlock(blocks.RichTextBlock):
    """Short rich text, such as a caption, a quote or a note. Drafts may be longer."""

    default_features = INLINE_FEATURES
    max_characters = 5_000
    advice = "shorten it, or move it into the text of the page"

    def __init__(self, **kwargs):
        super().__init__(**{"features": self.default_features, **kwargs})

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        problems = [*find_wrong_formulas(value.source), *find_wrong_notes(value.source)]
        length = len(read_rich_text(value.source))
        if length > self.max_characters:
            problems.append(
                f"This text has {length:,} characters; at most {self.max_characters:,} "
                f"fit: {self.advice}."
            )
        if problems:
            raise ValidationError(problems)
        return value

    def get_searchable_content(self, value):
        return [read_rich_text(value.source)]

    def get_comparison_class(self):
        # Of the admin, which is loaded after all models.
        from .comparison import PassageComparison

        return PassageComparison


class ProseBlock(PassageBlock):
    """Running text of a page."""

    default_features = PROSE_FEATURES
    max_characters = 60_000  # about 10,000 words
    advice = "split it into several texts, each under a heading"

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = "Running text and lists: what most of a page is made of."
        group = _("Text")
        template = "blocks/prose.html"
        preview_value = (
            "<p>Short videos loop until they fill the <i>window</i>, in batches of "
            "<code>128</code> videos.</p><ul><li>H<sub>2</sub>O</li>"
            "<li>E = mc<sup>2</sup></li></ul>"
        )


class CodeValue(blocks.StructValue):
    @property
    def highlighted(self):
        """The code as HTML, its tokens in <span>s of Pygments' classes."""
        return highlight(self["code"], self.get("language") or "text")

    @property
    def width(self):
        """Measure on the page, "text" or "wide"."""
        lines = self["code"].expandtabs(TAB_SIZE).splitlines()
        return "wide" if any(count_columns(line) > TEXT_COLUMNS for line in lines) else "text"

    @property
    def language_name(self):
        return dict(LANGUAGES).get(self.get("language"), "")


def count_columns(line):
    """Return how many columns a line of code takes: a Chinese character is as wide as two."""
    return sum(2 if east_asian_width(letter) in {"F", "W"} else 1 for letter in line)


def highlight(code, language):
    """Return the code as HTML, plain if it would take too long to find its tokens.

    Many lexers take a time that is quadratic in the length of a line or of the code.
    """
    if all(len(line) <= MAX_LINE_LENGTH for line in code.splitlines()):
        tokens = get_lexer_by_name(language, stripnl=False).get_tokens(code)
        with suppress(TimeoutError):
            html = pygments.format(limit_time(tokens), HtmlFormatter(nowrap=True))
            if not code.endswith("\n"):
                # Lexers need a newline at the end, and add it.
                html = re.sub(r"\n(</span>)?\Z", r"\1", html)
            return mark_safe(html)  # noqa: S308 - Pygments escapes what it is given
    return escape(code)


def limit_time(tokens):
    """Yield the tokens; raise TimeoutError when this thread has worked for MAX_SECONDS."""
    end = time.thread_time() + MAX_SECONDS
    for token in tokens:
        if time.thread_time() > end:
            raise TimeoutError
        yield token


class CodeBlock(blocks.StructBlock):
    """Code listing, highlighted on the server."""

    language = blocks.ChoiceBlock(
        choices=LANGUAGES, default="python", help_text="Syntax highlighting follows this language."
    )
    filename = blocks.CharBlock(
        required=False, max_length=120, label=_("File name"), help_text="Shown above the code."
    )
    code = blocks.TextBlock(
        max_length=50_000, rows=12, help_text="Paste it as it is: its lines and spaces are kept."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The indentation of the first line belongs to the code.
        self.child_blocks["code"].field.strip = False

    class Meta:
        icon = "code"
        label = _("Code")
        description = "A program or script, or a snippet of one, coloured by its language."
        group = _("Text")
        template = "blocks/code.html"
        value_class = CodeValue
        form_layout = blocks.BlockGroup(["language", "code"], settings=["filename"])
        preview_value = {
            "language": "python",
            "filename": "fuse.py",
            "code": (
                "def fuse(spatial, temporal):\n"
                '    """Average the softmax scores of both streams."""\n'
                "    return (spatial + temporal) / 2"
            ),
        }


class QuoteBlock(blocks.StructBlock):
    """Quotation with its attribution."""

    text = PassageBlock(help_text="Leave out the quotation marks around it.")
    attribution = blocks.CharBlock(
        required=False, max_length=200, help_text="Say who said or wrote it, and where."
    )
    address = blocks.URLBlock(required=False, help_text="The web address where it can be read.")

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = "A quotation or citation, with the name of its author."
        group = _("Text")
        template = "blocks/quote.html"
        form_layout = blocks.BlockGroup(["text", "attribution"], settings=["address"])
        preview_value = {
            "text": "<p>If I have seen further it is by standing on the shoulders of giants.</p>",
            "attribution": "Isaac Newton, letter to Robert Hooke, 1675",
        }


class NoteBlock(blocks.StructBlock):
    """Aside in the margin."""

    text = PassageBlock(help_text="Keep it to a sentence or two.")

    class Meta:
        icon = "comment"
        label = _("Note")
        description = "An aside, remark or callout, set in the margin where there is room for one."
        group = _("Text")
        template = "blocks/note.html"
        preview_value = {
            "text": "<p>A video’s label is the majority vote of its sampled frames.</p>"
        }


class ContentsBlock(blocks.StaticBlock):
    """Table of contents, for a page too short to have one by itself, or at another place."""

    def get_preview_context(self, value, parent_context=None):
        sections = [
            {"text": text, "anchor": make_anchor(text)} for text in ("Methods", "Data", "Results")
        ]
        context = super().get_preview_context(value, parent_context)
        return {**context, "sections": sections}

    class Meta:
        icon = "list-ul"
        label = _("Table of contents")
        admin_text = (
            "The sections of this page are listed here, each with a link. A page with four or "
            "more lists them without this block."
        )
        description = "An outline (TOC) of this page, with a link to each section."
        group = _("Navigation")
        template = "blocks/contents.html"

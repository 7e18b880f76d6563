"""Body of a page: a stream of all blocks, with numbered figures and tables."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter
from wagtail.rich_text import RichText

from pages.drawing.sparkline import Sparkline, make_sparkline

from .cross_references import Target, resolve_references
from .data import ChartBlock, ResultsTableBlock, find_chart_problems, find_sources
from .footnotes import collect_footnotes
from .formula import FormulaBlock
from .links import ButtonsBlock
from .lists import PublicationsBlock
from .media import EmbedBlock, FigureBlock, GalleryBlock
from .text import (
    CodeBlock,
    ContentsBlock,
    HeadingBlock,
    NoteBlock,
    ProseBlock,
    QuoteBlock,
    make_anchor,
)

# Ids of the sections that page templates contain.
RESERVED_ANCHORS = {
    *("abstract", "cite", "competencies", "content", "education", "experience"),
    *("press", "projects", "publications", "recent-news", "recent-notes", "recent-publications"),
    *("selected-work", "talks", "track-record"),
}
# Numbered blocks, with their anchor and number.
FIGURE, TABLE = ("figure", _("Figure %(number)s")), ("table", _("Table %(number)s"))
FORMULA = ("formula", "(%(number)s)")
# Sections from which on a body lists its contents.
LONG = 4
NUMBERED = {"figure": FIGURE, "gallery": FIGURE, "chart": FIGURE, "results_table": TABLE}
NUMBERED["formula"] = FORMULA
# Blocks that may be wider than a window.
SCROLL_BOXES = {"chart", "code", "formula", "results_table"}


@dataclass
class NumberedBlock:
    """Block with its number and anchor on the page."""

    block: blocks.StreamValue.StreamChild
    anchor: str = ""
    number: str = ""  # "Figure 2", "Table 1", or "(1)" for a formula
    is_first_image: bool = False  # loaded eagerly


def number_blocks(stream, has_image=False):
    """Return a NumberedBlock for each block of `stream`, in order.

    Figures, tables and formulas are numbered separately, formulas only if chosen. Headings
    stored without an anchor get one from their text. `has_image` says whether the page shows an image above the stream.
    """
    find_sources(stream)
    numbered, counts = [], Counter()
    for block in stream:
        entry = NumberedBlock(block)
        if (
            block.block_type in NUMBERED
            and block.value.get("is_numbered", True)
            # A chart without its table is not shown.
            and not getattr(block.value, "is_missing", False)
        ):
            kind, number = NUMBERED[block.block_type]
            counts[kind] += 1
            entry.number = str(number % {"number": counts[kind]})
            entry.anchor = f"{kind}.{counts[kind]}"
        elif block.block_type == "heading":
            entry.anchor = block.value.get("anchor") or make_anchor(block.value["text"])
        if block.block_type in {"figure", "gallery"} and not has_image:
            entry.is_first_image = has_image = True
        numbered.append(entry)
    return numbered


def find_targets(stream):
    """Return the blocks of a stream that can be referred to, as Targets by their ids."""
    targets = {}
    for entry in number_blocks(stream):
        label, block = entry.number, entry.block
        if block.block_type == "formula" and label:
            label = _("Equation %(number)s") % {"number": label}
        elif block.block_type == "heading":
            label = block.value["text"]
        if label and block.id:
            targets[block.id] = Target(label, entry.anchor)
    return targets


@contextmanager
def number_page(page):
    """Number the footnotes and resolve the references of a page that is rendered in the context."""
    with collect_footnotes(), resolve_references(lambda: find_targets(getattr(page, "body", []))):
        yield


def split_opening(numbered):
    """Return the numbered blocks to the end of the first paragraph as "opening", and the "rest".

    The opening is empty if the body begins with anything but headings and text.
    """
    headings, contents = [], []
    for position, entry in enumerate(numbered):
        block = entry.block
        if block.block_type == "heading":
            headings.append(entry)
        elif block.block_type == "contents":
            contents.append(entry)
        elif block.block_type == "prose":
            text = block.value.source
            end = text.index("</p>") + 4 if text.startswith("<p") else len(text)
            opening, rest = (
                [NumberedBlock(blocks.BoundBlock(block.block, RichText(part)))] if part else []
                for part in (text[:end], text[end:])
            )
            return {
                "opening": headings + opening,
                "rest": contents + rest + numbered[position + 1 :],
            }
        else:
            break
    return {"opening": [], "rest": numbered}


def find_sparkline(stream) -> Sparkline | None:
    """Return the sparkline of the first chart, or else results table, whose rows have an order."""
    find_sources(stream)
    for name in ("chart", "results_table"):
        # Only blocks with this name are read from the database.
        for block in stream.blocks_by_name(name):
            if sparkline := make_sparkline(block.value.lines):
                return sparkline
    return None


class BodyBlock(blocks.StreamBlock):
    """All blocks that the body of a page may contain."""

    heading = HeadingBlock()
    prose = ProseBlock()
    figure = FigureBlock()
    gallery = GalleryBlock()
    results_table = ResultsTableBlock()
    chart = ChartBlock()
    code = CodeBlock()
    formula = FormulaBlock()
    quote = QuoteBlock()
    note = NoteBlock()
    embed = EmbedBlock()
    buttons = ButtonsBlock()
    publications = PublicationsBlock()
    contents = ContentsBlock()

    def clean(self, value):
        """Make the anchors of headings unique by appending numbers."""
        value = super().clean(value)
        if problems := {} if self.is_deferred_validation else find_chart_problems(value):
            raise blocks.StreamBlockValidationError(problems)
        taken = set(RESERVED_ANCHORS)
        for block in value:
            if block.block_type == "heading" and block.value["anchor"]:
                anchor, count = block.value["anchor"], 1
                while block.value["anchor"] in taken:
                    count += 1
                    block.value["anchor"] = f"{anchor}-{count}"
                taken.add(block.value["anchor"])
        return value

    def get_context(self, value, parent_context=None):
        """Return the context of the whole body, or of the `part` in the parent's context.

        `sections` are further ones of the page, after the body.
        """
        context = super().get_context(value, parent_context)
        numbered = number_blocks(value, bool(context.get("has_image")))
        sections = [
            {"text": entry.block.value["text"], "anchor": entry.anchor}
            for entry in numbered
            if entry.block.block_type == "heading" and entry.block.value["level"] == "h2"
        ]
        part = context.get("part")
        is_long = len(sections) >= LONG and part != "opening"
        kinds = set() if part == "opening" else {block.block_type for block in value}
        return {
            **context,
            "numbered_blocks": split_opening(numbered)[part] if part else numbered,
            "sections": [*sections, *context.get("sections", [])],
            "is_long": is_long,
            "lists_contents": is_long and not value.first_block_by_name("contents"),
            "has_pictures": not kinds.isdisjoint({"figure", "gallery"}),
            "has_scroll_boxes": not kinds.isdisjoint(SCROLL_BOXES),
        }

    class Meta:
        template = "blocks/body.html"
        required = False
        block_counts = {"contents": {"max_num": 1}}


# Of the search in the block picker, of new blocks, and of the tables that a chart may take.
SCRIPTS = ["js/block_picker.js", "js/new_blocks.js", "js/chart_table.js"]


class BodyBlockAdapter(StreamBlockAdapter):
    """Adds the scripts of the body."""

    js_constructor = "pages.blocks.BodyBlock"

    @property
    def media(self):
        return super().media + Media(js=[versioned_static(script) for script in SCRIPTS])


register(BodyBlockAdapter(), BodyBlock)

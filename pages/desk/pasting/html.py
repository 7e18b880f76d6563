"""HTML of a clipboard, from a word processor or a web page, as pieces of a page."""

import re
from dataclasses import dataclass, field, replace

from bs4 import NavigableString

from .languages import find_language
from .runs import (
    BREAK,
    Context,
    Item,
    Paragraph,
    Run,
    find_link,
    find_marks,
    make_formula,
    read_style,
    split_paragraphs,
)
from .tables import make_table, read_grid

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *("address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "footer", "form", "header", "html", "main", "nav", "p"),
    *("section", "summary", "tbody", "td", "tfoot", "th", "thead", "tr", "caption", "hr"),
}
DROPPED = {
    *("audio", "button", "canvas", "head", "iframe", "input", "meta", "noscript", "object"),
    *("option", "script", "select", "style", "svg", "template", "textarea", "title", "video"),
}
LATEX = 'annotation[encoding="application/x-tex"]'
# Word writes the outline, the level and the sign of an item into styles.
OUTLINE = re.compile(r"\bMso(?:Heading|Title|.*Heading)(\d?)", re.IGNORECASE)
LIST_LEVEL = re.compile(r"\blevel(\d+)")
NUMBERED = re.compile(r"\(?(\d+|[a-z]|[ivxl]+)[.)]", re.IGNORECASE)
SMALL = 32  # pixels, up to which a picture is an icon


@dataclass
class Piece:
    """Block of a page: its type, and its stored value."""

    type: str
    value: object


@dataclass
class Reader:
    """Walks through HTML and collects paragraphs and pieces, in order."""

    notes: dict = field(default_factory=dict)  # id of a footnote -> Run that stands for it
    pieces: list = field(default_factory=list)
    runs: list = field(default_factory=list)
    far_pictures: int = 0  # at other sites
    lost_pictures: int = 0  # files of another machine

    def read(self, tag, context=None):
        context = context or Context()
        self.walk(tag, context)
        self.flush(context)
        return self.pieces

    def walk(self, tag, context):
        for child in list(tag.children):
            if type(child) is NavigableString:
                self.add_text(str(child), context)
            elif child.name:
                self.visit(child, context)

    def visit(self, tag, context):
        style = read_style(tag)
        is_hidden = style.get("display") == "none" or style.get("mso-hide") == "all"
        # Word writes the sign of an item before its text.
        if tag.name in DROPPED or is_hidden or style.get("mso-list") == "ignore":
            return
        if latex := find_latex(tag):
            self.add_formula(*latex, context)
        elif tag.name == "a" and (note := self.notes.get(str(tag.get("href") or "")[1:])):
            self.runs.append(note)
        elif tag.name == "br":
            self.runs.append(Run(BREAK, context.marks, context.link))
        elif tag.name == "img":
            self.add_picture(tag, context)
        elif tag.name == "figure" and tag.find("img") and not tag.find(["table", "pre"]):
            self.add_figure(tag, context)
        elif tag.name == "pre":
            self.add_code(tag, context)
        elif tag.name == "table":
            self.add_table(tag, context)
        elif tag.name == "blockquote":
            self.add_quote(tag, context)
        elif level := find_level(tag, style):
            self.add_heading(tag, level, context)
        else:
            self.go_in(tag, style, context)

    def go_in(self, tag, style, context):
        """Walk through an element that has no piece of its own."""
        is_block = tag.name in BLOCKS or tag.name in {"ul", "ol", "li"}
        if is_block:
            self.flush(context)
        inner = replace(
            context,
            marks=find_marks(tag, style, context.marks),
            link=find_link(tag, context.link),
            is_spacing="mso-spacerun" in style or tag.string == "\xa0",
        )
        if tag.name == "li" or LIST_LEVEL.search(style.get("mso-list", "")):
            inner = replace(inner, item=read_item(tag, style))
        if style.get("white-space", "").startswith("pre"):
            has_lines = "\n" in tag.get_text().strip()
            inner = replace(inner, is_preformatted=has_lines or "code" in inner.marks)
        self.walk(tag, inner)
        if is_block:
            self.flush(inner)

    def flush(self, context):
        """End a paragraph."""
        paragraphs, self.runs = split_paragraphs(self.runs), []
        item = context.item
        for runs in paragraphs:
            if item and item.last and self.pieces and self.pieces[-1] is item.last:
                # A further paragraph of an item is a line of it.
                item.last.runs += [Run(BREAK), *runs]
                continue
            paragraph = Paragraph(runs)
            if item and not item.last:
                prefix = [Run(item.prefix)] if item.prefix else []
                kind = "p" if item.prefix else item.kind
                item.last = paragraph = Paragraph([*prefix, *runs], kind, item.depth)
            self.pieces.append(paragraph)

    def add_text(self, text, context):
        if not context.is_preformatted:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if context.is_spacing and "code" not in context.marks:
            text = " "
        self.runs.append(Run(text, context.marks, context.link))

    def add_formula(self, latex, is_display, context):
        if is_display:
            self.flush(context)
            self.pieces.append(Piece("formula", {"latex": latex}))
        else:
            self.runs.append(make_formula(latex))

    def add_heading(self, tag, level, context):
        self.flush(context)
        inside = self.read_part(tag)
        for part in inside:
            if not isinstance(part, Paragraph):
                self.pieces.append(part)
            else:
                text = " ".join(part.plain.split())
                self.pieces.append(Piece("heading", {"text": text, "level": level}))

    def add_code(self, tag, context):
        self.flush(context)
        for line_break in tag.find_all("br"):
            line_break.replace_with("\n")
        code = tag.get_text().replace("\xa0", " ").strip("\r\n")
        value = {"language": find_language(tag), "filename": "", "code": code}
        self.pieces.append(Piece("code", value))

    def add_quote(self, tag, context):
        self.flush(context)
        inside = self.read_part(tag)
        # Paragraphs alone, since a quote holds nothing else
        if inside and all(isinstance(part, Paragraph) for part in inside):
            inside = [Piece("quote", inside)]
        self.pieces += inside

    def add_table(self, tag, context):
        # A table for the layout of a mail or a page, or a box around a text
        cells = tag.find_all(["td", "th"])
        parts = ["table", "pre", "figure", *HEADINGS]
        if tag.get("role") == "presentation" or len(cells) < 2 or tag.find(parts):
            return self.go_in(tag, {}, context)
        self.flush(context)
        caption = tag.caption.extract() if tag.caption else None
        rows = read_grid(tag, self.read_cell)
        first = tag.find("tr")
        has_headings = bool(len(rows) > 1 and first.find("th") and not first.find("td"))
        words = self.read_cell(caption) if caption else ""
        if rows:
            table = make_table(rows, words, has_headings=has_headings)
            self.pieces.append(Piece("results_table", table))
        return None

    def read_cell(self, tag):
        parts = self.read_part(tag)
        texts = [part.plain for part in parts if isinstance(part, Paragraph)]
        return " ".join(" ".join(texts).split())

    def read_part(self, tag):
        reader = Reader(self.notes)
        pieces = reader.read(tag)
        self.far_pictures += reader.far_pictures
        self.lost_pictures += reader.lost_pictures
        return pieces

    def add_picture(self, tag, context, caption=()):
        source, words = str(tag.get("src") or ""), str(tag.get("alt") or "").strip()
        sizes = [str(tag.get(name) or "") for name in ("width", "height")]
        if any(size.isdecimal() and int(size) <= SMALL for size in sizes):
            # A sign among words
            if words:
                self.add_text(words, context)
        elif source.startswith("data:image/"):
            self.flush(context)
            figure = {"source": source, "alt": words, "caption": caption}
            self.pieces.append(Piece("figure", figure))
            return True
        elif re.match(r"https?://", source):
            self.far_pictures += 1
            link = context.link or source
            self.runs.append(Run(words or "Picture", context.marks, link))
        else:
            self.lost_pictures += 1
            self.add_text(f"[Picture: {words}]" if words else "[Picture]", context)
        return False

    def add_figure(self, tag, context):
        self.flush(context)
        caption = [part for found in tag("figcaption") for part in self.read_part(found.extract())]
        caption = [part for part in caption if isinstance(part, Paragraph)]
        has_caption = False
        for picture in tag("img"):
            words = caption if not has_caption else ()
            has_caption = self.add_picture(picture, context, words) or has_caption
        self.flush(context)
        if not has_caption:
            self.pieces += caption


def find_level(tag, style):
    """Return the level of a heading, or None for another element."""
    level = HEADINGS.get(tag.name)
    outline = OUTLINE.search(" ".join(tag.get("class") or []))
    if level or not (tag.name == "p" or tag.get("role") == "heading"):
        return level
    given = style.get("mso-outline-level") or tag.get("aria-level") or ""
    if given.isdecimal():
        return max(1, min(6, int(given)))
    return int(outline[1] or 1) if outline and "mso-list" not in style else None


def find_latex(tag):
    """Return the LaTeX of an element that shows a formula, and whether it is displayed."""
    if latex := tag.get("data-latex"):
        return str(latex), tag.name == "div"
    classes = " ".join(tag.get("class") or [])
    is_formula = tag.name == "math" or "katex" in classes or "mwe-math" in classes
    if not is_formula and tag.name != "mjx-container":
        return None
    source = tag.select_one(LATEX)
    latex = source.get_text() if source else tag.get("alttext") or tag.get("alt")
    if not latex:
        return None
    latex = latex.strip()
    if styled := re.fullmatch(r"\{\\(?:display|text)style\s*(.*)\}", latex, re.DOTALL):
        latex = styled[1].strip()
    is_display = "display" in classes or tag.get("display") in {"block", "true"}
    has_block = tag.find(attrs={"display": "block"})
    return latex, bool(is_display or has_block)


def read_item(tag, style):
    """Return the Item that an element is."""
    if tag.name != "li":
        sign = tag.find(lambda part: read_style(part).get("mso-list") == "ignore")
        words = sign.get_text().strip() if sign else ""
        level = LIST_LEVEL.search(style["mso-list"])
        depth = int(level[1]) - 1 if level else 0
        return Item("ol" if NUMBERED.fullmatch(words) else "ul", depth)
    lists = tag.find_parents(["ul", "ol"])
    levels = [str(tag.get(name) or "") for name in ("aria-level", "data-aria-level")]
    depth = next((int(level) - 1 for level in levels if level.isdecimal()), len(lists) - 1)
    kind = lists[0].name if lists else "ul"
    # The editor knows no first number: a list that goes on keeps its numbers as text.
    prefix, start = "", str(lists[0].get("start") or "1") if lists else ""
    if kind == "ol" and start.isdecimal() and (start != "1" or lists[0].get("data-lone")):
        prefix = f"{int(start) + len(tag.find_previous_siblings('li'))}. "
    return Item(kind, max(0, depth), prefix)

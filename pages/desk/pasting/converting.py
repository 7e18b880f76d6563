"""Conversion of a clipboard into blocks of a page, as they are stored."""

import re
from dataclasses import dataclass
from itertools import groupby

from bs4 import BeautifulSoup

from .html import Piece, Reader
from .markdown import is_markdown, render_markdown
from .notes import take_notes
from .runs import BREAK, TYPEWRITER, Paragraph, Run, make_formula, read_style, write_prose
from .tables import TooLargeError

MAX_HTML, MAX_TEXT, MAX_BLOCKS = 2_000_000, 500_000, 300
MAX_HEADING = 120
DATA = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s%]+")
FORMATTED = [
    *("h1", "h2", "h3", "h4", "h5", "h6", "li", "table", "a", "b", "strong", "em", "i", "sup"),
    *("sub", "code", "img", "blockquote", "math"),
]


@dataclass
class Conversion:
    """Blocks of a page that a clipboard holds."""

    kind: str  # "markdown", "html" or "text"
    blocks: list  # of Piece
    far_pictures: int = 0  # at other sites
    lost_pictures: int = 0  # files of another machine


def convert(html, text, *, is_single=False):
    """Return the Conversion of a clipboard.

    With `is_single`, all of it is one text. Raises TooLargeError with a sentence for the editor.
    """
    if len(DATA.sub("", html)) > MAX_HTML or len(text) > MAX_TEXT:
        raise TooLargeError(
            "This is too long to be pasted with its structure: paste it in several parts."
        )
    try:
        conversion = read(html, text.replace("\r\n", "\n").replace("\r", "\n"))
    except RecursionError as error:
        raise TooLargeError(
            "This is nested too deeply to be pasted with its structure: paste it in several parts."
        ) from error
    conversion.blocks = assemble(conversion.blocks, is_single=is_single)
    if len(conversion.blocks) > MAX_BLOCKS:
        raise TooLargeError(
            f"This would make {len(conversion.blocks)} blocks, and at most {MAX_BLOCKS} fit into "
            "one paste: paste it in several parts."
        )
    return conversion


def read(html, text):
    """Return the Conversion, with paragraphs yet to be grouped."""
    soup = BeautifulSoup(html, "html.parser") if html.strip() else None
    is_plain = soup is None or not (soup.find(FORMATTED) or has_marks(soup))
    source = soup and find_source(soup)
    if text.strip() and (is_plain or source) and is_markdown(text):
        return read_soup("markdown", render_markdown(text))
    if source and "\n" in text.strip():
        return Conversion("html", [make_listing([text.strip("\n")])])
    if soup is not None and (not is_plain or not text.strip() or soup.find(["p", "div", "br"])):
        conversion = read_soup("html", soup)
        if conversion.blocks or not text.strip():
            return conversion
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Conversion("text", [Paragraph([Run(line)]) for line in lines])


def read_soup(kind, soup):
    reader = Reader(take_notes(soup, lambda part: Reader().read(part)))
    return Conversion(kind, reader.read(soup), reader.far_pictures, reader.lost_pictures)


def has_marks(soup):
    styles = map(read_style, soup.find_all(style=True))
    return any(
        style.get("font-weight", "")[:3] in {"bol", "600", "700", "800", "900"}
        or style.get("font-style") in {"italic", "oblique"}
        or style.get("vertical-align") in {"super", "sub"}
        or "mso-list" in style
        for style in styles
    )


def find_source(soup):
    """Return the language of HTML that an editor of source code has written, or None."""
    body = soup.body or soup
    roots = [child for child in body.children if child.name and child.name not in {"meta", "style"}]
    if len(roots) != 1 or body.find(["p", "table", "li", "h1", "h2"]):
        return None
    root, style = roots[0], read_style(roots[0])
    is_listing = root.name == "pre" or style.get("white-space", "").startswith("pre")
    return "text" if is_listing and TYPEWRITER.search(style.get("font-family", "")) else None


def assemble(parts, *, is_single):
    """Return paragraphs and pieces as blocks, or as one text."""
    # Of the words of one line, a font makes no listing.
    is_line = len(parts) == 1 and BREAK not in getattr(parts[0], "plain", BREAK)
    if is_single or is_line:
        paragraphs = [paragraph for part in parts for paragraph in flatten(part)]
        return [Piece("prose", write_prose(paragraphs))] if paragraphs else []
    section = find_section_level(parts)
    blocks = []
    for kind, group in groupby(parts, find_kind):
        if kind == "prose":
            blocks.append(Piece("prose", write_prose(group)))
        elif kind == "code":
            blocks += join_listings(group)
        else:
            blocks += [store(part, section) for part in group]
    return join_prose(blocks)


def find_section_level(parts):
    """Return the level of headings down to which they are sections, the others subsections."""
    pieces = [part for part in parts if isinstance(part, Piece) and part.type == "heading"]
    levels = [piece.value["level"] for piece in pieces]
    is_title = levels.count(1) == 1 and levels[0] == 1 and len(set(levels)) > 2
    return 2 if is_title or 1 not in levels else 1


def find_kind(part):
    if isinstance(part, Paragraph):
        return "code" if part.is_code else "prose"
    return part.type


def store(piece, section):
    """Return a piece with its value as it is stored."""
    value = piece.value
    if piece.type == "quote":
        return Piece("quote", {"text": write_lines(value), "attribution": "", "address": ""})
    if piece.type == "figure":
        return Piece("figure", {**value, "caption": write_lines(value["caption"])})
    if piece.type == "heading":
        if len(value["text"]) > MAX_HEADING:
            return Piece("prose", write_prose(flatten(piece)))
        level = "h2" if value["level"] <= section else "h3"
        return Piece("heading", {"text": value["text"], "level": level, "anchor": ""})
    return piece


def write_lines(paragraphs):
    return "".join(f"<p>{paragraph.html}</p>" for paragraph in paragraphs)


def join_prose(blocks):
    """Return the blocks with neighbouring texts as one."""
    joined = []
    for block in blocks:
        if joined and block.type == joined[-1].type == "prose":
            joined[-1] = Piece("prose", joined[-1].value + block.value)
        else:
            joined.append(block)
    return joined


def join_listings(parts):
    """Return listings as blocks: word processors write each line as a paragraph of its own."""
    blocks, lines = [], []
    for part in parts:
        is_paragraph = isinstance(part, Paragraph)
        code = part.plain.replace("\xa0", " ") if is_paragraph else part.value["code"]
        language = "text" if is_paragraph else part.value["language"]
        if (BREAK in code and not is_paragraph) or language != "text":
            blocks += [make_listing(lines), part] if lines else [part]
            lines = []
        else:
            lines.append(code)
    return [*blocks, make_listing(lines)] if lines else blocks


def make_listing(lines):
    return Piece("code", {"language": "text", "filename": "", "code": BREAK.join(lines)})


def flatten(part):
    """Return the paragraphs of a part, for a text that can hold nothing else."""
    if isinstance(part, Paragraph):
        return [part]
    value = part.value
    if part.type == "heading":
        return [Paragraph([Run(value["text"], frozenset("b"))])]
    if part.type == "quote":
        return value
    if part.type == "code":
        return [Paragraph([Run(line, frozenset(["code"]))]) for line in value["code"].splitlines()]
    if part.type == "formula":
        return [Paragraph([make_formula(value["latex"])])]
    if part.type == "figure":
        return value["caption"] or [Paragraph([Run(value["alt"])])] * bool(value["alt"])
    columns = [column["heading"] for column in value["table"]["columns"]]
    rows = [columns, *(row["values"] for row in value["table"]["rows"])]
    return [Paragraph([Run(" | ".join(row))]) for row in rows if any(row)]

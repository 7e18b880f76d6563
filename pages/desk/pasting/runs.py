"""Words with marks, as programs that write HTML differ in it, and their stored form."""

import re
from dataclasses import dataclass, replace

from django.utils.html import escape

from pages.blocks.footnotes import FootnoteHandler
from pages.blocks.inline_formula import FormulaHandler
from pages.blocks.rich_text import write_embed

MARKS = {
    **dict.fromkeys(["b", "strong"], "b"),
    **dict.fromkeys(["i", "em", "cite", "dfn", "var"], "i"),
    **dict.fromkeys(["code", "kbd", "samp", "tt"], "code"),
    "sup": "sup",
    "sub": "sub",
}
TYPEWRITER = re.compile(
    r"courier|consolas|menlo|monaco|monospace|\b\w*mono\b|source code|fira code", re.IGNORECASE
)
ADDRESS = re.compile(r"\bhttps?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?'’)\]}]", re.IGNORECASE)
LINKED = re.compile(r"(https?://[^\s/]|mailto:)\S+", re.IGNORECASE)
BREAK = "\n"
# Of words in the font of a typewriter, of which whole paragraphs are a listing
TYPED = {"code", "typed"}
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
ORDINALS = {"st", "nd", "rd", "th", "er", "re", "e", "a", "o"}


@dataclass(frozen=True)
class Run:
    """Words with the same marks, or an atom such as a formula: its stored HTML and its text."""

    text: str
    marks: frozenset = frozenset()
    link: str = ""
    atom: str = ""

    @property
    def html(self):
        html = self.atom or escape(self.text).replace(BREAK, "<br/>")
        if not (self.atom or self.link or "code" in self.marks):
            html = link_addresses(self.text)
        for mark in ("code", "sub", "sup", "i", "b"):
            if mark in self.marks:
                html = f"<{mark}>{html}</{mark}>"
        return f'<a href="{escape(self.link)}">{html}</a>' if self.link else html

    @property
    def plain(self):
        """Text without marks: 10³ stays 10³."""
        for mark, letters, sign in [("sup", RAISED, "^"), ("sub", LOWERED, "_")]:
            if mark in self.marks and not self.atom and (text := self.text.strip()):
                if all(ord(letter) in letters for letter in text):
                    return self.text.translate(letters)
                return self.text if text in ORDINALS else self.text.replace(text, sign + text)
        return self.text


@dataclass
class Paragraph:
    """Paragraph or item of a list ("ul" or "ol"), at a depth."""

    runs: list
    kind: str = "p"
    depth: int = 0

    @property
    def html(self):
        return "".join(run.html for run in self.runs)

    @property
    def plain(self):
        return "".join(run.plain for run in self.runs)

    @property
    def is_code(self):
        """Tell whether all of it is in the font of a typewriter."""
        words = [run for run in self.runs if run.text.strip()]
        return self.kind == "p" and all("typed" in run.marks for run in words)


@dataclass(frozen=True)
class Context:
    """Marks and surroundings of a part of a document."""

    marks: frozenset = frozenset()
    link: str = ""
    is_preformatted: bool = False
    is_spacing: bool = False  # Word and Chromium write some spaces as elements
    item: "Item | None" = None


@dataclass
class Item:
    """Item of a list, whose number is text if the list begins with another one than 1."""

    kind: str
    depth: int
    prefix: str = ""
    last: Paragraph | None = None


def link_addresses(text):
    """Return the text as HTML with a link at each web address."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        address = found[0]
        # A bracket at the end belongs to an address that opens it.
        rest = text[found.end() : found.end() + 1]
        if rest == ")" and address.count("(") > address.count(")"):
            address += rest
        shown = escape(address)
        parts += [escape(text[end : found.start()]), f'<a href="{shown}">{shown}</a>']
        end = found.start() + len(address)
    return "".join([*parts, escape(text[end:])]).replace(BREAK, "<br/>")


def tidy(runs):
    """Return the runs without space at their ends, and with neighbours of the same marks joined."""
    joined = []
    for run in runs:
        before = joined[-1] if joined else None
        if before and not (before.atom or run.atom):
            if before.text.endswith((" ", BREAK)):
                run = replace(run, text=run.text.lstrip(" "))
            if run.text and (before.marks, before.link) == (run.marks, run.link):
                joined[-1] = replace(before, text=before.text + run.text)
                continue
        if run.text:
            joined.append(run)
    for position, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while joined and not joined[position].atom:
            run = joined[position]
            # The indentation of a listing stays.
            space = "\n" if "typed" in run.marks and not position else None
            run = replace(run, text=strip(run.text, space))
            if run.text:
                joined[position] = run
                break
            del joined[position]
    return joined


def split_paragraphs(runs):
    """Return the runs of each paragraph of a text, which ends at an empty line."""
    lines = [[]]
    for run in runs:
        first, *others = [run.text] if run.atom else run.text.split(BREAK)
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=text)] for text in others]
    paragraphs = [[]]
    for line in map(tidy, lines):
        if not line:
            paragraphs.append([])
        elif paragraphs[-1]:
            paragraphs[-1] += [Run(BREAK), *line]
        else:
            paragraphs[-1] = line
    return [runs for runs in paragraphs if runs]


def make_formula(latex):
    """Return the run of a formula in a line."""
    return Run(f"${latex}$", atom=write_embed(FormulaHandler.identifier, latex=latex))


def make_note(text, plain):
    """Return the run of a footnote."""
    return Run(f" ({plain})", atom=write_embed(FootnoteHandler.identifier, text=text))


def read_style(tag):
    """Return the inline style of an element as a dictionary."""
    pairs = (part.partition(":") for part in str(tag.get("style") or "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _colon, value in pairs if value}


def find_marks(tag, style, marks):
    """Return the marks within an element: those of its name, changed by its style."""
    marks = set(marks)
    if mark := MARKS.get(tag.name):
        marks.add(mark)
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    if weight in {"bold", "bolder"} or weight[:3] in {"600", "700", "800", "900"}:
        marks.add("b")
    # Google Docs wraps all of it in such a <b>.
    elif weight:
        marks.discard("b")
    if slant in {"italic", "oblique"}:
        marks.add("i")
    elif slant == "normal":
        marks.discard("i")
    # Never taken away: many sites set <sup> on the baseline and raise it by its position.
    if (place := style.get("vertical-align")) in {"super", "sub"}:
        marks.add("sup" if place == "super" else "sub")
    family = style.get("font-family") or (tag.name == "font" and tag.get("face")) or ""
    if tag.name not in MARKS and family:
        is_typewriter = TYPEWRITER.search(family.split(",")[0])
        marks = marks | TYPED if is_typewriter else marks - TYPED
    return frozenset(marks)


def find_link(tag, link):
    """Return the address that an element links to, which may be that around it."""
    href = str(tag.get("href") or "").strip()
    return href if tag.name == "a" and LINKED.fullmatch(href) else link


def write_prose(paragraphs):
    """Return paragraphs and items as stored rich text, with lists in lists."""
    parts, open_lists = [], []  # kinds of the lists that are open, the outermost first
    for paragraph in paragraphs:
        depth = -1 if paragraph.kind == "p" else min(paragraph.depth, len(open_lists), 4)
        while len(open_lists) > depth + 1 or (
            len(open_lists) == depth + 1 and depth >= 0 and open_lists[-1] != paragraph.kind
        ):
            parts.append(f"</li></{open_lists.pop()}>")
        if depth < 0:
            parts.append(f"<p>{paragraph.html}</p>")
            continue
        if len(open_lists) == depth + 1:
            parts.append("</li>")
        else:
            open_lists.append(paragraph.kind)
            parts.append(f"<{paragraph.kind}>")
        parts.append(f"<li>{paragraph.html}")
    parts += [f"</li></{kind}>" for kind in reversed(open_lists)]
    return "".join(parts)

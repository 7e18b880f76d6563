"""Readers' texts: Unicode with the markup of CSL (`<i> <b> <sub> <sup> <sc>`) and `$…$`."""

import html
import re
import unicodedata

from pylatexenc.latex2text import LatexNodes2Text

from pages.drawing.math_text import FORMULA as MATHEMATICS

KEPT_MATHEMATICS = re.compile(r"((?<!\\)\$(?:[^$\\]|\\.)*\$)", re.DOTALL)
MAX_LENGTH = 500  # characters of one formula
SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
CONVERTER = LatexNodes2Text(math_mode="text")
SCRIPT = re.compile(r"([\^_])(?:\{([^{}\\]*)\}|([^\s{}\\]))")
TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,30})(\s[^<>]{0,300})?/?>")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ufeff\ud800-\udfff]")
TAGS = {
    **dict.fromkeys(("i", "em", "italic"), "i"),
    **dict.fromkeys(("b", "strong", "bold"), "b"),
    **dict.fromkeys(("sub", "inf", "subscript"), "sub"),
    **dict.fromkeys(("sup", "superscript"), "sup"),
    **dict.fromkeys(("sc", "scp", "smallcaps", "small-caps"), "sc"),
}
# Tags of HTML, JATS and MathML in titles and abstracts at Crossref: their content stays.
DROPPED = {
    "a", "abbr", "article-title", "body", "cite", "code", "ext-link", "font", "html", "li",
    "list", "list-item", "math", "mfenced", "mfrac", "mi", "mml", "mn", "mo", "monospace",
    "mover", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtext", "munder",
    "named-content", "ol", "q", "roman", "s", "sans-serif", "sec", "semantics", "small", "span",
    "strike", "styled-content", "tt", "u", "ul", "underline", "uri", "xref",
}  # fmt: skip
BREAKS = {"p", "br", "div", "title", "hr", "h1", "h2", "h3", "h4", "td", "tr", "table"}


def clean_text(text: str, paragraphs: bool = False) -> str:
    """Return plain text, perhaps with tags, entities and `$…$`, as a readers' text.

    A dollar sign that is no mathematics becomes `\\$`.
    """
    parts = []
    end = 0
    for found in MATHEMATICS.finditer(text):
        parts += [escape_dollars(text[end : found.start()]), found[0]]
        end = found.end()
    parts.append(escape_dollars(text[end:]))
    return tidy("".join(parts), paragraphs)


def escape_dollars(text: str) -> str:
    """Return `text` with a backslash before each dollar sign that has none."""
    return re.sub(r"(?<!\\)\$", r"\\$", text)


def tidy(text: str, paragraphs: bool = False) -> str:
    """Return a text with known tags alone and balanced, single spaces and no control characters.

    Blank lines separate paragraphs, which abstracts keep and all other texts lose.
    """
    open_tags: list[str] = []
    parts = [
        part if index % 2 else clean_tags(part, open_tags)
        for index, part in enumerate(KEPT_MATHEMATICS.split(text))
    ]
    parts += [f"</{tag}>" for tag in reversed(open_tags)]
    text = plain("".join(parts), paragraphs)
    return re.sub(r"<(\w+)></\1>", "", text)


def plain(text: str, paragraphs: bool = False) -> str:
    """Return `text` in composed Unicode, with single spaces and no control characters."""
    text = CONTROLS.sub("", unicodedata.normalize("NFC", text))
    blocks = re.split(r"\n[^\S\n]*\n\s*", text) if paragraphs else [text]
    return "\n\n".join(block for block in (" ".join(block.split()) for block in blocks) if block)


def clean_tags(text: str, open_tags: list[str]) -> str:
    """Return `text` with its entities decoded and with no other tags than CSL's."""
    for _ in range(3):
        if "&" not in text:
            break
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" not in text:
        return text

    def replace(found: re.Match[str]) -> str:
        is_closing, name = found[1], found[2].lower().rpartition(":")[2]
        tag = TAGS.get(name)
        if name == "span" and "small-caps" in (found[3] or ""):
            tag = "sc"
        if name in BREAKS:
            return "\n\n"
        if tag is None and is_closing and name == "span" and open_tags[-1:] == ["sc"]:
            tag = "sc"
        if tag is None:
            return "" if name in DROPPED else found[0]
        if not is_closing:
            open_tags.append(tag)
            return f"<{tag}>"
        if tag not in open_tags:
            return ""
        closed = ""
        while not closed.endswith(f"</{tag}>"):
            closed += f"</{open_tags.pop()}>"
        return closed

    return TAG.sub(replace, text)


def shift(text: str, signs: dict[int, int], sign: str = "") -> str:
    """Return a text in raised or lowered characters if there are such for all of it."""
    return text.translate(signs) if all(ord(c) in signs for c in text) else sign + text


def to_unicode(latex: str) -> str:
    """Return a formula as the nearest text: "x²" for "x^2"."""
    if len(latex) > MAX_LENGTH:
        return latex

    def replace(match: re.Match[str]) -> str:
        signs = SUPERSCRIPTS if match[1] == "^" else SUBSCRIPTS
        return shift(match[2] if match[2] is not None else match[3], signs, match[1])

    latex = re.sub(r"\\(?:mathrm|mathbf|mathit|text|rm|bf|it)\b\s*", "", SCRIPT.sub(replace, latex))
    try:
        return str(CONVERTER.latex_to_text(latex))
    except Exception:  # noqa: BLE001 - of many kinds, for what it cannot read
        return latex

"""Marks in the text of a reference: characters of Unicode's private use area for its markup.

The processor of citation styles knows nothing of them. Whatever it makes of a text, no markup
is taken for words, no word for markup, and each formula stays one character until the end.
"""

import re
from html import escape

from .markup import MATHEMATICS, to_unicode

# Each opens with its mark and closes with the next.
ITALIC, BOLD, SUBSCRIPT, SUPERSCRIPT, SMALL_CAPITALS = "\ue000\ue002\ue004\ue006\ue008"
OPEN_QUOTE, CLOSE_QUOTE = "\ue010\ue011"
FIRST_FORMULA = 0xE100
ALL = r"[\ue000-\ue0ff]"

TAGS = {"i": ITALIC, "b": BOLD, "sub": SUBSCRIPT, "sup": SUPERSCRIPT, "sc": SMALL_CAPITALS}
HTML = {"<sc>": '<span class="small-caps">', "</sc>": "</span>"}
TAG = re.compile(rf"<(/?)({'|'.join(TAGS)})>")
# Left in lower case in titles, unless first or last.
SMALL_WORDS = """
    a about above across after against al along alongside amid amidst among amongst an and around
    as aside at barring before behind below beneath beside besides between beyond but by c ca circa
    de despite down during et except for from given in inside into lest like modulo near next nor
    notwithstanding of off on onto or out over per plus pro qua sans since so than the through
    throughout till to toward towards under underneath until unto up upon v versus via von van vs
    with within without yet
""".split()  # noqa: SIM905
WORD = re.compile(r"[^\s\u2018’“”\"'\[\](){}\-–—/.,;?!:\ue000-\ue0ff]+")


def wrap(text: str, mark: str) -> str:
    """Return text between a mark and the one that closes it."""
    return f"{mark}{text}{chr(ord(mark) + 1)}" if text else ""


def mark(text: str, formulas: list[str]) -> str:
    """Return a text of a CSL-JSON item with marks; its formulas are appended to `formulas`."""

    def keep(match: re.Match[str]) -> str:
        formulas.append(match[1])
        return chr(FIRST_FORMULA + len(formulas) - 1)

    text = MATHEMATICS.sub(keep, re.sub(r"[\ue000-\uf8ff]", "", text)).replace(r"\$", "$")
    if not is_nested(text):
        text = TAG.sub("", text)
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r'["“]([^"“”]*)["”]', rf"{OPEN_QUOTE}\1{CLOSE_QUOTE}", text)
    return TAG.sub(lambda tag: chr(ord(TAGS[tag[2]]) + bool(tag[1])), text)


def is_nested(text: str) -> bool:
    """Tell whether each tag in a text is closed, the last that was opened first."""
    opened: list[str] = []
    for tag in TAG.finditer(text):
        if not tag[1]:
            opened.append(tag[2])
        elif not opened or opened.pop() != tag[2]:
            return False
    return not opened


def change_case(text: str, kind: str | None) -> str:
    """Return a text in one of the cases that styles ask for: title, capitalize-first, lowercase."""
    if kind == "lowercase":
        return text.lower()
    words = list(WORD.finditer(text))
    if kind == "capitalize-first":
        words = words[:1]
    elif kind != "title":
        return text
    for at, word in enumerate(words):
        before = re.sub(rf"\s|{ALL}|[\u2018“\"'(\[]", "", text[: word.start()])[-1:]
        is_first = at == 0 or before in (":", "?", "!")
        is_last = at == len(words) - 1 and len(word[0]) > 1
        is_small = word[0] in SMALL_WORDS or len(word[0]) == 1
        if word[0].islower() and (is_first or is_last or not is_small):
            text = text[: word.start()] + word[0][0].upper() + text[word.start() + 1 :]
    return text


def finish(text: str) -> str:
    """Return a reference with its punctuation in American order, its quotes nested."""
    marks = f"({ALL}*)"
    text = re.sub(rf"([.,])({ALL}*{CLOSE_QUOTE}{ALL}*)\1", r"\1\2", text)
    text = re.sub(rf"({CLOSE_QUOTE}{ALL}*)([.,])", r"\2\1", text)
    # “Why?” and “Why!” end a sentence; what a style adds to a mark of its own is one too many.
    text = re.sub(rf"([?!]){marks}[.:]", r"\1\2", text)
    text = re.sub(rf"([:;]){marks}\.", r"\1\2", text)
    text = re.sub(rf"([.,;:])({ALL}+)\1", r"\1\2", text)
    text = re.sub(rf"( {ALL}*) +", r"\1", text)
    return "".join(_nest_quotes(text)).strip()


def _nest_quotes(text: str) -> list[str]:
    depth, nested = 0, []
    for character in text:
        if character == OPEN_QUOTE:
            character = "“\u2018"[depth % 2]
            depth += 1
        elif character == CLOSE_QUOTE:
            depth -= 1
            character = "”’"[depth % 2]
        nested.append(character)
    return nested


def to_html(text: str, formulas: list[str]) -> str:
    """Return a marked text as HTML, with formulas as `$…$` and no other dollar sign."""
    tags: dict[str, str] = {}
    for name, opening in TAGS.items():
        tags |= {opening: f"<{name}>", chr(ord(opening) + 1): f"</{name}>"}
    in_order = "".join(tags.get(character, "") for character in text)
    text = escape(text, quote=False).replace("$", "&#36;")
    for mark, tag in tags.items():
        # A style may take a number apart that has tags in it.
        text = text.replace(mark, HTML.get(tag, tag) if is_nested(in_order) else "")
    for at, formula in enumerate(formulas):
        text = text.replace(chr(FIRST_FORMULA + at), f"${escape(formula, quote=False)}$")
    return text


def to_text(text: str, formulas: list[str]) -> str:
    """Return a marked text without its markup, with formulas as they are read."""
    text = re.sub(ALL, "", text)
    for at, formula in enumerate(formulas):
        text = text.replace(chr(FIRST_FORMULA + at), to_unicode(formula))
    return text

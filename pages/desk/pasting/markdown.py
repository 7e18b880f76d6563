"""Markdown: told from other text, and made into HTML.

Text is taken for Markdown only where a sign of it has no other use in prose: a price, a name
with underscores, a number with a full stop or a comment of a script is none.
"""

import re
from functools import cache

from bs4 import BeautifulSoup
from django.utils.html import escape

# Signs that are enough, unless the text is a script
FENCE = re.compile(r"^ {0,3}(?:`{3,}[^`]*|~{3,}.*)$")
END_OF_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})\s*$")
NOTE, NOTE_TEXT = (
    re.compile(r"\[\^[^\]\s]+\](?!:)"),
    re.compile(r"^ {0,3}\[\^[^\]\s]+\]:", re.MULTILINE),
)
SIGNS = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^[^\n]*\|[^\n]*\n {0,3}(?=[^\n]*\|)[|: \t-]*-[|: \t-]*$",  # table
        r"^ {0,3}\$\$[^$]{1,5000}\$\$",  # formula
        r"!?\[[^\[\]\n]*\]\((?:https?://|mailto:|data:image/|[#/.])[^\s)]*(?: \"[^\"\n]*\")?\)",
        r"^ {0,3}\[[^\]\n^]+\]:\s+<?https?://\S+",
        r"(?<![\w*])\*\*(?=[\w\"“(\[$`])[^*\n]*[^\s*]\*\*(?![\w*])",
        r"(?<![\w*])\*(?=[\w\"“(\[$`])[^*\n]*[^\s*]\*(?![\w*])",
        r"(?<![\w_])_(?=[^\s_])[^_\n]*[^\s_]_(?![\w_])",
        r"(?<![\w`])`(?=[^\s`])[^`\n]*(?<=[^\s`])`(?![\w`])",
    )
]
MATH = re.compile(r"(?<![\w$\\])\$(?=[^\s$])(?P<latex>[^$\n]*[^\s$\\])\$(?![\w$])")
LATEX = re.compile(r"[\\^_=<>+]|^\d*[A-Za-z]'?$")
WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,}\s+\w")
HEADING = re.compile(r"^ {0,3}(?P<level>#{1,6}) +\S")
UNDERLINE = re.compile(r"^={3,}\s*$")
SENTENCE = re.compile(r"^(?:\S+ +){2,}\S+[.!?:]$")
QUOTE = re.compile(r"^> ?[^\W\d]|^> ?[\"“*_(\[]")
BULLET = re.compile(r"^ {0,3}[-*] +\S")
NUMBER = re.compile(r"^ {0,3}(?P<number>\d{1,3})[.)] +\S")
CODE = re.compile(
    r"^\s*(?:> |\+ )?(?:import \w+|from \S+ import |def \w+|class \w+[(:]|for .+:$|while .+:$|"
    r"if .+:$|return\b|elif |library\(|sudo |pip |apt |git |cd |export \w+=|echo |#!|#include|"
    r"[\w.\[\]$]+ *(?:<-|[-+*/|]?=) *\S|[a-z_][\w.$]*\(.*\)|[a-z_][\w-]*:(?: |$)|\$ |>>>)|"
    r"[;{}]\s*$"
)
SHARE_OF_CODE = 0.3  # of the lines, from which on a text is a script
# HTML that people write within Markdown
TAG = re.compile(
    r"</?(?:b|br|code|em|i|kbd|strong|sub|sup|u)\s*/?>|</?(?:a|img)\b[^<>]*>", re.IGNORECASE
)


def is_markdown(text):
    """Tell whether a text is Markdown beyond doubt."""
    lines = text.splitlines()
    fences = list(filter(FENCE.match, lines))
    if any(map(END_OF_FENCE.match, fences[1:])):
        return True
    filled = [line for line in lines if line.strip()]
    if sum(map(bool, map(CODE.search, filled))) >= SHARE_OF_CODE * len(filled):
        return False
    return bool(
        any(sign.search(text) for sign in SIGNS)
        or (NOTE.search(text) and NOTE_TEXT.search(text))
        or any(is_latex(found["latex"]) for found in MATH.finditer(text))
        or has_structure(lines)
    )


def is_latex(text):
    """Tell whether text between dollar signs is a formula, and not the words between two prices."""
    return bool(LATEX.search(text)) and not WORDS.search(text)


def has_structure(lines):
    """Tell whether lines of text have headings, lists or quotes."""
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        if BULLET.match(line) and BULLET.match(after):
            return True
        one, two = NUMBER.match(line), NUMBER.match(after)
        if one and two and one["number"] == "1" and two["number"] in {"1", "2"}:
            return True
        if before.strip():
            continue
        if QUOTE.match(line) or (0 < len(line.strip()) < 80 and UNDERLINE.match(after)):
            return True
        if heading := HEADING.match(line):
            # A line alone, or one of a list of settings, may begin with a number sign.
            is_apart = len(lines) > 1 and (not after.strip() or SENTENCE.match(after))
            if len(heading["level"]) > 1 or is_apart:
                return True
    return False


@cache
def make_parser():
    # Seven megabytes, which a small machine spends at the first Markdown that is pasted.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True})
    parser.enable(["table"]).disable(["html_block"])
    parser.use(footnote_plugin).use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
    )

    parser.add_render_rule("math_inline", write_inline_formula)
    parser.add_render_rule("math_block", write_formula)
    parser.add_render_rule("html_inline", write_html)
    return parser


def write_formula(renderer, tokens, position, options, env):
    return f'<div data-latex="{escape(tokens[position].content.strip())}"></div>'


def write_inline_formula(renderer, tokens, position, options, env):
    latex = tokens[position].content
    after = tokens[position + 1].content if position + 1 < len(tokens) else ""
    # As in $HOME/$USER, or between two prices
    if re.match(r"\w", after) or WORDS.search(latex):
        return escape(f"${latex}$")
    return f'<span data-latex="{escape(latex.strip())}"></span>'


def write_html(renderer, tokens, position, options, env):
    html = tokens[position].content
    if html.startswith("<!--"):
        return ""
    return html if TAG.fullmatch(html) else escape(html)


def render_markdown(text):
    """Return the HTML of Markdown, as a soup."""
    soup = BeautifulSoup(make_parser().render(text), "html.parser")
    for numbered in soup("ol"):
        # A single number before a text is no list.
        if len(numbered.find_all("li", recursive=False)) == 1:
            numbered["data-lone"] = "1"
    return soup

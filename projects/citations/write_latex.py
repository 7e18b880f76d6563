"""Readers' texts to LaTeX, as in the fields of BibTeX. The way back is `latex`."""

import re

from .markup import MATHEMATICS
from .reference_marks import TAG, is_nested

MACROS = {"i": "textit", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript"}
MACROS |= {"sc": "textsc"}
TAGS = re.compile(r"(</?(?:i|b|sub|sup|sc)>)")
# A brace after a backslash still counts as one to BibTeX.
CHARACTERS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
    "\u00a0": "~",
    "\u00ad": r"\-",
} | {character: f"\\{character}" for character in "&%$#_"}
SPECIAL = re.compile("|".join(map(re.escape, CHARACTERS)))
# LaTeX makes a dash or a quotation mark of two of these.
LIGATURE = re.compile(r"-(?=-)|'(?=')|,(?=,)")


def to_latex(text: str) -> str:
    """Return a readers' text as LaTeX, with its `$…$` as it is."""
    return "".join(
        f"${part}$" if is_formula else _convert(part) for part, is_formula in _split(text)
    )


def escape(text: str) -> str:
    """Return plain text as LaTeX."""
    text = SPECIAL.sub(lambda found: CHARACTERS[found[0]], text)
    return LIGATURE.sub(r"\g<0>{}", text)


def to_latex_title(title: str, language: str = "en") -> str:
    """Return a title as LaTeX, with braces around the capitals that have to stay.

    BibTeX's styles write titles in small letters. Of a title in which not most words are
    capitalised, or in another language than English, every capital is meant.
    """
    words = re.findall(r"\w+", re.sub(r"\$[^$]*\$|<[^>]*>", " ", title))[1:]
    long_words = [word for word in words if len(word) > 3]
    is_title_case = sum(word[0].isupper() for word in long_words) * 2 > len(long_words)
    is_meant = not is_title_case or not language.startswith("en")
    parts = []
    is_first = True
    for part, is_formula in _split(title):
        if is_formula:
            parts.append(f"{{${part}$}}")
            is_first = False
            continue
        for word in re.split(r"(\s+)", part):
            is_kept = _has_capitals(TAG.sub("", word), is_meant and not is_first)
            parts.append(_protect(word) if is_kept else _convert(word))
            if re.search(r"\w", word):
                is_first = bool(re.search(r"[:?!.][”’\"]?$", word))
    return "".join(parts)


def _has_capitals(word: str, is_meant: bool) -> bool:
    """Tell whether a word has capitals to keep: DNA, iPhone, X-ray; Newton where they are meant."""
    return any(
        any(letter.isupper() for letter in part[1:])
        or (part[0].isupper() and (is_meant or part in "BCDEFGHJKLMNOPQRSTUVWXYZ"))
        for part in re.findall(r"[^\W_]+", word)
    )


def _protect(word: str) -> str:
    """Return a word as LaTeX in braces, without the punctuation around it."""
    if not is_nested(word):
        # A tag of it closes in another word.
        return "".join(
            _protect(piece)
            if re.search(r"\w", piece) and not TAG.fullmatch(piece)
            else _convert(piece)
            for piece in TAGS.split(word)
        )
    before = re.match(r"[^\w<\\]*", word)[0]  # type: ignore[index]
    behind = re.search(r"[^\w>]*$", word)[0]  # type: ignore[index]
    core = word[len(before) : len(word) - len(behind)]
    return f"{_convert(before)}{{{_convert(core)}}}{_convert(behind)}"


def _convert(text: str) -> str:
    return "".join(
        ("}" if piece[1] == "/" else f"\\{MACROS[piece[1:-1]]}{{")
        if TAG.fullmatch(piece)
        else escape(piece.replace(r"\$", "$"))
        for piece in TAGS.split(text)
    )


def _split(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a text, and for each whether it is mathematics.

    Mathematics whose braces do not match is text, and tags that do not match are left out.
    """
    parts, end = [], 0
    for found in MATHEMATICS.finditer(text):
        if _is_balanced(found[1]):
            parts += [(text[end : found.start()], False), (found[1], True)]
            end = found.end()
    parts.append((text[end:], False))
    if not is_nested("".join(part for part, is_formula in parts if not is_formula)):
        parts = [
            (part if is_formula else TAG.sub("", part), is_formula) for part, is_formula in parts
        ]
    return parts


def _is_balanced(latex: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0

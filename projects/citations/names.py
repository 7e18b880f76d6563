"""Names of people and bodies, from BibTeX or plain text to CSL."""

import re
from collections.abc import Callable
from typing import Any

from bibtexparser.middlewares.names import NameParts, parse_single_name_into_parts

from . import Item
from .entries import Unreadable
from .latex import to_plain_text
from .markup import plain

MAX_NAMES = 6000  # of one work; the most in print are some 5,200
MAX_LENGTH = 500  # of one name

# bibtexparser takes the accent of \~n for a space.
TILDE = "\\\ue000"

SUFFIX = re.compile(r"(?:jr|sr|[ivx]{2,5}|[iv]|ph\.?d|m\.?d)\.?", re.IGNORECASE)
GENERATION = re.compile(r"(?:[jJ]r|[sS]r)\.?|II|III|IV")
OTHERS = {"others", "et al", "et al.", "…", "..."}
BODY = re.compile(
    r"\b(?:agency|association|collaboration|committee|community|consortium|contributors"
    r"|cooperation|council|developers|foundation|group|initiative|institute|investigators"
    r"|laboratory|ministry|network|organi[sz]ation|society|team|university|working group)$",
    re.IGNORECASE,
)
BODY_BEGINS = re.compile(r"^(?:the|university of|ministry of|department of) ", re.IGNORECASE)


def parse_names(latex: str) -> tuple[list[Item], list[str]]:
    """Return the names of an author or editor field of BibTeX, and notes about guesses.

    Raises Unreadable for more than MAX_NAMES.
    """
    notes = []
    texts = split_names(latex)
    if len(texts) == 1 and "=" not in latex:
        for separator, word in ((";", "semicolons"), (",", "commas")):
            parts = split_outside_braces(latex, separator)
            if len(parts) > (1 if separator == ";" else 3):
                texts = parts
                notes.append(f"The {len(parts)} names were separated by {word}.")
                break
    check_number(texts)
    names = []
    for text in texts:
        if text.strip().lower().strip("{}") in OTHERS:
            notes.append("The list of names ends with “and others”, which was left out.")
        elif name := parse_name(text, to_plain_text):
            names.append(name)
    return names, notes


def check_number(names: list[Any]) -> None:
    if len(names) > MAX_NAMES:
        raise Unreadable(f"{len(names):,} names are more than {MAX_NAMES:,}.")


def parse_plain_names(texts: list[str]) -> list[Item]:
    """Return the names of a list, of which some hold several with semicolons between them."""
    parts = [part for text in texts for part in re.split(r"\s*;\s*", text) if part.strip()]
    check_number(parts)
    return [name for name in map(parse_name, parts) if name]


def split_names(latex: str) -> list[str]:
    """Return the single names of a list that is joined by “and”."""
    # bibtexparser's own loses an accent with which a name begins.
    names = split_outside_braces(f" {' '.join(latex.split())} ", " and(?= )")
    # “A, B, and C” has a comma too many.
    return [name for name in (name.strip(", ") for name in names) if name]


def split_outside_braces(text: str, separator: str) -> list[str]:
    """Return the parts of `text` between matches of `separator` that are in no braces."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(rf"\\.|[{{}}]|({separator})", text, re.DOTALL | re.IGNORECASE):
        if found[1] and depth <= 0:
            parts.append(text[start : found.start()])
            start = found.end()
        depth += (found[0] == "{") - (found[0] == "}")
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def parse_name(text: str, decode: Callable[[str], str] = plain) -> Item:
    """Return a name of CSL: “A. Lovelace”, “Lovelace, Ada”, “van Gogh, Jr., Vincent”, “{CERN}”.

    Braces make a body; `decode` turns each part into text. An empty text gives {}.
    Raises Unreadable if the name is longer than MAX_LENGTH.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"a name is longer than {MAX_LENGTH} characters.")
    if is_braced(text):
        return {"literal": decode(text[1:-1])} if decode(text[1:-1]) else {}
    if re.match(r"\w+\s*=", text) and (name := parse_extended_name(text, decode)):
        return name
    body = decode(text)
    if "," not in text and (BODY.search(body) or BODY_BEGINS.match(body)) and " " in body:
        return {"literal": body}
    parts = parse_single_name_into_parts(mark_words(text), strict=False)
    repair(parts)
    words = {
        "family": parts.last,
        "given": parts.first,
        "non-dropping-particle": parts.von,
        "suffix": parts.jr,
    }
    name = {key: decode(" ".join(part).replace(TILDE, r"\~")) for key, part in words.items()}
    if not name["family"]:
        name |= {"family": name["given"], "given": ""}
    return {key: value for key, value in name.items() if value}


def mark_words(text: str) -> str:
    """Return a name whose signs for footnotes and spaces of Unicode are BibTeX's."""
    text = re.sub(r"[*†‡§¶]+(?=[\s,]|$)", "", re.sub(r"[\xa0\u2002-\u200a\u202f]", " ", text))
    return text.replace(r"\~", TILDE)


def is_braced(text: str) -> bool:
    """Tell whether one pair of braces holds all of a name, and not only a letter's accent."""
    if not text.startswith("{") or text.startswith("{\\"):
        return False
    depth = 0
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0:
            return found.end() == len(text)
    return False


def parse_extended_name(text: str, decode: Callable[[str], str]) -> Item:
    """Return a name in the keys of biblatex: “family=Gogh, given=Vincent, prefix=van”."""
    fields = {}
    for part in split_outside_braces(text, ","):
        key, _, value = part.partition("=")
        fields[key.strip().lower()] = decode(value.strip().strip('"'))
    particle = "dropping" if fields.get("useprefix") == "false" else "non-dropping"
    name = {
        "family": fields.get("family", ""),
        "given": fields.get("given", ""),
        f"{particle}-particle": fields.get("prefix", ""),
        "suffix": fields.get("suffix", ""),
    }
    return {key: value for key, value in name.items() if value} if name["family"] else {}


def repair(parts: NameParts) -> None:
    """Mend names as people write them: “van Gogh”, “Sammy Davis Jr.”, “Davis, Sammy, Jr.”."""
    has_two_words = len(parts.first) == len(parts.last) == 1 and not parts.von and not parts.jr
    if has_two_words and parts.first[0].islower() and parts.first[0].isalpha():
        parts.von, parts.first = parts.first, []
    if parts.jr and not SUFFIX.fullmatch(" ".join(parts.jr)):
        first = " ".join(parts.first)
        if SUFFIX.fullmatch(first):
            parts.first, parts.jr = parts.jr, parts.first
    if not parts.jr and len(parts.last) > 1 and GENERATION.fullmatch(parts.last[-1]):
        parts.jr = [parts.last.pop()]
    elif not parts.jr and parts.last and parts.first and GENERATION.fullmatch(parts.last[-1]):
        parts.jr = parts.last
        words = [*parts.first, *parts.von]
        parts.last, parts.first, parts.von = words[-1:], words[:-1], []
    if parts.last:
        parts.last[-1] = parts.last[-1].rstrip(",")


NAME_PARTS = (
    "family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal",
)  # fmt: skip


def show_name(name: Item) -> str:
    """Return a name as it is printed: “Vincent van Gogh Jr.”."""
    keys = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix", "literal")
    return " ".join(str(name[key]) for key in keys if name.get(key))

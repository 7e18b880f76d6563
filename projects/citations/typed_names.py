"""Names of authors as people type or paste them: in one line, or one a line."""

import re

from .names import BODY, OTHERS, SUFFIX, split_outside_braces

# A line of several names; a comma is among those of Chinese and Japanese too.
BETWEEN = r"\s*(?:[;\n\uff1b、]|,?\s(?:and|&)\s)\s*"
COMMA = r"\s*[,\uff0c]\s*"
IGNORED = {"", "and", *OTHERS}
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def split_typed(text: str) -> list[str]:
    """Return the names of a text, each as it was typed.

    Between two names are a line break, a semicolon, “and” or a comma. A comma within a name,
    as in “Lovelace, Ada” or “Lovelace, A., Babbage, C.”, is known by the words around it.
    """
    lines = split_outside_braces(re.sub(r"[^\S\n]+", " ", text.replace("\r", "")), BETWEEN)
    return [name for line in lines for name in split_line(line)]


def split_line(line: str) -> list[str]:
    """Return the names between the commas of a line without another sign between names."""
    parts: list[str] = []
    for part in (part.strip(" ,") for part in split_outside_braces(line, COMMA)):
        if part.lower() in IGNORED:
            continue
        # “Sammy Davis, Jr.” is one name.
        if parts and SUFFIX.fullmatch(part) and " " in parts[-1]:
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    if any(SUFFIX.fullmatch(part) for part in parts[1:2]) and len(parts) == 3:
        return [", ".join(parts)]  # “Davis, Jr., Sammy”
    pairs = [*zip(parts[::2], parts[1::2], strict=False)]
    if len(parts) % 2 == 0 and all(is_turned(*pair) for pair in pairs):
        # Of two full names in a row, neither is turned.
        return [", ".join(pair) for pair in pairs]
    return parts


def is_turned(family: str, given: str) -> bool:
    """Tell whether two parts are the family and the given name of one person."""
    if any(IDEOGRAPHS.search(part) or BODY.search(part) or "{" in part for part in (family, given)):
        return False
    words = family.split()
    if any(word.isupper() and (len(word) == 1 or "." in word) for word in words):
        return False  # “A. Lovelace” has a given name already, as “Lovelace A” has
    has_one = len(words) == 1 or words[0].islower()  # “van der Waals”
    *first, last = given.split()
    return has_one or not first or (last.isupper() and ("." in last or len(last) <= 2))


def join_typed(names: list[str]) -> str:
    """Return names as a text from which they are read: in one line if that is clear."""
    typed = [name if split_typed(name) == [name] else f"{{{name}}}" for name in names]
    line = ", ".join(typed)
    return line if split_typed(line) == typed else "\n".join(typed)

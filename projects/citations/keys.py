"""Citation keys of BibTeX: `lovelace1843notes`."""

import re
import unicodedata
from collections.abc import Iterable

from . import Item
from .dates import get_date

LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
    "\u0131": "i",
})  # fmt: skip
# Words that tell one title from another too little.
SMALL_WORDS = """
    a an and as at by for from in into is of on or the to via with how what when where why
    do does did can are should was were has have towards toward beyond
    der die das ein eine und zur zum le la les un une des du el los las
""".split()  # noqa: SIM905


def make_keys(items: Iterable[Item]) -> list[str]:
    """Return the citation keys of items, each its own, in the order of the items.

    An item that has a `citation-key` keeps it. Of those with the same one, in any case of
    letters, the second is told from the first by a letter.
    """
    keys: list[str] = []
    taken: set[str] = set()
    for item in items:
        key = make_key(item)
        letters = map(_number, range(10**6))
        free = next(one for one in (key + letter for letter in letters) if one.lower() not in taken)
        taken.add(free.lower())
        keys.append(free)
    return keys


def _number(count: int) -> str:
    """Return "", "a", … "z", "aa" …"""
    return _number((count - 1) // 26) + chr(ord("a") + (count - 1) % 26) if count else ""


def make_key(item: Item) -> str:
    """Return the citation key of an item: its own, or first family, year and word of the title."""
    if key := re.sub(r"[^A-Za-z0-9_:./+-]", "", _to_ascii(str(item.get("citation-key", "")))):
        return key
    name: dict[str, str] = next(iter(item.get("author") or item.get("editor") or []), {})
    family = name.get("family") or str(name.get("literal", "")).partition(" ")[0]
    year = next(iter(get_date(item)), "")
    title = re.sub(r"<[^>]*>|\$[^$]*\$", "", item.get("title", ""))
    words = [_to_word(word) for word in re.split(r"[\s\-–—/]+", title)]
    word = next((word for word in words if word and word not in SMALL_WORDS), "")
    return f"{_to_word(family) or 'anonymous'}{year}{word}"


def _to_word(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _to_ascii(text.lower()))


def _to_ascii(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return text.encode("ascii", "ignore").decode()

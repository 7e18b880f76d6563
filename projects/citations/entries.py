"""Result of reading one entry of pasted text."""

from collections.abc import Callable
from dataclasses import dataclass

from . import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the text that was read: an item, or a problem that says why there is none."""

    item: Item | None
    source: str  # as entered, without private fields such as `file`: it may be exported
    format: str  # bibtex, ris, csl-json, identifier or text
    line: int  # of its first character, from 1
    problem: str = ""  # a sentence, with the line; "" if there is an item
    notes: tuple[str, ...] = ()  # sentences about what was left out or guessed
    needs_lookup: bool = False  # the item has nothing but an identifier


class Unreadable(ValueError):
    """Reason why one entry is refused: the second half of a sentence that names its line."""


def make_entry(make_item: Callable[[list[str]], Item], source: str, form: str, line: int) -> Entry:
    """Return the entry of the item that `make_item` makes, which appends to its notes."""
    notes: list[str] = []
    try:
        item = make_item(notes)
    except Unreadable as reason:
        return Entry(None, source, form, line, f"Line {line}: {reason}")
    return Entry(item, source, form, line, "", tuple(notes), not item.get("title"))

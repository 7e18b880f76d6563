"""Same works in two lists, and the differences between two records of one work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from . import Item


@dataclass(frozen=True, slots=True)
class Match:
    """Known item that is the same work as another."""

    index: int  # of the item in the order in which the matcher was given them
    item: Item
    reason: str  # "same DOI", "same arXiv identifier" or "same title and year"


@dataclass(frozen=True, slots=True)
class Difference:
    """Field of a work with two values. `mine` is None where only theirs has the field."""

    field: str  # as in CSL-JSON; those of `custom` are "custom.arxiv" and so on
    mine: Any
    theirs: Any

    @property
    def mine_text(self) -> str:
        """The value as readers would write it."""
        return show(self.mine)

    @property
    def theirs_text(self) -> str:
        return show(self.theirs)


class Matcher:
    """Index of known items, which grows with `add`."""

    def __init__(self, known: Iterable[Item] = ()) -> None:
        self.items = list(known)

    def add(self, item: Item) -> int:
        """Make an item known and return its index."""
        self.items.append(item)
        return len(self.items) - 1

    def find(self, item: Item) -> Match | None:
        """Return the known item that is the same work, by DOI, arXiv id, or title and year.

        A preprint and its published version are the same work.
        """
        for index, known in enumerate(self.items):
            if identify(item) & identify(known):
                return Match(index, known, "same DOI")
        return None


def identify(item: Item) -> set[str]:
    """Return the keys of a work, such as "doi:10.1021/x", "arxiv:1905.06236", "title:abc"."""
    return {f"title:{item.get('title', '').lower()}"}


def compare(mine: Item, theirs: Item) -> list[Difference]:
    """Return the fields that `theirs` has and that `mine` has not or has otherwise.

    Differences in typography alone, such as those of dashes in page ranges, are none.
    """
    return [
        Difference(name, mine.get(name), value)
        for name, value in theirs.items()
        if value and mine.get(name) != value
    ]


def merge(mine: Item, theirs: Item, fields: Collection[str] | None = None) -> Item:
    """Return `mine` with the named fields of `theirs`.

    `fields` are names of Differences. By default, those that `mine` does not have, and for a
    preprint of which `theirs` is the published version, all that say how it was published.
    """
    taken = [
        name for name in theirs if (name in fields if fields is not None else name not in mine)
    ]
    return mine | {name: theirs[name] for name in taken}


def show(value: Any) -> str:
    """Return a value of a CSL-JSON field as one line of text."""
    return str(value or "")

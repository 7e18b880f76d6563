"""Same works in two lists, and the differences between two records of one work."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from . import Item
from .dates import get_date
from .names import show_name

# Prefixes of servers of preprints; 10.1101 is that of journals too.
PREPRINT_DOI = re.compile(
    r"10\.(?:(?:48550|64898|26434|21203|31234|31219|20944|2139|36227|22541)/"
    r"|1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6})"
)
# Kinds of which one may be the published version of the other.
VERSIONS = {"article", "article-journal", "paper-conference", "chapter", "document", "report"}
YEARS_UNTIL_PUBLISHED = 4
# Facts of publication, which the published version has in place of those of the preprint.
OF_PUBLICATION = {"type", "issued", "container-title", "container-title-short", "publisher", "URL"}
IGNORED = {"citation-key", "id"}


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
        self.items: list[Item] = []
        self.by_key: dict[str, list[int]] = {}
        for item in known:
            self.add(item)

    def add(self, item: Item) -> int:
        """Make an item known and return its index."""
        self.items.append(item)
        for key in identify(item):
            self.by_key.setdefault(key, []).append(len(self.items) - 1)
        return len(self.items) - 1

    def find(self, item: Item) -> int | None:
        """Return the index of the same work, by DOI, arXiv id, ISBN, or title and year.

        A preprint and its published version are the same work.
        """
        for key in identify(item):
            # Many works with one title, such as “Editorial”, must not make a search slow.
            for index in self.by_key.get(key, [])[:200]:
                if not key.startswith("title:") or is_same_work(item, self.items[index]):
                    return index
        return None


def identify(item: Item) -> list[str]:
    """Return the keys of a work, such as "doi:10.1021/x" and "title:abc", the surest first."""
    doi, arxiv = item.get("DOI", ""), item.get("custom", {}).get("arxiv", "")
    isbn = item.get("ISBN", "") if item.get("type") == "book" else ""
    keys = {
        "doi": doi.lower(),
        "arxiv": reduce_arxiv_id(arxiv),
        "isbn": re.sub("[^0-9X]", "", isbn.upper()),
        "title": reduce_text(item.get("title", "")),
    }
    return [f"{kind}:{key}" for kind, key in keys.items() if key]


def reduce_arxiv_id(identifier: str) -> str:
    """Return an arXiv identifier without version and class: math.GT/0309136v2 is math/0309136."""
    identifier = re.sub(r"v\d+$", "", identifier.lower())
    return re.sub(r"^([a-z-]+)\.[a-z-]+/", r"\1/", identifier)


def reduce_text(text: str) -> str:
    """Return the letters and digits of `text`, without accents, case, markup and spaces."""
    text = re.sub(r"</?(?:i|b|sc|sub|sup)>", "", text)
    # Mathematics names letters that other titles have in Unicode.
    text = re.sub(r"\\([A-Za-z]+)", lambda found: GREEK.get(found[1], found[1]), text)
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in text if char.isalnum())


GREEK = {
    unicodedata.name(char).rpartition(" ")[2].lower(): char
    for char in "αβγδεζηθικλμνξοπρστυφχψω"
}  # fmt: skip
GREEK["lambda"] = "λ"


def is_same_work(mine: Item, theirs: Item) -> bool:
    """Tell whether two items of one title are one work, perhaps a preprint and its publication."""
    is_version = is_preprint(mine) != is_preprint(theirs)
    if mine.get("DOI") and theirs.get("DOI") and not is_version:
        return False
    arxiv_ids = [
        reduce_arxiv_id(item.get("custom", {}).get("arxiv", "")) for item in (mine, theirs)
    ]
    if all(arxiv_ids) and arxiv_ids[0] != arxiv_ids[1]:
        return False
    kinds = {mine.get("type"), theirs.get("type")}
    if len(kinds) > 1 and not (kinds <= VERSIONS and (is_version or "document" in kinds)):
        return False
    years = [get_year(item) for item in (mine, theirs)]
    if all(years) and abs(years[0] - years[1]) > (YEARS_UNTIL_PUBLISHED if is_version else 0):
        return False
    families = [reduce_families(item) for item in (mine, theirs)]
    if all(families) and not families[0] & families[1]:
        return False
    return not any(
        mine.get(name) and theirs.get(name) and reduce_text(mine[name]) != reduce_text(theirs[name])
        for name in (() if is_version else ("volume", "page"))
    )


def is_preprint(item: Item) -> bool:
    """Tell whether an item has not been published but on a server of preprints."""
    return item.get("type") == "article" or bool(PREPRINT_DOI.match(item.get("DOI", "")))


def get_year(item: Item) -> int:
    return next(iter(get_date(item)), 0)


def reduce_families(item: Item) -> set[str]:
    """Return the family names of the authors, and of “van Gogh” also “Gogh”."""
    names = item.get("author", [])
    words = (name.get("family") or name.get("literal", "") for name in names)
    return {reduce_text(word.split()[-1]) for word in words if word.split()}


def compare(mine: Item, theirs: Item) -> list[Difference]:
    """Return the fields that `theirs` has and that `mine` has not or has otherwise.

    Differences in typography alone, such as those of dashes in page ranges, are none.
    """
    flat_mine, flat_theirs = flatten(mine), flatten(theirs)
    return [
        Difference(name, flat_mine.get(name), value)
        for name, value in flat_theirs.items()
        if value
        and not (name in IGNORED and flat_mine.get(name))
        and reduce_value(name, value) != reduce_value(name, flat_mine.get(name))
    ]


def flatten(item: Item) -> dict[str, Any]:
    """Return an item in which the parts of `custom` are fields."""
    fields = {name: value for name, value in item.items() if name != "custom"}
    custom = item.get("custom", {})
    return fields | {f"custom.{name}": value for name, value in custom.items()}


def reduce_value(name: str, value: Any) -> Any:
    """Return the part of a value in which two records of one work should agree."""
    if not value:
        return None
    if name == "DOI":
        return str(value).lower()
    if name == "custom.arxiv":
        return reduce_arxiv_id(str(value))
    if name in ("author", "editor"):
        return [reduce_text(show_name(person)) for person in value]
    if name == "custom.keywords":
        return {str(word).casefold() for word in value}
    if name in ("ISBN", "ISSN"):
        return reduce_text(str(value))
    if isinstance(value, str):
        return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", value)) or value
    return value


def merge(mine: Item, theirs: Item, fields: Collection[str] | None = None) -> Item:
    """Return `mine` with the named fields of `theirs`.

    `fields` are names of Differences. By default, those that `mine` does not have, and for a
    preprint of which `theirs` is the published version, all that say how it was published.
    """
    is_published_now = is_preprint(mine) and not is_preprint(theirs)
    flat = flatten(mine)
    for name, value in flatten(theirs).items():
        is_taken = (
            name in fields
            if fields is not None
            else not flat.get(name)
            or (is_published_now and (name in OF_PUBLICATION or is_preprint_doi(name, flat[name])))
        )
        if value and is_taken:
            flat[name] = value
    custom = {
        name.removeprefix("custom."): flat.pop(name)
        for name in list(flat)
        if name.startswith("custom.")
    }
    return flat | ({"custom": custom} if custom else {})


def is_preprint_doi(name: str, value: Any) -> bool:
    return name == "DOI" and bool(PREPRINT_DOI.match(str(value)))


def show(value: Any) -> str:
    """Return a value of a CSL-JSON field as one line of text."""
    if isinstance(value, dict) and "date-parts" in value:
        parts = value["date-parts"][0] if value["date-parts"] else []
        return "-".join(f"{part:02d}" for part in parts)
    if isinstance(value, dict) and "url" in value:
        return f"{value.get('kind', '')} {value['url']}".strip()
    if isinstance(value, dict):
        return show_name(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(show, value))
    return "" if value is None else str(value)

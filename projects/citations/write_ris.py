"""Items to a file of RIS, https://en.wikipedia.org/wiki/RIS_(file_format)."""

from collections.abc import Iterable, Iterator

from . import Item, ris
from .dates import get_date
from .identifiers import arxiv_address
from .keys import make_keys
from .reference_marks import mark, to_text

TYPES = {kind: tag for tag, kind in reversed(ris.TYPES.items())}
TYPES |= {"paper-conference": "CPAPER", "article": "UNPB"}
# Tags of the fields that are texts, in the order of the file; T2 is what a work is part of.
TAGS = {
    "title": "TI",
    "container-title": "T2",
    "container-title-short": "J2",
    "collection-title": "T3",
    "event-title": "C3",
    "volume": "VL",
    "edition": "ET",
    "publisher": "PB",
    "publisher-place": "CY",
    "genre": "M3",
    "ISBN": "SN",
    "ISSN": "SN",
    "DOI": "DO",
    "PMID": "AN",
    "language": "LA",
    "abstract": "AB",
    "note": "N1",
}


def write_ris(items: Iterable[Item]) -> str:
    """Return a file of records, which have no markup, with the line ends that RIS asks for."""
    items = list(items)
    records = map(_list_lines, make_keys(items), items)
    return "".join(f"{tag}  - {value}\r\n" for record in records for tag, value in record)


def _list_lines(key: str, item: Item) -> Iterator[tuple[str, str]]:
    custom = item.get("custom") or {}
    yield "TY", TYPES.get(item["type"], "GEN")
    yield "ID", key
    for role, tag in (("author", "AU"), ("editor", "A2")):
        for name in item.get(role, []):
            yield tag, _write_name(name)
    yield from _list_dates(item)
    is_in_series = item["type"] == "book"
    for name, tag in TAGS.items():
        if value := _write_text(str(item.get(name, ""))):
            yield "T2" if is_in_series and name == "collection-title" else tag, value
    is_serial = item["type"] in ("article-journal", "paper-conference", "article")
    for name, tag in (("issue", "IS"), ("number", "C7" if is_serial else "IS")):
        if item.get(name):
            yield tag, _write_text(str(item[name]))
    first, _, last = str(item.get("page", "")).partition("–")
    if first:
        yield "SP", first.strip()
    if last:
        yield "EP", last.strip()
    arxiv = custom.get("arxiv", "")
    if arxiv:
        yield "M1", f"arXiv:{arxiv}{f' [{group}]' if (group := custom.get('arxiv-class')) else ''}"
    if address := item.get("URL") or arxiv_address(arxiv):
        yield "UR", address
    for word in custom.get("keywords", []):
        yield "KW", _write_text(word)
    yield "ER", ""


def _list_dates(item: Item) -> Iterator[tuple[str, str]]:
    if parts := get_date(item):
        yield "PY", f"{parts[0]:04}"
        month, day = [f"{part:02}" for part in parts[1:]] + [""] * (3 - len(parts))
        yield "DA", f"{parts[0]:04}/{month}/{day}/"


def _write_name(name: Item) -> str:
    if name.get("literal"):
        return _write_text(name["literal"])
    keys = ("dropping-particle", "non-dropping-particle", "family")
    family = " ".join(name[key] for key in keys if name.get(key))
    parts = (family, name.get("given"), name.get("suffix"))
    return ", ".join(filter(None, parts))


def _write_text(text: str) -> str:
    """Return a readers' text on one line, without markup."""
    formulas: list[str] = []
    return " ".join(to_text(mark(text, formulas), formulas).split())

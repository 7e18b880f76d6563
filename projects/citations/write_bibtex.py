"""CSL-JSON items to a BibTeX file, in UTF-8.

The names of entries and fields are BibTeX's where it has any (`journal`, `school`, `year`), since
biblatex reads them as its own, but BibTeX's styles know nothing of biblatex's (`journaltitle`,
`institution`, `date`). Of what BibTeX has no name for, biblatex's is taken (`eventtitle`, `eid`,
@dataset), which BibTeX passes over. Each entry has all that biblatex's data model asks for, and
nothing that it forbids: `biber --tool --validate-datamodel` has no warnings.
"""

import re
from collections.abc import Iterable, Iterator

from . import Item
from .dates import MONTHS, get_date
from .items import LANGUAGES as NAMES_OF_LANGUAGES
from .keys import make_keys
from .write_latex import escape, to_latex, to_latex_title

# The fields that biblatex's data model has for an entry, by the names of CSL. All have those of
# `_list_fields` besides.
PLACE = {"publisher": "publisher", "publisher-place": "address"}
BOOK = PLACE | {
    "editor": "editor", "collection-title": "series", "volume": "volume", "edition": "edition",
    "number": "number", "page": "pages", "ISBN": "isbn",
}  # fmt: skip
CHAPTER = BOOK | {"container-title": "booktitle"}
THESIS = {"genre": "type", "publisher": "school", "publisher-place": "address", "page": "pages"}
OTHER = {
    "editor": "editor", "genre": "type", "publisher": "organization", "publisher-place": "address",
    "edition": "version",
}  # fmt: skip
FIELDS: dict[str, dict[str, str]] = {
    "article": {
        "editor": "editor", "container-title": "journal", "collection-title": "series",
        "volume": "volume", "issue": "number", "page": "pages", "number": "eid", "ISSN": "issn",
    },
    "inproceedings": PLACE | {
        "editor": "editor", "container-title": "booktitle", "collection-title": "series",
        "volume": "volume", "issue": "number", "page": "pages", "number": "eid", "ISBN": "isbn",
        "event-title": "eventtitle",
    },
    "incollection": CHAPTER,
    "inbook": CHAPTER,
    "book": BOOK,
    "collection": BOOK,
    "phdthesis": THESIS,
    "mastersthesis": THESIS,
    "techreport": THESIS | {"publisher": "institution", "number": "number"},
    "dataset": OTHER | PLACE | {
        "number": "number", "collection-title": "series",
    },
    "software": OTHER,
    "misc": OTHER,
    "patent": {
        "genre": "type", "number": "number", "publisher-place": "address",
    },
    "unpublished": {"genre": "type", "event-title": "eventtitle", "publisher-place": "address"},
}  # fmt: skip
# The entry of each kind: the first for which the item has all that the data model asks for.
ENTRIES: dict[str, dict[str, tuple[str, ...]]] = {
    "article-journal": {"article": ("author", "container-title")},
    "paper-conference": {"inproceedings": ("author", "container-title")},
    "chapter": {
        "incollection": ("author", "editor", "container-title"),
        "inbook": ("author", "container-title"),
    },
    "book": {"book": ("author",), "collection": ("editor",)},
    "thesis": {"phdthesis": ("author", "publisher")},
    "report": {"techreport": ("author", "publisher")},
    "dataset": {"dataset": ()},
    "software": {"software": ()},
    "patent": {"patent": ("author", "number")},
    "speech": {"unpublished": ("author",)},
}
# Genres that an entry stands for by itself, and the words that stand for none.
GENRES = {
    "phdthesis": ("PhD thesis", "thesis"),
    "mastersthesis": ("Master’s thesis", ""),
    "techreport": ("Technical report", "report"),
}
# Facts that an entry has no field for are in biblatex's fields of the user.
USER_FIELDS = ("usera", "userb", "userc", "userd", "usere", "userf")
LEFT_OVER = (
    "container-title", "collection-title", "publisher", "publisher-place", "event-title", "genre",
    "number", "volume", "issue", "page", "edition", "ISBN", "ISSN", "PMID",
)  # fmt: skip
# The first name of each language, but for those that LaTeX has better ones for.
LANGUAGES = {code: name for name, code in reversed(NAMES_OF_LANGUAGES.items())}
LANGUAGES |= {"de": "ngerman", "de-AT": "naustrian", "no": "norsk"}


def write_bibtex(items: Iterable[Item]) -> str:
    """Return a BibTeX file of items, each with a key of its own."""
    items = list(items)
    return "\n".join(map(_write_entry, make_keys(items), items))


def _write_entry(key: str, item: Item) -> str:
    entry = _choose_entry(item)
    fields = ""
    for name, value in _list_fields(entry, item):
        # Paragraphs are for abstracts; a line that begins with an @ would begin an entry.
        value = re.sub(r"[ \t\r\n]+" if name != "abstract" else r"\s+(?=@)", " ", value)
        if value:
            fields += f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
    return f"@{entry}{{{key},\n{fields}}}\n"


def _choose_entry(item: Item) -> str:
    for entry, mandatory in ENTRIES.get(item["type"], {}).items():
        if all(item.get(name) for name in mandatory):
            is_master = entry == "phdthesis" and item.get("genre") == GENRES["mastersthesis"][0]
            return "mastersthesis" if is_master else entry
    return "misc"


def _list_fields(entry: str, item: Item) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the fields of an entry, of which some are empty."""
    names, custom = FIELDS[entry], item.get("custom") or {}
    language = item.get("language", "")
    yield "author", " and ".join(map(write_name, item.get("author", [])))
    yield "title", to_latex_title(item.get("title", ""), language or "en")
    for name, field in names.items():
        if name == "genre":
            yield field, _write_genre(entry, item)
        elif name == "editor":
            yield field, " and ".join(map(write_name, item.get(name, [])))
        else:
            yield field, _write_value(name, item)
    yield "shortjournal", to_latex(item.get("container-title-short", ""))
    yield from _list_dates(item)
    yield "doi", _write_address(item.get("DOI", ""))
    yield "url", _write_address(item.get("URL", ""))
    left_over = [name for name in LEFT_OVER if item.get(name) and name not in names]
    if arxiv := custom.get("arxiv"):
        yield "eprint", arxiv
        yield "archiveprefix", "arXiv"
        yield "primaryclass", custom.get("arxiv-class", "")
    elif "PMID" in left_over:
        left_over.remove("PMID")
        yield "eprint", escape(item["PMID"])
        yield "eprinttype", "pubmed"
    yield "entrysubtype", _find_subtype(entry, item)
    yield "langid", LANGUAGES.get(language, escape(language))
    words = (to_latex(re.sub("[,;]", " ", word)) for word in custom.get("keywords", []))
    yield "keywords", ", ".join(words)
    yield "note", to_latex(item.get("note", ""))
    yield "abstract", to_latex(item.get("abstract", ""))
    yield "verba", "; ".join(map(_write_link, custom.get("links", [])))
    for field, name in zip(USER_FIELDS, left_over, strict=False):
        yield field, f"{name}: {_write_value(name, item)}"


def _write_value(name: str, item: Item) -> str:
    value = str(item.get(name, ""))
    return re.sub(r"\s*[–-]+\s*", "--", escape(value)) if name == "page" else to_latex(value)


def _write_genre(entry: str, item: Item) -> str:
    genre = item.get("genre", "")
    implied, none = GENRES.get(entry, ("", ""))
    return "" if genre == implied else to_latex(genre) or none


def _list_dates(item: Item) -> Iterator[tuple[str, str]]:
    parts = get_date(item)
    year, month, day = parts + [0] * (3 - len(parts))
    if year:
        yield "year", f"{year:04}"
    if month:
        yield "month", MONTHS[month - 1]
    if day:
        yield "day", str(day)


def _write_address(address: str) -> str:
    """Return an address, which LaTeX takes as it is, with no brace that BibTeX would count."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", address)


def _write_link(link: Item) -> str:
    kind, label = (re.sub(r"[{}\\%:;()]+", " ", link.get(name, "")) for name in ("kind", "label"))
    url = _write_address(link["url"]).replace(";", "%3B")
    return f"{kind} ({label}): {url}" if label else f"{kind}: {url}"


def _find_subtype(entry: str, item: Item) -> str:
    """Return the kind of an item which its entry does not tell."""
    kind = item["type"]
    if kind == "article":
        return "" if (item.get("custom") or {}).get("arxiv") else "preprint"
    if entry == "unpublished":
        return "talk"
    return kind if entry == "misc" and kind != "document" else ""


def write_name(name: Item) -> str:
    """Return a name of CSL as BibTeX has it: `van Gogh, Jr., Vincent`, `{CERN}`."""
    if name.get("literal"):
        return f"{{{escape(name['literal'])}}}"
    particles = (name.get("dropping-particle"), name.get("non-dropping-particle"))
    particle = " ".join(filter(None, particles))
    given, suffix = name.get("given", ""), name.get("suffix", "")
    family = _write_part(name.get("family", ""), is_family=bool(given or suffix))
    parts = [f"{particle} {family}".strip(), _write_part(suffix), _write_part(given)]
    return ", ".join(part for part in parts if part)


def _write_part(text: str, is_family: bool = False) -> str:
    """Return a part of a name, in braces where BibTeX would find other parts in it."""
    has_particle = is_family and any(word[0].islower() for word in text.split()[:-1])
    is_split = re.search(r",|\band\b|^others$", text) or has_particle
    return f"{{{escape(text)}}}" if is_split else escape(text)

"""CSL-JSON of reference managers, and of Crossref and DataCite, to items."""

import json
import re
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from typing import Any

from pages.fields import clean_orcid

from . import Item
from .dates import limit as limit_date
from .dates import read_date
from .entries import Entry, make_entry
from .identifiers import clean_doi, clean_isbn, clean_issn, find
from .items import (
    clean_address,
    clean_item,
    clean_key,
    clean_keywords,
    clean_languages,
    clean_links,
    clean_pages,
    find_arxiv,
)
from .markup import clean_text, plain
from .names import MAX_LENGTH, NAME_PARTS, check_number, parse_name

START = re.compile(r"\s*[\[{]\s*(?:[\[{\"\]}]|\Z)")
TYPES = {
    **{kind: kind for kind in (
        "article-journal", "paper-conference", "article", "chapter", "book", "thesis", "report",
        "dataset", "software", "patent", "speech", "document",
    )},
    # Others of CSL, then those of Crossref and DataCite.
    **dict.fromkeys(("article-magazine", "article-newspaper", "periodical"), "article-journal"),
    **dict.fromkeys(("review", "review-book", "journal-article"), "article-journal"),
    **dict.fromkeys(("entry-dictionary", "entry-encyclopedia", "book-chapter"), "chapter"),
    **dict.fromkeys(("book-section", "book-part", "reference-entry", "book-track"), "chapter"),
    **dict.fromkeys(("classic", "monograph", "edited-book", "reference-book"), "book"),
    **dict.fromkeys(("proceedings", "book-set", "book-series", "collection"), "book"),
    **dict.fromkeys(("posted-content", "preprint", "manuscript"), "article"),
    **dict.fromkeys(("standard", "report-component", "report-series", "regulation"), "report"),
    "proceedings-article": "paper-conference", "dissertation": "thesis", "database": "dataset",
    "computer_program": "software", "presentation": "speech", "conference-paper": "paper-conference",
}  # fmt: skip
TEXTS = (
    "title", "container-title", "container-title-short", "collection-title", "publisher",
    "publisher-place", "volume", "issue", "edition", "genre", "event-title",
)  # fmt: skip
PRIVATE = {
    "note", "annote", "file", "attachments", "tags", "relations", "_graph", "citation-number",
}  # fmt: skip


def read_json(text: str, start: int, line: int, limit: int) -> tuple[list[Entry], int]:
    """Return the entries of the JSON at index `start`, and the index behind it.

    It stops a little behind `limit` entries.
    """
    entries: list[Entry] = []
    decoder = json.JSONDecoder()
    blank = re.compile(r"[\s,]*")
    position = skip(blank, text, start)
    is_list = text.startswith("[", position)
    position += is_list
    seen = start  # the lines up to here are counted
    while True:
        position = skip(blank, text, position)
        line += text.count("\n", seen, position)
        seen = position
        if is_list and text.startswith("]", position):
            return entries, position + 1
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", "it is nested too deeply")
            wrong = line + text.count("\n", position, getattr(error, "pos", position))
            problem = f"Line {wrong}: the JSON cannot be read: {reason}."
            entries.append(Entry(None, text[position : position + 2000], "csl-json", line, problem))
            return entries, len(text)
        position = end
        entries += [read_work(data, line) for data in unwrap(value)]
        if not is_list or len(entries) > limit:
            return entries, position


def skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def unwrap(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the works in a value: one, or those in the envelopes of Crossref and Zotero."""
    if isinstance(value, dict):
        for key in ("items", "message", "references"):
            inner = value.get(key)
            if isinstance(inner, list | dict) and "title" not in value:
                yield from (unwrap(inner) if isinstance(inner, dict) else only_dicts(inner))
                return
        yield value


def only_dicts(values: list[Any]) -> Iterator[dict[str, Any]]:
    return (value for value in values if isinstance(value, dict))


def read_work(data: dict[str, Any], line: int) -> Entry:
    public = {key: value for key, value in data.items() if key not in PRIVATE}
    source = json.dumps(public, ensure_ascii=False, indent=1)
    return make_entry(partial(make_item, data), source, "csl-json", line)


def make_item(data: dict[str, Any], notes: list[str]) -> Item:
    """Return the item of a work, of which no part is trusted to have its type.

    Raises Unreadable if it has neither a title nor an identifier.
    """
    item: Item = {"type": TYPES.get(first_text(data.get("type")), "document")}
    key = first_text(data.get("citation-key")) or first_text(data.get("id"))
    item["citation-key"] = clean_key(key)
    for name in TEXTS:
        item[name] = clean_text(first_text(data.get(name)))
    item["container-title-short"] = item["container-title-short"] or clean_text(
        first_text(data.get("short-container-title")) or first_text(data.get("journalAbbreviation"))
    )
    item["event-title"] = item["event-title"] or clean_text(first_text(data.get("event")))
    if subtitle := clean_text(first_text(data.get("subtitle"))):
        item["title"] += f": {subtitle}" if subtitle not in item["title"] else ""
    item["abstract"] = clean_text(first_text(data.get("abstract")), paragraphs=True)
    item["abstract"] = re.sub(
        r"^(?:Abstract|ABSTRACT|Summary)[:.\s]+(?=[A-Z])", "", item["abstract"]
    )
    value = data.get("custom")
    custom: dict[str, Any] = value if isinstance(value, dict) else {}
    for role in ("author", "editor"):
        item[role] = read_names(data.get(role), custom.get(f"{role}-ORCID"))
    item["edition"] = item["edition"] or clean_text(first_text(data.get("version")))
    dates = (
        data.get(name) for name in ("issued", "published", "published-print", "published-online")
    )
    date = next(filter(None, map(read_parts, dates)), [])
    item["issued"] = {"date-parts": [date]} if date else {}
    item["page"] = clean_pages(plain(first_text(data.get("page"))))
    number, article = (clean_text(first_text(data.get(k))) for k in ("number", "article-number"))
    item["number"] = article or number
    item["language"] = clean_languages(first_text(data.get("language")))
    item["note"] = first_text(data.get("note"))
    read_identifiers(item, data, custom, item["note"])
    item = clean_item(item, notes)
    if item.get("note"):
        item["note"] = clean_text(item["note"])
    return item


def first_text(value: Any) -> str:
    """Return a value, or the first of a list of them, as text."""
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str | int) and part), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:200_000]


def read_names(value: Any, orcids: Any) -> list[Item]:
    if not isinstance(value, list):
        return []
    check_number(value)
    known = orcids if isinstance(orcids, list) else []
    pairs = zip_longest(value, known[: len(value)])
    return [name for person, orcid in pairs if (name := read_name(person, orcid))]


def read_name(value: Any, orcid: Any) -> Item:
    if isinstance(value, str):
        return parse_name(value)
    if not isinstance(value, dict):
        return {}
    name = {key: plain(first_text(value.get(key)))[:MAX_LENGTH] for key in NAME_PARTS}
    body = name.pop("literal") or plain(first_text(value.get("name")))[:MAX_LENGTH]
    if not name["family"]:
        name = {"literal": body or name["given"]}
    # Zotero and Crossref write “van Gogh” into the family name.
    found = re.fullmatch(r"((?:[a-zà-ÿ]+ ){1,3})(\S.*)", name.get("family", ""))
    if found and not name.get("non-dropping-particle"):
        name |= {"non-dropping-particle": found[1].strip(), "family": found[2]}
    orcid = first_text(value.get("ORCID") or value.get("orcid") or orcid)
    name["ORCID"] = find(clean_orcid, (orcid,)) if any(name.values()) else ""
    return {key: text for key, text in name.items() if text}


def read_parts(value: Any) -> list[int]:
    """Return a date of CSL, whose parts may be numbers or text."""
    if isinstance(value, str | int):
        return read_date(str(value))
    if not isinstance(value, dict):
        return []
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = []
    for part in first[:3]:
        if not re.fullmatch(r"\d{1,4}", str(part)):
            break
        numbers.append(int(part))
    if numbers and numbers[0] >= 1000:
        return limit_date(numbers)
    return read_date(first_text(value.get("raw") or value.get("literal")))


def read_identifiers(item: Item, data: dict[str, Any], custom: dict[str, Any], note: str) -> None:
    url = first_text(data.get("URL"))
    item["URL"] = clean_address(url)
    item["DOI"] = find(clean_doi, (first_text(data.get("DOI")), url, *note.splitlines()))
    for name, clean in (("ISBN", clean_isbn), ("ISSN", clean_issn)):
        value = data.get(name)
        texts = [str(part) for part in value] if isinstance(value, list) else [first_text(value)]
        item[name] = find(
            clean, [part for text in texts for part in (text, *re.split("[,; ]", text))]
        )
    in_note = re.search(r"^PMID:\s*(\d{1,9})\s*$", note, re.MULTILINE)
    pmid = first_text(data.get("PMID")) or (in_note[1] if in_note else "")
    item["PMID"] = pmid if re.fullmatch(r"\d{1,9}", pmid) else ""
    archive = first_text(data.get("archive_location"))
    texts = [first_text(custom.get("arxiv")), archive, url, item["number"], item["container-title"]]
    texts += note.splitlines()
    keywords = custom.get("keywords") or data.get("keyword") or data.get("categories")
    links = custom.get("links")
    item["custom"] = {
        **find_arxiv(texts, first_text(custom.get("arxiv-class"))),
        "keywords": clean_keywords(
            keywords if isinstance(keywords, list) else re.split("[;,]", first_text(keywords))
        ),
        "links": clean_links(links if isinstance(links, list) else []),
    }

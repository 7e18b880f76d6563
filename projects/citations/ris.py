"""RIS records, as EndNote, Zotero, Scopus and publishers write them, to items."""

import re
from functools import partial

import rispy
from rispy.config import TAG_KEY_MAPPING

from . import Item
from .dates import read_date
from .entries import Entry, make_entry
from .identifiers import clean_isbn, clean_issn, find
from .items import (
    clean_address,
    clean_item,
    clean_key,
    clean_keywords,
    clean_languages,
    clean_pages,
    find_arxiv,
    find_doi,
)
from .markup import clean_text, plain
from .names import parse_plain_names

START = re.compile(r"\s{0,10}TY {1,2}- ?[A-Z]")
LINE = re.compile(r"\s{0,10}([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$")
# Notes, files and marks of the person who collected the record.
PRIVATE = {"N1", "RN", "L1", "L2", "L3", "L4", "LB", "U1", "U2", "U3", "U4", "U5", "H1", "H2"}
TYPES = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "MGZN", "NEWS", "INPR", "ABST"), "article-journal"),
    **dict.fromkeys(("CONF", "CPAPER"), "paper-conference"),
    **dict.fromkeys(("CHAP", "ECHAP", "ENCYC", "DICT"), "chapter"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK", "CLSWK", "SER"), "book"),
    **dict.fromkeys(("RPRT", "GOVDOC", "STAND"), "report"),
    **dict.fromkeys(("DATA", "AGGR", "DBASE"), "dataset"),
    "THES": "thesis", "COMP": "software", "PAT": "patent", "SLIDE": "speech", "PREP": "article",
}  # fmt: skip
# rispy's tags, and some that it does not know, under their own names.
TAGS = {tag: tag for tag in (*TAG_KEY_MAPPING, "ED", "BT", "CT", "AR", "PM")}
LISTS = ["AU", "A1", "A2", "A3", "A4", "ED", "KW", "N1", "UR", "SN"]


def find_end(lines: list[str], start: int) -> int:
    """Return the index behind the record that begins at index `start` of `lines`."""
    for index in range(start + 1, len(lines)):
        if START.match(lines[index]):
            return index
        if (found := LINE.match(lines[index])) and found[1] == "ER":
            return index + 1
    return len(lines)


def read_record(lines: list[str], line: int) -> Entry:
    """Return the entry of the lines of one record."""
    records: list[list[str]] = []  # the lines of a tag
    for text in lines:
        if LINE.match(text):
            records.append([text])
        elif records:
            records[-1].append(text)
    public, joined = [], []
    for first, *more in records:
        found = LINE.match(first)
        tag, value = (found[1], found[2] or "") if found else ("", first)
        joined.append(f"{tag}  - {' '.join([value, *more])}")
        if tag not in PRIVATE:
            public += [first, *more]
    source = "\n".join(public).strip()
    # A record whose end is missing is read all the same.
    parsed = rispy.loads(
        "\n".join([*joined, "ER  - "]),
        mapping=TAGS,
        list_tags=LISTS,
        delimiter_tags_mapping={},
        enforce_list_tags=False,
    )
    return make_entry(partial(make_item, Tags(parsed[0])), source, "ris", line)


class Tags:
    """Values of a record by tag."""

    def __init__(self, values: dict[str, str | list[str]]) -> None:
        self.values = values

    def all(self, *tags: str) -> list[str]:
        """Return the values of the first tag that has any."""
        for tag in tags:
            value = self.values.get(tag, [])
            values = [value] if isinstance(value, str) else value
            if values := [text.strip() for text in values if text.strip()]:
                return values
        return []

    def text(self, *tags: str) -> str:
        return clean_text(" ".join(self.all(*tags)[:1]))

    def plain(self, *tags: str) -> str:
        return plain(" ".join(self.all(*tags)[:1]))


def make_item(tags: Tags, notes: list[str]) -> Item:
    kind = tags.plain("TY")[:8]
    item: Item = {"type": TYPES.get(kind, "document")}
    is_part = item["type"] in ("chapter", "paper-conference")
    item["citation-key"] = clean_key(tags.plain("ID"))
    item["title"] = tags.text("TI", "T1", "CT", *(() if is_part else ("BT",)))
    item["author"] = parse_plain_names(tags.all("AU", "A1"))
    item["editor"] = parse_plain_names(tags.all("ED", "A2"))
    date = read_date(tags.plain("DA")) or read_date(tags.plain("PY", "Y1"))
    item["issued"] = {"date-parts": [date]} if date else {}
    if item["type"] == "book":
        item["collection-title"] = tags.text("T2", "T3")
    else:
        item["container-title"] = tags.text("T2", "JF", "JO", "BT", "JA", "J2")
        item["collection-title"] = tags.text("T3") if is_part else ""
    short = tags.text("JA", "J2", "J1")
    item["container-title-short"] = short if short != item.get("container-title") else ""
    if item["type"] in ("paper-conference", "speech"):
        item["event-title"] = tags.text("C3")
    for name, tag in (
        ("volume", "VL"), ("publisher", "PB"), ("publisher-place", "CY"), ("edition", "ET"),
    ):  # fmt: skip
        item[name] = tags.text(tag)
    first, last = tags.plain("SP"), tags.plain("EP")
    item["page"] = clean_pages(f"{first}–{last}" if first and last and "-" not in first else first)
    if item["type"] in ("article-journal", "paper-conference", "article"):
        item |= {"issue": tags.text("IS"), "number": tags.text("C7", "AR")}
    else:
        item |= {"number": tags.text("IS", "M1", "SN" if item["type"] == "patent" else "AR")}
    if item["type"] in ("thesis", "report", "software", "patent", "speech"):
        item["genre"] = tags.text("M3")
    item["abstract"] = clean_text(" ".join(tags.all("AB", "N2")), paragraphs=True)
    item["language"] = clean_languages(tags.plain("LA"))
    addresses = list(filter(clean_address, tags.all("UR")))
    item["URL"] = addresses[0] if addresses else ""
    numbers = tags.all("SN")
    item["ISBN"], item["ISSN"] = find(clean_isbn, numbers), find(clean_issn, numbers)
    others = (*tags.all("DO"), *tags.all("M3"), *tags.all("N1"), *addresses)
    item["DOI"] = find_doi(tags.plain("DO"), others, notes)
    pmid = tags.plain("PM", "AN")
    item["PMID"] = pmid if re.fullmatch(r"\d{5,9}", pmid) else ""
    texts = (*addresses, item.get("container-title", ""), item["number"], *tags.all("AN", "M1"))
    item["custom"] = {
        **find_arxiv(texts),
        "keywords": clean_keywords(tags.all("KW")),
    }
    return clean_item(item, notes)

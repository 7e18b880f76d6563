"""Fields of BibTeX and biblatex entries to CSL-JSON items."""

import re
from typing import Any

from . import Item
from .dates import MONTHS, combine_date, read_date
from .entries import Unreadable
from .identifiers import clean_isbn, clean_issn, find
from .items import (
    clean_item,
    clean_keywords,
    clean_languages,
    clean_links,
    clean_pages,
    find_arxiv,
    find_doi,
)
from .latex import to_address, to_plain_text, to_text
from .names import parse_names

__all__ = ["MONTHS", "TYPES", "make_item"]

TYPES = {
    **dict.fromkeys(("article", "periodical", "suppperiodical", "review"), "article-journal"),
    **dict.fromkeys(("inproceedings", "conference"), "paper-conference"),
    **dict.fromkeys(("incollection", "inbook", "bookinbook", "suppbook", "inreference"), "chapter"),
    **dict.fromkeys(("suppcollection", "incollections"), "chapter"),
    **dict.fromkeys(("book", "mvbook", "collection", "mvcollection", "proceedings"), "book"),
    **dict.fromkeys(("mvproceedings", "reference", "mvreference", "booklet", "ebook"), "book"),
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis", "mathesis"), "thesis"),
    **dict.fromkeys(("bachelorsthesis", "bathesis", "bachelorthesis", "masterthesis"), "thesis"),
    **dict.fromkeys(("report", "techreport", "manual", "standard", "whitepaper"), "report"),
    **dict.fromkeys(("dataset", "data"), "dataset"),
    **dict.fromkeys(("software", "softwareversion", "softwaremodule", "code"), "software"),
    **dict.fromkeys(("patent", "patents"), "patent"),
    **dict.fromkeys(("talk", "presentation", "lecture", "speech", "poster"), "speech"),
    **dict.fromkeys(("preprint", "eprint", "arxiv"), "article"),
    **dict.fromkeys(("misc", "online", "electronic", "www", "webpage", "unpublished"), "document"),
    **dict.fromkeys(("other", "artwork", "audio", "image", "movie", "music", "video"), "document"),
    **dict.fromkeys(("performance", "legal", "legislation", "jurisdiction", "letter"), "document"),
}  # fmt: skip
NO_PUBLICATIONS = {"xdata": "shared fields of other entries", "set": "a set of other entries"}
GENRES = {
    "phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis", "mathesis": "Master’s thesis",
    "masterthesis": "Master’s thesis", "bachelorsthesis": "Bachelor’s thesis",
    "bachelorthesis": "Bachelor’s thesis", "bathesis": "Bachelor’s thesis",
    "candthesis": "Candidate thesis", "techreport": "Technical report",
    "resreport": "Research report", "patent": "", "software": "", "patentus": "U.S. patent",
    "patenteu": "European patent", "patentde": "German patent", "patreqeu": "",
}  # fmt: skip

# Readers' texts, from the first of the fields that is filled.
TEXTS = {
    "container-title-short": ("shortjournal", "journalabbr", "journal-abbr", "shortbooktitle"),
    "collection-title": ("series",),
    "publisher-place": ("address", "location", "place"),
    "volume": ("volume",),
    "edition": ("edition", "version"),
    "event-title": ("eventtitle", "event", "conference", "eventtitleaddon"),
}
# Kinds that `write_bibtex` cannot tell by an entry, and fields that it has no other place for.
SUBTYPES = {kind: kind for kind in TYPES.values()} | {"preprint": "article", "talk": "speech"}
USER_FIELDS = ("usera", "userb", "userc", "userd", "usere", "userf")
USER_FIELD = re.compile(
    r"(container-title|collection-title|publisher|publisher-place|event-title|genre|number|volume"
    r"|issue|page|edition|ISBN|ISSN|PMID): (.+)"
)
# Links that `write_bibtex` keeps in a field of the user: “slides (My talk): https://…; code: …”.
WRITTEN_LINKS = "verba"
LINK = r"(?P<kind>[^:;()]+?)(?: \((?P<label>[^()]+)\))?: (?P<url>[^\s;]+)(?:; ?|$)"
LINKS = {
    "code": "code", "github": "code", "repository": "code", "data": "data", "dataset": "data",
    "slides": "slides", "presentation": "slides", "poster": "poster", "video": "video",
    "talk": "video", "website": "page", "html": "page", "project": "page", "webpage": "page",
    "pdf": "paper", "paper": "paper", "hal": "hal", "hal_url": "hal",
}  # fmt: skip
# Neither readers nor owners miss them.
IGNORED = re.compile(
    r"abbr|bibtex_show|preview|altmetric|dimensions|selected|crossref|xdata|xref|ids|key|label"
    r"|sortkey|sorttitle|sortname|sortyear|presort|shorthand|shortauthor|shorttitle|urldate"
    r"|lastchecked|bibsource|biburl|adsurl|adsnote|numpages|pagetotal|issue_date|options|langid"
    r"|language|copyright|rights|day|month|year|keyword|researcherid.*|unique-id|wos_.*|hal_id"
    r"|hal_version|hal_local_reference|journal-iso|source|document_type|subject|slaccitation"
    r"|reportnumber|archive|gender|hyphenation|namea?ddon|eventdate|venue|organization|isbn"
    r"|issn|x-.*|abbrev_source_title|s2id|openalex|mrnumber|mrclass|mrreviewer|zblnumber|zbl"
    r"|coden|fjournal|affiliations?|author_keywords|publication_stage|da|inspirehep_id|google.*"
)


class Fields:
    """Fields of an entry, which remembers those that were read."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        self.read: set[str] = set()

    def get(self, *names: str) -> str:
        """Return the LaTeX of the first field that is filled, "" for none."""
        self.read.update(names)
        return next((self.fields[name] for name in names if self.fields.get(name, "").strip()), "")

    def text(self, *names: str) -> str:
        return to_text(self.get(*names))

    def plain(self, *names: str) -> str:
        return to_plain_text(self.get(*names))

    def left(self) -> list[str]:
        """Return the names of filled fields that nobody read and that might be missed."""
        return [
            name
            for name, value in self.fields.items()
            if value.strip() and name not in self.read and not IGNORED.fullmatch(name)
        ]


def make_item(entry_type: str, key: str, values: dict[str, str], notes: list[str]) -> Item:
    """Return the item of an entry; what was guessed or left out is appended to `notes`.

    Raises Unreadable if the entry is no publication or has no title and no identifier.
    """
    if entry_type in NO_PUBLICATIONS:
        raise Unreadable(f"@{entry_type} is no publication but {NO_PUBLICATIONS[entry_type]}.")
    fields = Fields(values)
    item: Item = {"type": TYPES.get(entry_type, "document"), "citation-key": to_plain_text(key)}
    item["type"] = SUBTYPES.get(fields.plain("entrysubtype"), item["type"])
    if entry_type not in TYPES:
        notes.append(f"@{entry_type} is an unknown kind of entry: it is taken for “other”.")
    item["title"] = join_title(fields, "title", "subtitle")
    for role in ("author", "editor"):
        item[role] = read_names(fields, role, notes)
    item["issued"] = read_issued(fields)
    for name, sources in TEXTS.items():
        item[name] = fields.text(*sources)
    item["abstract"] = to_text(fields.get("abstract"), paragraphs=True)
    item["publisher"] = fields.text("publisher", "institution", "school", "organization")
    read_container(item, fields)
    read_numbers(item, fields)
    item["genre"] = read_genre(entry_type, fields)
    item["language"] = clean_languages(fields.plain("langid", "language", "hyphenation"))
    read_note(item, fields)
    read_identifiers(item, fields, notes)
    read_custom(item, fields)
    read_user_fields(item, fields)
    item = clean_item(item, notes)
    if left := fields.left():
        notes.append(f"Left out: {', '.join(sorted(left)[:20])}.")
    return item


def join_title(fields: Fields, title: str, subtitle: str) -> str:
    text, more = fields.text(title), fields.text(subtitle)
    return f"{text}{' ' if text[-1:] in ':?!.' else ': '}{more}" if text and more else text or more


def read_names(fields: Fields, role: str, notes: list[str]) -> list[Item]:
    others = ("authors", "bookauthor") if role == "author" else ("editors",)
    names, more = parse_names(fields.get(role, *others[:1]))
    fields.get(*others)
    notes += more
    return names


def read_issued(fields: Fields) -> Item:
    date = read_date(fields.plain("date"))
    year, month, day = (fields.plain(name) for name in ("year", "month", "day"))
    date = date or combine_date(year, month, day) or read_date(fields.plain("eventdate"))
    if not date and (status := year or fields.plain("pubstate")):
        # “in press”, “to appear”
        fields.fields["note"] = fields.get("note") or status
    return {"date-parts": [date]} if date else {}


def read_container(item: Item, fields: Fields) -> None:
    """Set the title of the work or series of works that an item is part of."""
    journal = join_title(fields, *(
        ("journaltitle", "journalsubtitle") if fields.get("journaltitle") else ("journal", "")
    ))  # fmt: skip
    book = join_title(fields, "booktitle", "booksubtitle") or fields.text("maintitle")
    if item["type"] == "speech":
        item["event-title"] = item["event-title"] or book or fields.text("howpublished")
        item["container-title"] = ""
        return
    is_in_book = item["type"] in ("paper-conference", "chapter")
    item["container-title"] = (book or journal) if is_in_book else (journal or book)
    if item["type"] == "book" and item["container-title"] and not item["title"]:
        item["title"] = item.pop("container-title")


def read_numbers(item: Item, fields: Fields) -> None:
    pages = fields.plain("pages", "page")
    item["page"] = clean_pages(pages)
    article = fields.text("eid", "articleno", "article-number", "article_number", "artnum")
    number, issue = fields.text("number"), fields.text("issue")
    if item["type"] in ("article-journal", "paper-conference", "article"):
        item["issue"] = number or issue
        item["number"] = article
    else:
        item["issue"] = issue
        item["number"] = number or article


def read_genre(entry_type: str, fields: Fields) -> str:
    genre = fields.text("type", "thesistype", "entrysubtype")
    if genre in SUBTYPES:
        return ""
    if genre.lower().replace(" ", "") in GENRES and " " not in genre:
        return GENRES[genre.lower()]
    if not genre and TYPES.get(entry_type) in ("thesis", "report"):
        return GENRES.get(entry_type, "")
    return genre


def read_user_fields(item: Item, fields: Fields) -> None:
    """Set the facts that `write_bibtex` keeps in fields of the user."""
    for name in USER_FIELDS:
        if found := USER_FIELD.fullmatch(fields.fields.get(name, "")):
            fields.read.add(name)
            value = to_text(found[2])
            item[found[1]] = clean_pages(value) if found[1] == "page" else value


def read_note(item: Item, fields: Fields) -> None:
    """Set the note from what reference managers leave in it for readers."""
    notes = [fields.text("note"), fields.text("addendum"), fields.text("titleaddon")]
    published = fields.text("howpublished")
    if published and published != item.get("event-title") and not is_address(published):
        notes.append(published)
    if state := fields.text("pubstate"):
        notes.append({"inpress": "In press", "forthcoming": "Forthcoming"}.get(state, state))
    item["note"] = ". ".join(note.rstrip(".") for note in notes if note)


def is_address(text: str) -> bool:
    return bool(re.search(r"https?://|www\.", text))


def read_identifiers(item: Item, fields: Fields, notes: list[str]) -> None:
    url = to_address(fields.get("url", "link", "ee", "howpublished"))
    eprint = fields.plain("eprint", "arxiv", "arxivid", "arxiv_id", "eprintid")
    kind = fields.plain("archiveprefix", "eprinttype", "archive").lower()
    category = fields.plain("primaryclass", "eprintclass", "arxivclass")
    others = (url, item["note"], item["container-title"])
    item["DOI"] = find_doi(fields.plain("doi"), others, notes)
    item["URL"] = url
    places = ("container-title", "volume", "number", "issue", "note")
    texts = [url, *(item[name] for name in places)]
    custom: dict[str, Any] = {}
    if not kind or "arxiv" in kind:
        archive = category.partition(".")[0]
        old = f"{archive}/{eprint}" if re.fullmatch(r"\d{7}(?:v\d+)?", eprint) else ""
        texts = [old, eprint, *texts]
    elif kind == "hal" and eprint:
        custom["links"] = [{"kind": "hal", "url": f"https://hal.science/{eprint}"}]
    elif kind == "pubmed":
        item["PMID"] = eprint
    item["custom"] = custom | find_arxiv(texts, category)
    item["PMID"] = item.get("PMID") or fields.plain("pmid", "pubmedid")
    for name, clean in (("ISBN", clean_isbn), ("ISSN", clean_issn)):
        text = fields.plain(name.lower(), f"e{name.lower()}")
        parts = [text, *re.split(r"[,;/]|\s(?=97[89])|\s\(", text)]
        item[name] = find(clean, parts)
        if text and not item[name]:
            notes.append(f"“{text[:40]}” was left out: it is no {name}.")


def read_custom(item: Item, fields: Fields) -> None:
    keywords = re.split(r"[;,]", fields.text("keywords", "keyword", "author_keywords"))
    item["custom"]["keywords"] = clean_keywords(keywords)
    links = item["custom"].setdefault("links", [])
    written = re.finditer(LINK, fields.get(WRITTEN_LINKS))
    links += clean_links(found.groupdict() for found in written)
    for name, kind in LINKS.items():
        address = to_address(fields.get(name)) if name in fields.fields else ""
        if address and len(links) < 20:
            links.append({"kind": kind, "url": address})

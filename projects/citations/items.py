"""Items that all readers make alike: cleaned, and without empty fields."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

from . import Item
from .entries import Unreadable
from .identifiers import clean_arxiv_id, clean_doi, find, find_arxiv_class
from .markup import plain

# In the notes of Zotero, Mendeley and ADS: facts that have fields of their own.
FACTS = re.compile(
    r"^(?:publisher|place|_?eprint|ads bibcode|arxiv|number|version|conference name|journal"
    r"|citation key|pmc?id|isbn|issn|doi|comment|series title|zskeywords|type|section|volume"
    r"|tex\.[\w-]+|_[\w-]+|original-date|page version id|accepted|read_status)\s*:",
    re.IGNORECASE,
)
LANGUAGES = {
    "english": "en", "american": "en", "usenglish": "en-US", "ukenglish": "en-GB",
    "british": "en-GB", "german": "de", "ngerman": "de", "austrian": "de-AT", "naustrian": "de-AT",
    "french": "fr", "francais": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "brazilian": "pt-BR", "brazil": "pt-BR", "dutch": "nl", "russian": "ru", "chinese": "zh",
    "japanese": "ja", "korean": "ko", "polish": "pl", "czech": "cs", "swedish": "sv",
    "danish": "da", "norwegian": "no", "norsk": "no", "finnish": "fi", "hungarian": "hu",
    "turkish": "tr", "greek": "el", "latin": "la", "arabic": "ar", "hebrew": "he",
    "ukrainian": "uk", "catalan": "ca", "croatian": "hr", "slovene": "sl", "romanian": "ro",
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it",
}  # fmt: skip
SERVERS = re.compile(r"^(?:corr|arxiv)\b", re.IGNORECASE)


def clean_languages(text: str) -> str:
    """Return the code of the first language that `text` names, "" if it is unknown."""
    word = re.split(r"[\s,;]", text.strip(), maxsplit=1)[0].lower()
    if word in LANGUAGES:
        return LANGUAGES[word]
    if not (code := re.fullmatch(r"([a-z]{2})(?:[-_]([a-z]{2}))?", word)):
        return ""
    return f"{code[1]}-{code[2].upper()}" if code[2] else code[1]


def clean_keywords(words: Iterable[Any]) -> list[str]:
    """Return keywords without empty ones and repetitions."""
    texts = (plain(word)[:200].rstrip(".") for word in words if isinstance(word, str))
    return list(dict.fromkeys(filter(None, texts)))[:100]


def clean_pages(text: str) -> str:
    """Return page ranges with en dashes: “12–15”, “12-1–12-9”, “S3”."""
    text = re.sub(r"\s*[\u2010-\u2015\u2212]\s*|--+", "–", text.strip(" ."))
    return text if "–" in text else re.sub(r"\s*-\s*", "–", text)


def clean_key(text: str) -> str:
    """Return a citation key that BibTeX reads, "" for another text."""
    return text if re.fullmatch(r"[A-Za-z][^\s,{}\"#%~\\/]{2,80}", text) else ""


def clean_address(text: str) -> str:
    """Return an address of the web, "" for another text."""
    return text if re.fullmatch(r"https?://[^\s<>\"]+", text) else ""


def find_doi(doi: str, others: Iterable[str], notes: list[str]) -> str:
    """Return the DOI of an item, from the field for it or else from other texts."""
    found = find(clean_doi, (doi, *others))
    if doi and not found:
        notes.append(f"The DOI “{doi[:80]}” was left out: it has not the form of one.")
    return found


def find_arxiv(texts: Iterable[str], category: str = "") -> dict[str, str]:
    """Return the arXiv identifier in some texts, and its class, if there are any."""
    texts = list(texts)
    identifier = find(clean_arxiv_id, texts)
    stamps = (f"[{category}]", *texts) if identifier else ()
    found = next(filter(None, map(find_arxiv_class, stamps)), "")
    return {"arxiv": identifier, "arxiv-class": found}


def clean_links(links: Iterable[Any]) -> list[Item]:
    """Return links of `custom.links`, each with a kind, an address and perhaps a label."""
    cleaned = []
    for link in islice((link for link in links if isinstance(link, dict)), 20):
        kind, label = (plain(str(link.get(name) or ""))[:60] for name in ("kind", "label"))
        if kind and (url := clean_address(str(link.get("url")))):
            cleaned.append({"kind": kind, "url": url} | ({"label": label} if label else {}))
    return cleaned


def clean_item(item: Item, notes: list[str]) -> Item:
    """Return an item with its identifiers in their fields and without empty fields.

    Raises Unreadable if it has neither a title nor an identifier.
    """
    separate_preprint(item)
    doi = item.get("DOI", "").lower()
    if doi and doi == find(clean_doi, (item.get("URL", ""),)).lower():
        item["URL"] = ""  # it leads to the same page
    item["note"] = clean_note(item.get("note", ""))
    custom = {key: value for key, value in item.pop("custom", {}).items() if value}
    item = {key: value for key, value in item.items() if value}
    if custom:
        item["custom"] = custom
    if not item.get("title"):
        if not item.get("DOI") and not custom.get("arxiv"):
            raise Unreadable("the entry has no title.")
        notes.append("It has no title: look it up.")
    return item


def separate_preprint(item: Item) -> None:
    """Move an arXiv identifier to where it belongs, and the kind of a preprint with it."""
    custom = item.setdefault("custom", {})
    doi = item.get("DOI", "")
    if doi.lower().startswith("10.48550/arxiv."):
        custom["arxiv"] = custom.get("arxiv") or clean_arxiv_id(doi)
        item["DOI"] = ""
    if not custom.get("arxiv"):
        return
    # “CoRR, abs/0704.0001” and “arXiv preprint arXiv:0704.0001” are no journals.
    container = item.get("container-title", "")
    for name in ("number", "issue"):
        if names_identifier(item.get(name, "")):
            item[name] = ""
    if SERVERS.match(container):
        custom["arxiv-class"] = custom.get("arxiv-class") or find_arxiv_class(container)
        item.update({"container-title": "", "volume": "", "page": "", "issue": ""})
    is_published = item.get("container-title") or item.get("DOI")
    if item["type"] in ("document", "article-journal") and not is_published:
        item["type"] = "article"
    if item.get("publisher", "").lower() == "arxiv":
        item["publisher"] = ""
    if names_identifier(item.get("URL", "")) and "arxiv" in item["URL"].lower():
        item["URL"] = ""


def names_identifier(text: str) -> bool:
    try:
        return bool(clean_arxiv_id(text))
    except ValidationError:
        return False


def clean_note(text: Any) -> str:
    """Return a note without the facts that reference managers keep in it."""
    lines = [line.strip() for line in str(text).splitlines()]
    return " ".join(line for line in lines if line and not FACTS.match(line))

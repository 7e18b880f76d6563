"""Look-ups of works at Crossref, DataCite, arXiv and ORCID."""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree import ElementTree

from pages.fields import clean_orcid

from . import Item
from .csl_json import make_item
from .dates import limit, read_date
from .entries import Unreadable
from .identifiers import clean_arxiv_id, clean_doi, find
from .items import clean_item
from .markup import clean_text, plain
from .matching import merge, reduce_arxiv_id
from .names import parse_plain_names

USER_AGENT = "Recto (personal website; one look-up at the owner's request)"
ARXIV_BATCH = 100
CSL_JSON = "application/vnd.citationstyles.csl+json"
ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
ORCID_TYPES = {
    "journal-article": "article-journal", "conference-paper": "paper-conference",
    "book": "book", "edited-book": "book", "book-chapter": "chapter", "preprint": "article",
    "working-paper": "report", "report": "report", "dissertation": "thesis",
    "dissertation-thesis": "thesis", "data-set": "dataset", "software": "software",
    "patent": "patent", "lecture-speech": "speech", "conference-presentation": "speech",
}  # fmt: skip


class LookupFailed(Exception):
    """No answer that can be used. Its message is a sentence for the owner."""


class NotFound(LookupFailed):
    """A service that does not know the identifier."""


@dataclass(frozen=True, slots=True)
class Services:
    """Base addresses of the services, which tests replace, and limits of an answer."""

    crossref: str = "https://api.crossref.org"
    datacite: str = "https://api.datacite.org"
    arxiv: str = "https://export.arxiv.org"
    orcid: str = "https://pub.orcid.org"
    seconds: float = 10  # for a whole answer
    size: int = 5_000_000  # bytes of an answer


SERVICES = Services()


def look_up_all(items: Sequence[Item], services: Services = SERVICES) -> list[Item | LookupFailed]:
    """Return for each item that of its DOI or else of its arXiv id, or why there is none.

    It keeps the citation key and the identifiers of the item given. arXiv is asked once for all,
    at most ARXIV_BATCH, because it refuses programs that ask often. A service that fails is not
    asked again.
    """
    arxiv_ids = [
        item["custom"]["arxiv"]
        for item in items
        if not item.get("DOI") and item.get("custom", {}).get("arxiv")
    ]
    from_arxiv = look_up_arxiv(arxiv_ids, services) if arxiv_ids else {}
    outcomes: list[Item | LookupFailed] = []
    failure: LookupFailed | None = None
    for item in items:
        doi, arxiv = item.get("DOI", ""), item.get("custom", {}).get("arxiv", "")
        outcome: Item | LookupFailed
        if doi:
            outcome = failure or look_up_doi(doi, services)
            if isinstance(outcome, LookupFailed) and not isinstance(outcome, NotFound):
                failure = outcome
        elif arxiv:
            outcome = from_arxiv[arxiv]
        else:
            outcome = LookupFailed("There is no DOI or arXiv identifier to look up.")
        outcomes.append(outcome if isinstance(outcome, LookupFailed) else complete(outcome, item))
    return outcomes


def complete(found: Item, item: Item) -> Item:
    """Return the item that was found, with the key and the identifiers of the one given."""
    kept = {name: item[name] for name in ("citation-key", "DOI", "custom") if item.get(name)}
    return merge(found, kept)


def look_up_doi(doi: str, services: Services) -> Item | LookupFailed:
    """Return the item of a DOI, from Crossref or else from DataCite."""
    path = quote(doi, safe="/")
    try:
        try:
            address = f"{services.crossref}/works/{path}/transform/{CSL_JSON}"
            data = ask_json(address, "Crossref", CSL_JSON, services)
        except NotFound:
            data = ask_json(f"{services.datacite}/dois/{path}", "DataCite", CSL_JSON, services)
        return make_item(data if isinstance(data, dict) else {}, [])
    except NotFound:
        return NotFound(f"Neither Crossref nor DataCite knows the DOI {doi}.")
    except LookupFailed as failure:
        return failure
    except Unreadable as reason:
        return NotFound(f"The record of {doi} cannot be used: {reason}")


def look_up_arxiv(identifiers: list[str], services: Services) -> dict[str, Item | LookupFailed]:
    """Return the items of arXiv identifiers, or why there is none."""
    # Old identifiers are known there without their subject class.
    query = quote(",".join(map(reduce_arxiv_id, identifiers)), safe=",/")
    address = f"{services.arxiv}/api/query?id_list={query}&max_results={len(identifiers)}"
    try:
        feed = parse_feed(ask(address, "arXiv", "application/atom+xml", services))
    except LookupFailed as failure:
        return dict.fromkeys(identifiers, failure)
    entries = {}
    for entry in feed.iter(f"{ATOM}entry"):
        # A wrong identifier is answered with an entry of the title “Error”.
        if identifier := find(clean_arxiv_id, (get_text(entry, f"{ATOM}id"),)):
            entries[reduce_arxiv_id(identifier)] = entry
    outcomes: dict[str, Item | LookupFailed] = {}
    for identifier in identifiers:
        found = entries.get(reduce_arxiv_id(identifier))
        try:
            if found is None:
                raise NotFound(f"arXiv does not know {identifier}.")
            outcomes[identifier] = read_arxiv_entry(found, identifier)
        except LookupFailed as failure:
            outcomes[identifier] = failure
        except Unreadable as reason:
            outcomes[identifier] = NotFound(f"The record of {identifier} cannot be used: {reason}")
    return outcomes


def parse_feed(answer: bytes) -> ElementTree.Element:
    # Entities, with which a small document can become a large one, need a DOCTYPE.
    if b"<!DOCTYPE" not in answer and b"<!ENTITY" not in answer:
        try:
            feed = ElementTree.fromstring(answer)  # noqa: S314
        except ElementTree.ParseError:
            pass
        else:
            if feed.tag == f"{ATOM}feed":
                return feed
    raise LookupFailed("arXiv gave a wrong answer: try again later.")


def read_arxiv_entry(entry: ElementTree.Element, identifier: str) -> Item:
    category = entry.find(f"{ARXIV}primary_category")
    published = get_text(entry, f"{ATOM}published")[:10]
    names = [get_text(author, f"{ATOM}name") for author in entry.iter(f"{ATOM}author")]
    item: Item = {
        "type": "article",
        "title": clean_text(get_text(entry, f"{ATOM}title")),
        "author": parse_plain_names([name for name in names if name]),
        "issued": {"date-parts": [read_date(published)]} if read_date(published) else {},
        "abstract": clean_text(get_text(entry, f"{ATOM}summary"), paragraphs=True),
        "DOI": find(clean_doi, (get_text(entry, f"{ARXIV}doi"),)),
        "custom": {
            "arxiv": identifier,
            "arxiv-class": "" if category is None else category.get("term", ""),
        },
    }
    return clean_item(item, [])


def get_text(element: ElementTree.Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())


def find_works(orcid: str, services: Services = SERVICES) -> list[Item]:
    """Return items of the works on the public record of an ORCID iD, newest first.

    They have no authors: `look_up` adds those. Raises LookupFailed, and ValidationError for
    a text that is no ORCID iD.
    """
    orcid = clean_orcid(orcid)
    try:
        data = ask_json(
            f"{services.orcid}/v3.0/{orcid}/works", "ORCID", "application/json", services
        )
    except NotFound:
        raise NotFound(f"ORCID has no public record of {orcid}.") from None
    groups = data.get("group") if isinstance(data, dict) else None
    if not isinstance(groups, list):
        raise LookupFailed("ORCID gave a wrong answer: try again later.")
    items = []
    for group in groups:
        summaries = group.get("work-summary") if isinstance(group, dict) else None
        # The first is the one that the owner of the record prefers.
        if isinstance(summaries, list) and summaries and isinstance(summaries[0], dict):
            try:
                items.append(read_work_summary(summaries[0], group))
            except Unreadable:
                continue
    return sorted(
        items, key=lambda item: item.get("issued", {}).get("date-parts", []), reverse=True
    )


def read_work_summary(summary: dict[str, Any], group: dict[str, Any]) -> Item:
    title = summary.get("title") or {}
    date = summary.get("publication-date") or {}
    parts = [get_value(date, name) for name in ("year", "month", "day")]
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit()]
    identifiers = [
        (str(external.get("external-id-type")), str(external.get("external-id-value")))
        for external in (group.get("external-ids") or {}).get("external-id") or []
        if isinstance(external, dict)
    ]
    item: Item = {
        "type": ORCID_TYPES.get(str(summary.get("type")), "document"),
        "title": clean_text(get_value(title, "title")),
        "container-title": clean_text(get_value(summary, "journal-title")),
        "issued": {"date-parts": [limit(numbers)]} if numbers and numbers[0] > 999 else {},
        "DOI": find(clean_doi, (text for kind, text in identifiers if kind == "doi")),
        "custom": {
            "arxiv": find(clean_arxiv_id, (text for kind, text in identifiers if kind == "arxiv"))
        },
    }
    return clean_item(item, [])


def get_value(data: Any, name: str) -> str:
    """Return the text of ORCID's {"name": {"value": "text"}}, "" for none."""
    inner = data.get(name) if isinstance(data, dict) else None
    text = inner.get("value") if isinstance(inner, dict) else None
    return plain(text) if isinstance(text, str) else ""


class SameServer(HTTPRedirectHandler):
    """Follows redirects to the same server alone."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def ask_json(address: str, service: str, media_type: str, services: Services) -> Any:
    answer = ask(address, service, media_type, services)
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        raise LookupFailed(f"{service} gave a wrong answer: try again later.") from None


def ask(address: str, service: str, media_type: str, services: Services) -> bytes:
    """Return the answer of a service, in all within the time and size that `services` allow.

    Raises LookupFailed with a sentence that names the service.
    """
    outcome: list[bytes | LookupFailed] = []
    # No socket's time limit covers the search for the server's address, or slow headers.
    thread = threading.Thread(
        target=lambda: outcome.append(fetch(address, service, media_type, services)), daemon=True
    )
    thread.start()
    thread.join(services.seconds)
    if not outcome:
        raise LookupFailed(f"{service} is slow to answer: try again later.")
    if isinstance(outcome[0], LookupFailed):
        raise outcome[0]
    return outcome[0]


def fetch(address: str, service: str, media_type: str, services: Services) -> bytes | LookupFailed:
    """Return the answer of a service, or the reason why there is none."""
    # Tests have servers of their own on this machine.
    if urlsplit(address).scheme != "https" and urlsplit(address).hostname != "127.0.0.1":
        return LookupFailed(f"The address of {service} does not begin with https.")
    headers = {"Accept": media_type, "User-Agent": USER_AGENT}
    end = time.monotonic() + services.seconds
    parts = []
    size = 0
    try:
        request = Request(address, headers=headers)  # noqa: S310
        with build_opener(SameServer).open(request, timeout=services.seconds) as answer:
            is_html = "html" in answer.headers.get_content_type()
            while not is_html and (part := answer.read1(65536)):
                parts.append(part)
                size += len(part)
                if size > services.size:
                    return LookupFailed(f"The answer of {service} is too large.")
                if time.monotonic() > end:
                    return LookupFailed(f"{service} is slow to answer: try again later.")
    except HTTPError as error:
        error.close()
        return explain_status(error.code, service)
    except TimeoutError:
        return LookupFailed(f"{service} is slow to answer: try again later.")
    except (URLError, HTTPException, OSError, ValueError) as error:
        if isinstance(getattr(error, "reason", None), TimeoutError):
            return LookupFailed(f"{service} is slow to answer: try again later.")
        return LookupFailed(f"{service} cannot be reached: is there a network? Try again later.")
    body = b"".join(parts)
    if is_html or (body.lstrip()[:1] == b"<" and b"<html" in body[:500].lower()):
        return LookupFailed(f"{service} answered with a web page: try again later.")
    return body


def explain_status(code: int, service: str) -> LookupFailed:
    if code in (404, 410):
        return NotFound(f"{service} does not know it.")
    if code == 429:
        return LookupFailed(f"{service} asks to wait: try again in some minutes.")
    return LookupFailed(f"{service} has a fault ({code}): try again later.")

"""Projects, publications and notes in the vocabularies of schema.org and Google Scholar.

The citation tags follow https://scholar.google.com/intl/en/scholar/inclusion.html, with those
that Zotero reads besides ("Embedded Metadata.js" in https://github.com/zotero/translators).
"""

import re

from django.conf import settings

from pages.blocks.marked_text import to_plain
from pages.models.schema_org import describe_image, refer_to_person

PAGES = re.compile(r"(\S+?)\s*[-–—]+\s*(\S+)")

TYPES = {
    "chapter": "Chapter",
    "book": "Book",
    "thesis": "Thesis",
    "report": "Report",
    "dataset": "Dataset",
    "software": "SoftwareSourceCode",
    # The vocabulary has no patent.
    "patent": "CreativeWork",
    "talk": "PresentationDigitalDocument",
}
# Types that have pages within another work.
PARTS = {"ScholarlyArticle", "Chapter", "Report"}
PDF = {"@type": "MediaObject", "encodingFormat": "application/pdf"}
# Names of the citation tags for the venue, by kind.
VENUES = {
    "article": ["citation_journal_title"],
    "conference": ["citation_conference_title"],
    # Google Scholar reads the first, Zotero the second.
    "chapter": ["citation_inbook_title", "citation_book_title"],
}
INSTITUTIONS = {
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}
# Zotero's types of the kinds that no citation tag tells.
ZOTERO_TYPES = {
    "preprint": "preprint",
    "book": "book",
    "dataset": "dataset",
    "software": "computerProgram",
    "patent": "patent",
    "talk": "presentation",
}


def describe_project(page, owner):
    """Return the project as SoftwareSourceCode if it links to code, else as CreativeWork."""
    code = [link["address"] for link in page.open_links if link["kind"] == "code"]
    code = next(filter(None, code), None)
    return {
        "@type": "SoftwareSourceCode" if code else "CreativeWork",
        "@id": f"{page.canonical_url}#work",
        "url": page.canonical_url,
        "name": page.title,
        "abstract": page.summary,
        "author": refer_to_person(owner),
        "dateCreated": page.finished_on and page.finished_on.isoformat(),
        "keywords": [topic.name for topic in page.topics.all()],
        "image": describe_image(page.cover),
        "codeRepository": code,
    }


def describe_note(page, owner):
    """Return the note as a BlogPosting."""
    published, changed = page.feed_times
    return {
        "@type": "BlogPosting",
        "@id": f"{page.canonical_url}#work",
        "url": page.canonical_url,
        "name": page.title,
        "headline": page.title,
        "description": page.description,
        "author": name_owner(owner),
        "datePublished": page.date and page.date.isoformat(),
        "dateModified": changed and max(published, changed).isoformat(timespec="seconds"),
        "inLanguage": page.language_code,
        "keywords": [topic.name for topic in page.topics.all()],
        "image": describe_image(page.cover),
    }


def name_owner(owner):
    """Return a reference to the owner with the name, or None without one.

    Reader modes take the byline from here, and look up no reference.
    """
    known = refer_to_person(owner)
    return known and {**known, "@type": "Person", "name": owner.name}


def describe_publication(page, owner):
    """Return the publication as a ScholarlyArticle, or in the type of its kind."""
    kind = TYPES.get(page.kind, "ScholarlyArticle")
    first, last = split_pages(page.page_range if kind in PARTS else "")
    links = {link["kind"]: link.url for link in page.open_links}
    known = {
        "@type": kind,
        "@id": f"{page.canonical_url}#work",
        "url": page.canonical_url,
        "name": page.title,
        "headline": page.title,
        "abstract": to_plain(page.abstract) or page.summary,
        "author": [describe_author(one, owner) for one in page.authors.all()],
        "editor": [
            describe_author(one, owner) for one in page.editors.all() if "literal" not in one.csl
        ],
        "datePublished": str(page.published_on or ""),
        "isPartOf": describe_venue(page),
        "pageStart": first,
        "pageEnd": last,
        "publisher": page.publisher and {"@type": "Organization", "name": page.publisher},
        "locationCreated": page.place and {"@type": "Place", "name": page.place},
        "inLanguage": page.language,
        "award": page.award,
        "keywords": [
            *dict.fromkeys([*page.keyword_list, *(topic.name for topic in page.topics.all())])
        ],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in (
                ("DOI", page.doi),
                ("arXiv", page.arxiv_id),
                ("PMID", page.pmid),
                ("number", page.number),
            )
            if value
        ],
        "sameAs": list(filter(None, [page.doi_address, page.arxiv_address, page.address])),
        "encoding": page.pdf and {**PDF, "contentUrl": find_pdf(page)},
    }
    particular = {
        "Book": {"isbn": page.isbn, "bookEdition": page.edition},
        "Report": {"reportNumber": page.number},
        "Thesis": {"inSupportOf": page.genre},
        "SoftwareSourceCode": {"codeRepository": links.get("code"), "version": page.edition},
        "Dataset": {
            "version": page.edition,
            "distribution": links.get("data")
            and {"@type": "DataDownload", "contentUrl": links["data"]},
        },
    }
    return known | particular.get(kind, {})


def describe_author(author, owner):
    """Return an author or editor as a Person or an Organization; the owner by a reference."""
    if getattr(author, "is_owner", False) and (known := name_owner(owner)):
        return known
    parts = author.csl
    kind = "Organization" if "literal" in parts else "Person"
    orcid = author.orcid and f"https://orcid.org/{author.orcid}"
    return {
        "@type": kind,
        "name": author.name,
        "givenName": parts.get("given"),
        "familyName": join(parts.get("non-dropping-particle"), parts.get("family")),
        "sameAs": orcid,
    }


def describe_venue(page):
    """Return the venue of the publication: its issue, volume and journal, or other work."""
    if not page.venue:
        return None
    if page.kind != page.Kind.ARTICLE:
        kind = "Book" if page.kind == page.Kind.CHAPTER else "CreativeWork"
        book = {"isbn": page.isbn, "bookEdition": page.edition} if kind == "Book" else {}
        series = page.series and {"@type": "CreativeWorkSeries", "name": to_plain(page.series)}
        return {"@type": kind, "name": to_plain(page.venue), **book, "isPartOf": series}
    venue = {
        "@type": "Periodical",
        "name": to_plain(page.venue),
        "alternateName": page.short_venue,
        "issn": page.issn,
    }
    if page.volume:
        venue = {"@type": "PublicationVolume", "volumeNumber": page.volume, "isPartOf": venue}
    if page.issue:
        venue = {"@type": "PublicationIssue", "issueNumber": page.issue, "isPartOf": venue}
    return venue


def cite(page):
    """Return the citation tags as pairs of name and value; values may be empty."""
    first, last = split_pages(page.page_range)
    institution = INSTITUTIONS.get(page.kind)
    venue = to_plain(page.venue)
    is_report = page.kind == page.Kind.REPORT
    tags = [
        ("citation_title", page.title),
        *(("citation_author", name_author(author)) for author in page.authors.all()),
        ("citation_publication_date", str(page.published_on or "").replace("-", "/")),
        *((name, venue or page.event) for name in VENUES.get(page.kind, [])),
        ("citation_journal_abbrev", page.kind == page.Kind.ARTICLE and page.short_venue),
        ("citation_series_title", page.series),
        (institution or "citation_publisher", page.publisher or (institution and venue)),
        ("citation_technical_report_number", is_report and page.number),
        ("citation_volume", page.volume),
        ("citation_issue", page.issue),
        # An article number is in the place of a page, as Crossref asks.
        ("citation_firstpage", first or (page.kind == page.Kind.ARTICLE and page.number)),
        ("citation_lastpage", last),
        ("citation_isbn", page.isbn),
        ("citation_issn", page.issn),
        ("citation_doi", page.doi),
        ("citation_arxiv_id", page.arxiv_id),
        ("citation_pmid", page.pmid),
        ("citation_language", page.language),
        ("citation_keywords", "; ".join(page.keyword_list)),
        ("citation_abstract", to_plain(page.abstract)),
        ("citation_public_url", page.canonical_url),
        ("citation_abstract_html_url", page.canonical_url),
        ("citation_pdf_url", find_pdf(page)),
        ("DC.type", ZOTERO_TYPES.get(page.kind)),
    ]
    return [(name, value) for name, value in tags if name]


def name_author(author):
    """Return an author as printed; a family name of several words first, as Zotero reads it.

    In  "Garcia Lopez, Maria Jose" it would see two authors.
    """
    parts = author.csl
    family = join(parts.get("non-dropping-particle"), parts.get("family"))
    given = parts.get("given", "")
    is_inverted = " " in family and given and " " not in given and "suffix" not in parts
    return f"{family}, {given}" if is_inverted else author.name


def join(*words):
    return " ".join(filter(None, words))


def split_pages(text):
    """Return the first and last page of "101–118"; the last is "" for a single page."""
    found = PAGES.fullmatch(text.strip())
    return found.groups() if found else (text.strip(), "")


def find_pdf(page):
    return settings.SITE_URL + page.pdf_address if page.pdf else ""

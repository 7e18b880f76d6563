"""Projects and publications in the vocabularies of schema.org and Google Scholar.

The citation tags follow https://scholar.google.com/intl/en/scholar/inclusion.html, with
three more that Zotero reads: the title of the book, DOI and arXiv identifier.
"""

import re

from django.conf import settings

from pages.models.schema_org import describe_image, refer_to_person

PAGES = re.compile(r"(\S+?)\s*[-–—]+\s*(\S+)")

TYPES = {"chapter": "Chapter", "book": "Book", "thesis": "Thesis", "report": "Report"}
PDF = {"@type": "MediaObject", "encodingFormat": "application/pdf"}
# Names of the citation tag for the venue, by kind.
VENUES = {
    "article": "citation_journal_title",
    "conference": "citation_conference_title",
    "chapter": "citation_inbook_title",
}
INSTITUTIONS = {
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
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


def describe_publication(page, owner):
    """Return the publication as a ScholarlyArticle, Chapter, Book, Thesis or Report."""
    kind = TYPES.get(page.kind, "ScholarlyArticle")
    # Books and theses have no page range within another work.
    first, last = split_pages("" if kind in {"Book", "Thesis"} else page.page_range)
    return {
        "@type": kind,
        "@id": f"{page.canonical_url}#work",
        "url": page.canonical_url,
        "name": page.title,
        "headline": page.title,
        "abstract": page.abstract or page.summary,
        "author": [describe_author(one, owner) for one in page.authors.all()],
        "datePublished": str(page.published_on or ""),
        "isPartOf": describe_venue(page),
        "pageStart": first,
        "pageEnd": last,
        "publisher": page.publisher and {"@type": "Organization", "name": page.publisher},
        "identifier": page.doi
        and {"@type": "PropertyValue", "propertyID": "DOI", "value": page.doi},
        "sameAs": list(filter(None, [page.doi_address, page.arxiv_address, page.address])),
        "encoding": page.pdf and {**PDF, "contentUrl": find_pdf(page)},
    }


def describe_author(author, owner):
    known = refer_to_person(owner) if author.is_owner else None
    return known or {"@type": "Person", "name": author.name}


def describe_venue(page):
    """Return the venue of the publication: its issue, volume and journal, or other work."""
    if not page.venue:
        return None
    if page.kind != page.Kind.ARTICLE:
        return {"@type": "CreativeWork", "name": page.venue}
    venue = {"@type": "Periodical", "name": page.venue}
    if page.volume:
        venue = {"@type": "PublicationVolume", "volumeNumber": page.volume, "isPartOf": venue}
    if page.issue:
        venue = {"@type": "PublicationIssue", "issueNumber": page.issue, "isPartOf": venue}
    return venue


def cite(page):
    """Return the citation tags as pairs of name and value; values may be empty."""
    first, last = split_pages(page.page_range)
    institution = INSTITUTIONS.get(page.kind)
    tags = [
        ("citation_title", page.title),
        *(("citation_author", author.name) for author in page.authors.all()),
        ("citation_publication_date", str(page.published_on or "").replace("-", "/")),
        (VENUES.get(page.kind), page.venue),
        (institution or "citation_publisher", page.publisher or (institution and page.venue)),
        ("citation_volume", page.volume),
        ("citation_issue", page.issue),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", page.doi),
        ("citation_arxiv_id", page.arxiv_id),
        ("citation_abstract_html_url", page.canonical_url),
        ("citation_pdf_url", find_pdf(page)),
    ]
    return [(name, value) for name, value in tags if name]


def split_pages(text):
    """Return the first and last page of "799–803"; the last is "" for a single page."""
    found = PAGES.fullmatch(text.strip())
    return found.groups() if found else (text.strip(), "")


def find_pdf(page):
    return settings.SITE_URL + page.pdf.url if page.pdf else ""

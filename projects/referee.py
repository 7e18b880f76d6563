"""Checks of projects and publications."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from pages.referee import Finding, check, walk

from .blocks import ProjectLinkBlock
from .identifiers import clean_arxiv_id, clean_doi
from .models import ProjectPage, PublicationPage


@check
def find_project_without_topic(page):
    if isinstance(page, ProjectPage) and not page.topics.all():
        yield Finding(
            "The project has no topic, so readers who choose one will not find it.",
            "Add a word or two that other projects share.",
            field="topics",
        )


@check
def find_project_without_summary(page):
    # Without a description either, the check of descriptions says so.
    if isinstance(page, ProjectPage) and page.description and not page.summary:
        yield Finding(
            "The project has no summary, so its page begins with nothing.",
            "Write one or two sentences about it.",
            field="summary",
        )


@check
def find_wrong_identifier(page):
    if isinstance(page, PublicationPage):
        for name, clean in (("doi", clean_doi), ("arxiv_id", clean_arxiv_id)):
            if problem := find_problem(clean, getattr(page, name)):
                yield Finding(*problem, field=name)
    elif isinstance(page, ProjectPage):
        for spot in walk(page):
            if isinstance(spot.kind, ProjectLinkBlock):
                doi, address = spot.value.get("doi"), spot.value.get("address") or ""
                problem = find_problem(clean_doi, doi) or find_address_problem(address)
                if problem:
                    yield spot.finding(*problem)


def find_address_problem(address):
    """Return a problem with an address at doi.org or on a page of arXiv, if any."""
    parts = urlsplit(address)
    if parts.hostname in {"doi.org", "dx.doi.org"}:
        return find_problem(clean_doi, parts.path.lstrip("/"))
    if parts.hostname == "arxiv.org" and re.match(r"/(abs|pdf)/", parts.path):
        return find_problem(clean_arxiv_id, parts.path[5:])
    return None


def find_problem(clean, identifier):
    """Return what is wrong with an identifier and how to mend it; None if nothing is."""
    if not identifier:
        return None
    try:
        clean(identifier)
    except ValidationError as error:
        sentence, _, mend = error.messages[0].partition(": ")
        return f"{sentence}.", mend[:1].upper() + mend[1:].rstrip(".") + "."
    return None

"""Checks of projects and publications."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from pages.desk.checks.findings import Finding, page_check
from pages.desk.checks.walk import walk

from .blocks import ProjectLinkBlock
from .citations.identifiers import clean_arxiv_id, clean_doi
from .models import ProjectPage, PublicationPage


@page_check
def find_project_without_topic(page):
    if isinstance(page, ProjectPage) and not page.topics.all():
        yield Finding(
            "The project has no topic, so no filter of the projects finds it.",
            "Add one or two topics that other projects have.",
            field="topics",
        )


@page_check
def find_project_without_summary(page):
    # The check of descriptions reports a project without any description.
    if isinstance(page, ProjectPage) and page.description and not page.summary:
        yield Finding(
            "The project has no summary, which its page begins with.",
            "Write one or two sentences about it.",
            field="summary",
        )


@page_check
def find_wrong_identifier(page):
    if isinstance(page, PublicationPage):
        for name, clean in (("doi", clean_doi), ("arxiv_id", clean_arxiv_id)):
            if problem := find_problem(clean, getattr(page, name)):
                yield Finding(*problem, field=name)
    elif isinstance(page, ProjectPage):
        for location in walk(page):
            if isinstance(location.block, ProjectLinkBlock):
                doi = location.value.get("doi")
                address = location.value.get("address") or ""
                problem = find_problem(clean_doi, doi) or find_address_problem(address)
                if problem:
                    yield location.finding(*problem)


def find_address_problem(address):
    """Return the problem with an identifier in an address of doi.org or arXiv, or None."""
    parts = urlsplit(address)
    if parts.hostname in {"doi.org", "dx.doi.org"}:
        return find_problem(clean_doi, parts.path.lstrip("/"))
    if parts.hostname == "arxiv.org" and re.match(r"/(abs|pdf)/", parts.path):
        return find_problem(clean_arxiv_id, parts.path[5:])
    return None


def find_problem(clean, identifier):
    """Return a message about a wrong identifier and advice, or None for a right one."""
    if not identifier:
        return None
    try:
        clean(identifier)
    except ValidationError as error:
        message, _, advice = error.messages[0].partition(": ")
        return f"{message}.", advice[:1].upper() + advice[1:].rstrip(".") + "."
    return None

"""From a page to its findings, in two steps: the first is worth remembering."""

from dataclasses import dataclass

from .findings import CHECKS, CHECKS_ACROSS, Finding
from .links import Link, find_links
from .surroundings import Surroundings


@dataclass(frozen=True)
class Reading:
    """What was read of a page: its own findings, and what is compared with other pages."""

    pk: int | None
    description: str
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


def read(page):
    """Return the Reading of a page, which is an instance of its own type."""
    return Reading(
        pk=page.pk,
        description=page.description,
        links=tuple(find_links(page)),
        findings=tuple(finding for check in CHECKS for finding in check(page)),
    )


def judge(reading, surroundings):
    """Return all findings on a page that was read, in the order of the page."""
    across = (
        finding for check in CHECKS_ACROSS for finding in check(reading, surroundings)
    )
    return sorted([*reading.findings, *across], key=lambda finding: finding.index)


def find(page):
    """Return the findings on one page, which may be a draft that was not saved."""
    return judge(read(page), Surroundings())

"""Running the checks, in two steps: the result of the first can be cached."""

from dataclasses import dataclass

from . import contact, images, tables, text  # noqa: F401 - they register their checks
from .findings import PAGE_CHECKS, SITE_CHECKS, Finding
from .links import Link, find_links
from .site_index import SiteIndex


@dataclass(frozen=True)
class CheckedPage:
    """Findings on one page, and the values that site checks compare with other pages."""

    pk: int | None
    description: str
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


def check_page(page):
    """Run the page checks on an instance of a specific page type."""
    findings = tuple(finding for check in PAGE_CHECKS for finding in check(page))
    return CheckedPage(page.pk, page.description, tuple(find_links(page)), findings)


def all_findings(checked_page, site_index):
    """Run the site checks too; return all findings in the order of the page."""
    findings = list(checked_page.findings)
    for check in SITE_CHECKS:
        findings += check(checked_page, site_index)
    return sorted(findings, key=lambda finding: finding.position)


def run_checks(page):
    """Return all findings on one page, which may be an unsaved draft."""
    return all_findings(check_page(page), SiteIndex())

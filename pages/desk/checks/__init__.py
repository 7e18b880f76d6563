"""Editorial checks: suggestions for a page, shown in its editor and on the dashboard.

They never prevent publishing. In the order to read them:

    findings.py     a Finding, and the decorators that register a check
    walk.py         every text and block of a page, with its location in the editor
    site_index.py   the other pages of the site, for checks that compare
    text.py, links.py, images.py, tables.py     the checks
    run.py          runs the checks

Another app registers its own checks with the same decorators, in a module that its
AppConfig imports.
"""

from . import (  # noqa: F401 - they register their checks
    images,
    links,
    tables,
    text,
)
from .findings import Finding, page_check, site_check
from .run import (
    CheckedPage,
    all_findings,
    check_page,
    run_checks,
)
from .site_index import SiteIndex
from .walk import Location, walk

__all__ = [
    "CheckedPage",
    "Finding",
    "Location",
    "SiteIndex",
    "all_findings",
    "check_page",
    "page_check",
    "run_checks",
    "site_check",
    "walk",
]

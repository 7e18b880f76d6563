"""Editorial checks: suggestions for a page, shown in its editor and on the dashboard.

They never prevent publishing. In the order to read them:

    findings.py     a Finding, and the decorators that register a check
    walk.py         every text and block of a page, with its location in the editor
    site_index.py   the other pages of the site, for checks that compare
    text.py, links.py, images.py, tables.py, contact.py     the checks
    run.py          runs the checks

Another app registers its own checks with the same decorators, in a module that its
AppConfig imports.
"""

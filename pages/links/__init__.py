"""Checking links, as visitors meet them.

The modules tell it in order: `address` says where a link leads, `visit` sees this site as
a visitor without the network, `find` collects what its pages lead to, `internal` judges
what stays on the site, `connection` and `external` ask other sites with manners, and
`check` does it all and keeps the results. `report` lists them in the admin.

Nothing is imported here: the admin needs the report, and not the machinery of a check.
"""

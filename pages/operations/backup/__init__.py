"""Backup and restore of the whole site, to be read in this order:

`archive` is the file format, and `tables` writes database tables as lines of JSON.
`create` makes a backup, at one of the `destinations`; `daily` does so each day, called by
the thread in `scheduler`. `upgrade` migrates the backup of an older version in a temporary
database, and `restore` puts it in place of the site, or only verifies it.
"""

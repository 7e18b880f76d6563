"""Backup and restore of the whole site, to be read in this order:

`archive` is the file format, and `tables` writes database tables as lines of JSON.
`create` makes a backup, at one of the `destinations`; `daily` does so each day, called by
the thread in `scheduler`. `upgrade` migrates the backup of an older version, `restore` puts
it in place of the site, and `verification` tries that in a temporary database.
"""

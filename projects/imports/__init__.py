"""Imports of publications, from pasted text to pages and back.

Read in this order: `reading` stores an import; `comparing` finds which of its entries are
new; `making` makes and changes pages; `undoing` takes that back; `looking_up` asks the services;
`tasks` does all this in portions that a request has time for. `summary` shows an entry in
one line; `views` are the admin.
"""

"""Full-page cache: answers published pages from memory, before Django has loaded.

A cached response is the answer to one address, ready to be sent. The database holds one
value, the cache version, which triggers change with every write to public content. A cached
response carries the version that was read before its rendering began, and it is served only
while that version is current. Read the modules in this order:

    cache.py         lookup, and rendering on a miss
    policy.py        which requests may be answered, which responses may be kept
    response.py      one cached response: made, sent, packed
    lru.py           responses in memory, and single flight: one rendering per key
    persistent.py    responses in the database, for a process that starts
    release.py       hash of what renders pages, since a release outdates stored responses
    database.py      reads the version and the next scheduled time, without Django
    triggers.py      change the version with every write to public content (with Django)
    warmer.py        renders the site again after a change
"""

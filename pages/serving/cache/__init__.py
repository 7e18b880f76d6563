"""Full-page cache: answers published pages from memory, before Django has loaded.

A cached response is the answer to one address, ready to be sent. The database holds one
value, the cache version, which triggers change with every write to public content. A cached
response carries the version that was read before its rendering began, and it is served only
while that version is current. Read the modules in this order:

    triggers.py      change the version with every write to public content (with Django)
    database.py      reads the version, due dates and stored responses, without Django
    policy.py        which requests may be answered, which responses may be kept
    response.py      one cached response: made, sent, packed
    lru.py           responses in memory, and single flight: one rendering per key
    persistent.py    responses in the database, for a process that starts
    bodies.py        request bodies, received whole
    deadline.py      limits the time of a database statement
    backend.py       Django, which loads in the background and renders
    static_files.py  static files, held in the same memory
    warmer.py        renders the site again after a change
    affinity.py      one processor for the threads that send
    server.py        the WSGI application that puts these together

The modules that run before Django has loaded import nothing of it.
"""

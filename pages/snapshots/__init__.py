"""Published pages as ready responses: answered from memory, before Django has loaded.

A snapshot is the answer to one address, ready to be sent. It may answer only while the
site is in the state that it was made in: the database changes one value, the epoch, with
every write to what visitors can see, and a snapshot carries the epoch that was read before
its rendering began. In the order to be read in:

    epoch.py        the triggers that move the epoch (with Django)
    database.py     reads epoch, due dates and stored snapshots, without Django
    negotiation.py  which encoding and form a client prefers
    snapshot.py     one ready response: made, sent, stored
    rules.py        which requests a snapshot may answer, which answers may be kept
    store.py        the snapshots in the database
    memory.py       the snapshots at hand, and one renderer for each
    bodies.py       what clients send, received whole
    deadline.py     how long the database may take
    rendering.py    Django, which loads behind the first answers and renders
    static_files.py the static files, ready in the same way
    renewal.py      renders the site again after a change
    affinity.py     one processor for the threads that send what is ready
    server.py       the WSGI application that puts them in front of each other

The modules that run before Django is there import nothing of it.
"""

"""Serving: everything that answers before Django or wraps it. Read in this order:

    application.py    the RSGI application: every request, from its arrival to its answer
    rsgi.py           requests, their bodies, and answers, as Granian passes them
    direct.py         ready answers without a task on the event loop
    health.py         /healthz and /readyz
    static_files.py   static files, small ones from memory
    media/            uploaded files, on this disk or in a bucket
    cache/            the full-page cache
    backend.py        Django, which loads in the background, answers and renders in threads

The modules that run before Django has loaded import nothing of it.
"""

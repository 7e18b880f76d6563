"""Serving: everything that answers before Django or wraps it.

Start with `config/wsgi.py`, which puts these parts in front of Django, and then read
`cache/`, the full-page cache, and `media/`, uploaded files.
"""

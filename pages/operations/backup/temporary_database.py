"""Temporary SQLite databases, beside the database of the site."""

from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.db.utils import ConnectionHandler


@contextmanager
def open_database(path):
    """Yield a connection to a new SQLite database."""
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # Its content does not have to survive this process.
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
        },
    }
    connection = ConnectionHandler({"default": database})["default"]
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def replace_default(connection):
    """Make a connection the default one of this thread.

    Migrations of Wagtail write to the default database whichever one is being migrated.
    """
    original = connections["default"]
    connections["default"] = connection
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"] = original
        ContentType.objects.clear_cache()

"""The server's entry point: a plain WSGI application."""

import os

from config import settings
from pages.snapshots.server import SnapshotServer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = SnapshotServer(settings)

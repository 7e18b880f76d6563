"""The server's entry point: a plain WSGI application."""

import os

from config import settings
from pages.files import MediaFiles
from pages.health import Health, Readiness
from pages.snapshots.server import SnapshotServer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

server = SnapshotServer(settings)
application = Health(
    MediaFiles(
        server, settings.MEDIA_ROOT, settings.MEDIA_URL, secure=settings.IS_HTTPS
    ),
    Readiness(server),
)

"""The server's entry point: a plain WSGI application."""

import os

from config import settings
from pages.files import MediaFiles
from pages.snapshots.server import SnapshotServer
from pages.transfer.keeper import keep_backups

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = SnapshotServer(settings)
if settings.BUCKET:
    keep_backups(application.django)
else:
    application = MediaFiles(
        application,
        settings.MEDIA_ROOT,
        settings.MEDIA_URL,
        secure=settings.IS_HTTPS,
    )

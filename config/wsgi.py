"""The server's entry point: a plain WSGI application."""

import logging.config
import os

from config import settings
from pages.headers import list_safe_headers
from pages.operations.backup.scheduler import start_scheduler
from pages.serving.cache.server import SnapshotServer
from pages.serving.health import Health, Readiness
from pages.serving.media.files import MediaFiles
from pages.serving.visits import VisitWriter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django does it once more, when it has loaded.
logging.config.dictConfig(settings.LOGGING)

application = server = SnapshotServer(settings)
if not settings.BUCKET:
    application = MediaFiles(
        application,
        settings.MEDIA_ROOT,
        settings.MEDIA_URL,
        secure=settings.IS_HTTPS,
        headers=list_safe_headers(settings),
    )
# Backups of a development site must not be mixed with those of the real one.
elif not settings.DEBUG:
    start_scheduler(server.django)
if server.visits:
    VisitWriter(server.visits, server.database).start()
application = Health(application, Readiness(server))

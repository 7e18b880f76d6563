"""WSGI entry point of the site, built from the inside to the outside.

A request passes through these until one answers: Health (/healthz, /readyz), MediaFiles
(uploads on this disk), StaticFiles, CacheServer (published pages) and Django, which the
CacheServer loads in the background.
"""

import logging.config
import os

from config import settings
from pages.operations.backup.scheduler import start_scheduler
from pages.serving.cache.server import CacheServer
from pages.serving.cache.static_files import StaticFiles
from pages.serving.headers import list_safe_headers
from pages.serving.health import Health, Readiness
from pages.serving.media.files import MediaFiles
from pages.serving.visits import VisitWriter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django configures logging too, but only when it has loaded.
logging.config.dictConfig(settings.LOGGING)

server = CacheServer(settings)
application = StaticFiles(server, settings)
if not settings.BUCKET:
    application = MediaFiles(
        application,
        settings.MEDIA_ROOT,
        settings.MEDIA_URL,
        secure=settings.IS_HTTPS,
        headers=list_safe_headers(settings),
    )
application = Health(application, Readiness(server))

# Background threads. A developer's machine adds no backups to those of the real site.
if settings.BUCKET and not settings.DEBUG:
    start_scheduler(server.backend)
if server.visits:
    VisitWriter(server.visits, server.database).start()

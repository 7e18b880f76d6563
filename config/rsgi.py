"""RSGI entry point of the site, which deploy/serve runs."""

import logging.config
import os
import sys

from config import settings
from pages.operations.backup.scheduler import start_scheduler
from pages.serving.application import Application
from pages.serving.direct import answer_directly

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# In seconds. A ready answer would wait ten times as long for a thread that renders a page.
sys.setswitchinterval(0.0005)
# Django configures logging too, but only when it has loaded.
logging.config.dictConfig(settings.LOGGING)

application = Application(settings)
answer_directly(application)

# A developer's machine adds no backups to those of the real site.
if settings.BUCKET and not settings.DEBUG:
    start_scheduler(application.backend)

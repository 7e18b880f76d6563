"""WSGI entry point for other servers: Django alone, with static files.

The cache, health checks, visits and scheduled work come with config/rsgi.py.
"""

import os

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from config import settings
from pages.serving.logs import RequestIdMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = RequestIdMiddleware(get_wsgi_application())
# In development there is no such folder.
if settings.STATIC_ROOT.is_dir():
    application = WhiteNoise(application, root=settings.STATIC_ROOT, prefix=settings.STATIC_URL)

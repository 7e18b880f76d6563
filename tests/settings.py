"""The settings of the site, quick for tests and closed to the rest of the environment."""

import os
import secrets
import tempfile
from unittest import mock

_environment = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "SITE_URL": "http://localhost",
    "DATABASE_URL": os.environ.get("DATABASE_URL") or "sqlite://:memory:",
}
with mock.patch.dict(os.environ, _environment, clear=True):
    from config.settings import *

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    # That of the archives in tests/stress/archives/.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# The manifest of hashed names exists only after collectstatic.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Removed with their objects, when the process ends.
_uploads = tempfile.TemporaryDirectory(prefix="recto-uploads-")
_static = tempfile.TemporaryDirectory(prefix="recto-static-")
MEDIA_ROOT = _uploads.name
STATIC_ROOT = _static.name

"""Settings of the site. The defaults are production's, and safe.

config/environment.py reads and checks the variables that docs/deploy.md lists.
"""

import sys
from pathlib import Path

from config import content_security, machine
from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE = BASE_DIR / "locale"

env.refuse_old_name("SNAPSHOTS", "CACHE_MEMORY_MB")
env.refuse_old_name("SECRET_KEY_BEFORE", "SECRET_KEY_FALLBACK")

# Hosts collect the static files while they build, before any variable is set.
IS_BUILDING = sys.argv[1:2] == ["collectstatic"]
# A dyno of Heroku loses its disk when it restarts, at least once a day.
IS_DYNO = bool(env.read_variable("DYNO")) and not IS_BUILDING

# Only for development.
DEBUG = env.read_switch("DEBUG")
PORT = env.read_number("PORT", 8000, 1, 65535, "port")

SECRET_KEY = env.read_secret_key(
    "SECRET_KEY", "only-to-collect-the-static-files" if IS_BUILDING else ""
)
SECRET_KEY_FALLBACKS = env.read_secret_key_fallbacks("SECRET_KEY_FALLBACK")


# Addresses and security

_platform = env.read_platform_host()
_local = f"http://localhost:{PORT}" if DEBUG or IS_BUILDING else ""
_site = env.read_site_url("SITE_URL", _local, _platform)
SITE_URL = f"{_site.scheme}://{_site.netloc}"
IS_HTTPS = _site.scheme == "https"

# First segments of the addresses in config/urls.py and pages/serving/application.py.
RESERVED_PATHS = {
    *("_util", "cards", "documents", "draft", "healthz", "media", "readyz", "search"),
    "static",
}
ADMIN_PATH = env.read_admin_path("ADMIN_PATH", "admin", RESERVED_PATHS)
ADMIN_URL = f"/{ADMIN_PATH}/"

# Visitors who come by these are sent to SITE_URL.
OTHER_HOSTS = env.find_other_hosts(_site.hostname, _platform)
_is_local = _site.hostname in env.LOCAL_HOSTS
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if _is_local else [_site.hostname, *OTHER_HOSTS]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The server speaks plain HTTP, so an https address means that there is a proxy.
PROXY_COUNT = env.read_number("PROXY_COUNT", int(IS_HTTPS), 0, 9, "number")
CLIENT_ADDRESS_HEADER = env.find_client_address_header("PROXY_COUNT")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
# A browser accepts a cookie with this prefix from this host only.
_prefix = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}sessionid"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if IS_HTTPS else 0
# The owner decides about subdomains, so HSTS neither includes them (W005) nor asks for the
# preload list (W021). The admin shows previews of pages in a frame (W019).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_security.PUBLIC}
EDITOR_CONTENT_SECURITY_POLICY = content_security.EDITOR
ADMIN_CONTENT_SECURITY_POLICY = content_security.ADMIN


# The application

INSTALLED_APPS = [
    "projects",
    "pages",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "csp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "pages.public.middleware.host_middleware",
    "django.middleware.security.SecurityMiddleware",
    "pages.public.middleware.ContentSecurityPolicyMiddleware",
    "pages.public.middleware.language_middleware",
    "pages.serving.database_errors.DatabaseUnavailableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pages.public.middleware.private_middleware",
    "pages.public.middleware.size_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pages.public.redirects.redirect_middleware",
    "pages.public.middleware.html_middleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]


# Data

# Folder of the SQLite database and of uploads.
DATA_DIR = env.read_folder("DATA_DIR", BASE_DIR)

DATABASES = {
    "default": env.read_database(
        "DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}", is_disk_lost=IS_DYNO
    )
}

_in_memory = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _in_memory, "LOCATION": "default"},
    "renditions": {"BACKEND": _in_memory, "LOCATION": "renditions", "TIMEOUT": 600},
    # A card takes 0.1 s to draw and has 20 KB. Its key changes with its content.
    "cards": {"BACKEND": _in_memory, "LOCATION": "cards", "TIMEOUT": None},
}


# Accounts

AUTH_USER_MODEL = "pages.User"
SESSION_ENGINE = "pages.accounts.sessions"
# Seconds until an unused login ends, and until any login ends.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
MAX_SESSION_AGE = 60 * 24 * 60 * 60
# Name of the site in an authenticator app.
OTP_TOTP_ISSUER = _site.hostname
# The login counts attempts itself: with these, a stranger who has the password could lock
# out the owner.
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0
# After the login for a private page, when no page is named.
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]


# Content of a new site

STARTER = env.read_choice("STARTER", "full", "structure", "none")


# Language and time

LANGUAGE_CODE = env.read_language("SITE_LANGUAGE", "en", LOCALE)
LOCALE_PATHS = [LOCALE]
TIME_ZONE = "UTC"


# Static files and uploads

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Content type of the rules for prefetching. WhiteNoise reads the setting, runserver asks
# the standard library.
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
if DEBUG:
    import mimetypes

    mimetypes.add_type(WHITENOISE_MIMETYPES[".speculationrules"], ".speculationrules")
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
BUCKET = env.read_bucket(is_disk_lost=IS_DYNO)
STORAGES = {
    "default": BUCKET or {"BACKEND": "pages.serving.media.disk.Disk"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "pages.serving.static_storage.StaticFilesStorage"
    },
}
# Only the hashed names are requested, so only those files are compressed.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The full-page cache is off in development.
CACHE_MEMORY_MB = env.read_number(
    "CACHE_MEMORY_MB", 0 if DEBUG else 32, 0, 1024, "number of megabytes"
)
# In development, the visits would be the developer's own.
VISITS = env.read_switch("VISITS", default=not DEBUG)
# Larger forms are refused without a message beside a field. Django's defaults, 1,000 fields
# and 2.5 MB, are too small for a long page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# Largest request body, in bytes, of logged-in users and of visitors.
MAX_REQUEST_SIZE = 64 * 1024 * 1024
MAX_VISITOR_REQUEST_SIZE = 1024 * 1024


# Logs, on standard error and without personal data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "pages.serving.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line" if DEBUG else "json",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # In place of their own handlers, among them Django's mail to administrators.
        "django": {"handlers": [], "propagate": True},
        "_granian": {"handlers": [], "propagate": True},
        # Anybody could fill the log and Sentry with refused requests.
        "django.security": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "WARNING"},
        "pages": {"level": "INFO"},
    },
}


# Errors at Sentry

VERSION = "1.0.0"
RELEASE = env.read_release()
SENTRY_DSN = env.read_matching(
    "SENTRY_DSN",
    r"https?://[^\s/@]+@[^\s/@]+/(?:[^\s@]+/)?\d+",
    "address of a project at Sentry",
    "https://key@o0.ingest.sentry.io/0",
)


# Mail

_mail_server = env.read_mail_server("EMAIL_URL")
globals().update(_mail_server)
HAS_MAIL = "EMAIL_HOST" in _mail_server
DEFAULT_FROM_EMAIL = env.read_mail_address("EMAIL_FROM", f"site@{_site.hostname}")


# Wagtail

WAGTAIL_SITE_NAME = "Recto"
WAGTAILADMIN_BASE_URL = SITE_URL
# The link to reset a password needs mail; `make password` needs none.
WAGTAIL_PASSWORD_RESET_ENABLED = HAS_MAIL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "pages.public.search_backend"}}
TAGGIT_CASE_INSENSITIVE = True

# The admin asks no other host for news, updates or avatars.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []
WAGTAIL_USER_TIME_ZONES = machine.TimeZones()

WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.uploads.image_form.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE = machine.find_image_limits()
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "pages.uploads.documents.DocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    *("bib", "csv", "docx", "mp4", "odp", "odt", "pdf", "pptx"),
    *("tex", "txt", "webm", "xlsx", "zip"),
]
# Other documents are downloaded: one that opens in the browser could pose as a page.
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["video/mp4", "video/webm"]
# Not every machine knows these types.
WAGTAILDOCS_CONTENT_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024

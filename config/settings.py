"""Every setting of the site, and the only reader of the environment.

The defaults are production's and safe. DEBUG=1 is the exception, for work on one's own
machine. The README's table of the environment lists every variable that is read here.
"""

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent


# The environment


def stop(variable, problem, example):
    """End the start with one sentence that names the variable and shows a good value."""
    raise SystemExit(f"{variable} {problem}: set it like {variable}={example}")


def read(variable):
    """Return the variable's value without surrounding space, or "" when it is not set."""
    return os.environ.get(variable, "").strip()


def read_switch(variable, default=False):
    value = read(variable).lower() or str(int(default))
    if value not in {"0", "1", "false", "true"}:
        stop(variable, f"is {value!r}, which is neither 1 nor 0", "1")
    return value in {"1", "true"}


def read_port(variable, default):
    value = read(variable) or str(default)
    if not (value.isascii() and value.isdecimal() and 0 < int(value) < 65536):
        stop(variable, f"is {value!r}, which is no port between 1 and 65535", default)
    return int(value)


def read_size(variable, default):
    value = read(variable) or str(default)
    if not (value.isascii() and value.isdecimal() and int(value) <= 1024):
        stop(variable, f"is {value!r}, which is no number up to 1024", default)
    return int(value)


def read_folder(variable, default):
    value = read(variable)
    if value and not (Path(value).is_absolute() and Path(value).is_dir()):
        stop(variable, f"is {value!r}, which is not the full path of a folder", "/data")
    return Path(value or default)


def read_platform(variable, ending, example):
    """Return the https address that a platform has given the site, "" where it has none."""
    value = read(variable)
    if value and not re.fullmatch(r"[a-z0-9.-]+", value):
        stop(variable, f"is {value!r}, which is no name of a host", example)
    return value and f"https://{value}{ending}"


def read_web_address(variable, default):
    """Return the parts of an http or https address that names a host and nothing below.

    The host is as browsers send it: in small ASCII letters, without the usual port.
    """
    example = "https://example.org"
    value = read(variable) or default
    if not value:
        stop(variable, "is missing (it is the address that visitors type)", example)
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        # The tables of international names take longer to load than a page to answer.
        if not host.isascii():
            host = host.encode("idna").decode()
        port = parts.port
    except ValueError:
        stop(variable, f"is {value!r}, which is no web address", example)
    usual_port = {"http": 80, "https": 443}.get(parts.scheme)
    is_name = re.fullmatch(r"(?!.*\.\.)[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host)
    if not (usual_port and (is_name or ":" in host)) or port == 0 or "@" in value:
        stop(variable, f"is {value!r}, which is no web address", example)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        stop(variable, f"is {value!r}, which has more than a host in it", example)
    address = host if is_name else f"[{host}]"
    if port not in {None, usual_port}:
        address += f":{port}"
    return parts._replace(netloc=address)


def read_database(variable, default):
    """Return Django's settings of one database from its address."""
    example = "postgres://user:password@host:5432/name"
    value = read(variable) or default
    scheme = value.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        stop(variable, "is not the address of a PostgreSQL or SQLite database", example)
    try:
        database = dj_database_url.parse(value, conn_max_age=600)
    except ValueError:
        stop(variable, "cannot be read as the address of a database", example)
    if not database["NAME"]:
        stop(variable, "names no database", example)
    if scheme == "sqlite":
        # Measured with the defaults: 78 of 120 concurrent read-then-write transactions
        # ended in "database is locked". With these, none.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        database["CONN_HEALTH_CHECKS"] = True
        # A server that is away must end in an error page, not in a hung request. In
        # seconds, but the second in milliseconds.
        database["OPTIONS"] = {
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            **database.get("OPTIONS", {}),
        }
    return database


def read_mail_server(variable):
    """Return Django's mail settings from an smtp or smtps address, {} when not set."""
    example = "smtp://user:password@mail.example.org:587"
    value = read(variable)
    if not value:
        return {}
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        stop(variable, "cannot be read as the address of a mail server", example)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        stop(variable, "is not the address of a mail server", example)
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        # A server on this machine is spoken to in the clear, any other never.
        "EMAIL_USE_TLS": not secure and parts.hostname not in LOCAL_HOSTNAMES,
        "EMAIL_TIMEOUT": 10,
    }


def read_alike(variable, pattern, what, example):
    """Return the variable's value, which a pattern tells from what it cannot be."""
    value = read(variable)
    if value and not re.fullmatch(pattern, value):
        stop(variable, f"is no {what}", example)
    return value


def find_bucket():
    """Return Django's settings of a bucket for uploads, {} when none is set.

    The variables are those that Tigris sets, of which none can be left out.
    """
    examples = {
        "AWS_ACCESS_KEY_ID": "tid_name",
        "AWS_SECRET_ACCESS_KEY": "tsec_secret",
        "AWS_REGION": "auto",
        "AWS_ENDPOINT_URL_S3": "https://fly.storage.tigris.dev",
        "BUCKET_NAME": "my-site",
    }
    key, secret, region, address, name = examples.values()
    bucket = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
    options = {
        "access_key": read_alike("AWS_ACCESS_KEY_ID", r"\S+", "key", key),
        "secret_key": read_alike("AWS_SECRET_ACCESS_KEY", r"\S+", "secret", secret),
        "region_name": read_alike("AWS_REGION", r"[\w-]+", "region", region),
        "endpoint_url": read_alike(
            "AWS_ENDPOINT_URL_S3", r"https?://[^\s/@]+/?", "web address", address
        ),
        "bucket_name": read_alike("BUCKET_NAME", bucket, "name of a bucket", name),
    }
    values = dict(zip(examples, options.values(), strict=True))
    given = [variable for variable, value in values.items() if value]
    for variable, value in values.items():
        if given and not value:
            stop(variable, f"is missing, while {given[0]} is set", examples[variable])
    return {"BACKEND": "pages.bucket.Bucket", "OPTIONS": options} if given else {}


def find_memory():
    """Return how many megabytes of memory the site may take on this machine.

    Fly.io says so, containers have a limit, and elsewhere it is all that there is.
    """
    value = read("FLY_VM_MEMORY_MB")
    if value and not (value.isascii() and value.isdecimal() and int(value)):
        stop("FLY_VM_MEMORY_MB", f"is {value!r}, which is no number of megabytes", 256)
    if value:
        return int(value)
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            sizes.append(int(Path("/sys/fs/cgroup", file).read_text()))
        except (OSError, ValueError):  # another kind of machine, or "max"
            continue
    return min(sizes) // 2**20


def find_most_pixels(megabytes):
    """Return the most pixels of a picture that a machine with this memory can reduce.

    Up to 300 MB are needed for 40 million, and 110 MB by the site itself.
    """
    millions = 12 + (megabytes - 256) * 28 // 256
    return min(max(millions, 4), 40) * 1_000_000


def read_language(variable, default):
    """Return the code of a language that the site has a catalogue of.

    English needs none, and "en-gb" is English with dates in another order.
    """
    value = (read(variable) or default).lower().replace("_", "-")
    if value == default:
        return value
    catalogues = {path.parent.parent.name for path in LOCALE.glob("*/*/django.mo")}
    # Read off its folders: to import Django's list takes longer than to answer a visitor.
    django = Path(find_spec("django").origin).parent
    languages = sorted(
        path.name.lower().replace("_", "-")
        for path in (django / "conf" / "locale").iterdir()
        if path.name.partition("_")[0] in {"en", *catalogues} and path.is_dir()
    )
    if value not in languages:
        known = f"{', '.join(languages[:-1])} or {languages[-1]}"
        stop(variable, f"is {value!r}, and this site speaks {known}", languages[0])
    return value


def read_admin_path(variable, default):
    """Return the first and only part of the addresses of the admin."""
    value = read(variable) or default
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,49}", value):
        stop(
            variable,
            f"is {value!r}, which is not one word of a-z, 0-9, - and _",
            "desk",
        )
    if value in ADDRESSES:
        stop(variable, f"is {value!r}, which is the address of something else", "desk")
    return value


def is_easy_to_guess(key):
    return len(key) < 50 or len(set(key)) < 5


LOCALE = BASE_DIR / "locale"
# The first parts of addresses that are taken: see config/urls.py and config/wsgi.py.
ADDRESSES = {
    *("_util", "cards", "documents", "draft", "healthz", "media", "readyz", "search"),
    "static",
}
LOCAL_HOSTNAMES = {"localhost", "127.0.0.1", "::1"}
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# Hosts collect the static files while they build, before any variable is set.
IS_BUILDING = sys.argv[1:2] == ["collectstatic"]
# A dyno of Heroku, which keeps no file for longer than a day.
IS_DYNO = bool(read("DYNO")) and not IS_BUILDING

DEBUG = read_switch("DEBUG")
PORT = read_port("PORT", 8000)

SECRET_KEY = read("SECRET_KEY")
if IS_BUILDING:
    SECRET_KEY = SECRET_KEY or "only-to-collect-the-static-files"
elif not SECRET_KEY:
    stop(
        "SECRET_KEY",
        "is missing (it signs logins and links)",
        "$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')",
    )
elif is_easy_to_guess(SECRET_KEY):
    stop(
        "SECRET_KEY",
        "is too easy to guess: it needs 50 characters or more",
        "$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')",
    )

# What the key before has signed stays good while it is named here.
SECRET_KEY_FALLBACKS = list(filter(None, [read("SECRET_KEY_BEFORE")]))
if any(map(is_easy_to_guess, SECRET_KEY_FALLBACKS)):
    stop(
        "SECRET_KEY_BEFORE",
        "is too easy to guess, as the key of no site was: it has 50 characters or more",
        "the-value-that-SECRET_KEY-had-until-now-0123456789",
    )


# Addresses and security

_site = read_web_address(
    "SITE_URL",
    read_platform("FLY_APP_NAME", ".fly.dev", "my-site")
    or read_platform(
        "HEROKU_APP_DEFAULT_DOMAIN_NAME", "", "my-site-0123456789ab.herokuapp.com"
    )
    or (f"http://localhost:{PORT}" if DEBUG or IS_BUILDING else ""),
)
SITE_URL = f"{_site.scheme}://{_site.netloc}"
IS_HTTPS = _site.scheme == "https"

ADMIN_PATH = read_admin_path("ADMIN_PATH", "admin")
ADMIN_URL = f"/{ADMIN_PATH}/"

ALLOWED_HOSTS = [_site.hostname]
if _site.hostname in {"localhost", "127.0.0.1", "::1"}:
    ALLOWED_HOSTS = LOCAL_HOSTS
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The server speaks plain HTTP, so an https address means that a proxy stands before it.
IS_BEHIND_PROXY = IS_HTTPS
if IS_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_HTTPS
# With this before its name, a browser takes a cookie from this very host alone.
_of_this_host = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_of_this_host}sessionid"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = f"{_of_this_host}csrftoken"
CSRF_COOKIE_SECURE = IS_HTTPS
DEVICE_COOKIE_NAME = f"{_of_this_host}device"
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if IS_HTTPS else 0
# Other names below the site's host are the owner's to decide about, so neither
# "include subdomains" (W005) nor the preload list (W021) is asked for. The admin shows
# drafts of pages in a frame (W019).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Players that a visitor may start with a click; nothing is fetched before it.
_players = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]
_policy = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    # No script of ours needs it, but Lighthouse could not read robots.txt without.
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-src": _players,
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _policy}
EDITOR_CONTENT_SECURITY_POLICY = {
    **_policy,
    # Wagtail's editor of rich texts writes a style for what stands in an empty one.
    "style-src": ["'self'", "'unsafe-inline'"],
    # Pictures that are being uploaded, and those that Wagtail's own style holds.
    "img-src": ["'self'", "data:", "blob:"],
    # The preview of a page, beside its editor.
    "frame-src": ["'self'", *_players],
}


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
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "pages.middleware.ContentSecurityPolicyMiddleware",
    "pages.middleware.ResourcePolicyMiddleware",
    "pages.middleware.PrefetchMiddleware",
    "pages.middleware.LanguageMiddleware",
    "pages.outage.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pages.middleware.SizeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pages.middleware.RedirectMiddleware",
    "pages.malformed.MalformedMiddleware",
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

# Where what the site keeps on the disk is: the database, unless it is elsewhere, and media.
DATA_DIR = read_folder("DATA_DIR", BASE_DIR)

DATABASES = {
    "default": read_database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
if IS_DYNO:
    if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        stop(
            "DATABASE_URL",
            "names no PostgreSQL, and a dyno loses a SQLite database when it restarts "
            '("heroku addons:create heroku-postgresql:essential-0" makes one and sets it)',
            "postgres://user:password@host:5432/name",
        )
    # Heroku's databases refuse to speak in the clear.
    DATABASES["default"]["OPTIONS"].setdefault("sslmode", "require")
    if not read("BUCKET_NAME"):
        stop(
            "BUCKET_NAME",
            "is missing, and a dyno loses uploaded files when it restarts, so they need "
            "a bucket of an object storage",
            "my-site",
        )

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "default",
    },
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 600,
    },
    # Drawn in a tenth of a second and 20 KB large. Their keys change with their content.
    "cards": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "cards",
        "TIMEOUT": None,
    },
}


# Accounts

AUTH_USER_MODEL = "pages.User"
SESSION_ENGINE = "pages.accounts.sessions"
# In seconds: how long a login lasts that is not used, and how long one that is.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_LONGEST = 60 * 24 * 60 * 60
# What an app that makes codes calls the site.
OTP_TOTP_ISSUER = _site.hostname
# pages/accounts/login.py counts the guesses: here whoever has the password could lock out
# the owner.
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0
# For those who log in to read a private page, and come from none.
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


# Language and time

LANGUAGE_CODE = read_language("SITE_LANGUAGE", "en")
LOCALE_PATHS = [LOCALE]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True


# Static files and uploads

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# What browsers take as rules of what to fetch before a visitor asks for it. WhiteNoise
# reads the setting, runserver asks the standard library.
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
if DEBUG:
    import mimetypes

    mimetypes.add_type(WHITENOISE_MIMETYPES[".speculationrules"], ".speculationrules")
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
BUCKET = find_bucket()
STORAGES = {
    "default": BUCKET or {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "pages.static_files.StaticFilesStorage"
    },
}
# Files are asked for by their hashed names alone, so the others need not be compressed,
# which is what takes time.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Limit of the full-page cache in memory, in megabytes; see pages/serving/cache/. During
# development every page is rendered anew.
PAGE_CACHE_SIZE = read_size("PAGE_CACHE_SIZE", 0 if DEBUG else 32)
# Whether visits are counted; see pages/visits/. While one works on the site, they are
# one's own.
VISITS = read_switch("VISITS", default=not DEBUG)
# What is beyond these is answered without a word beside a field, so a long page must stay
# below them: Django's defaults, 1,000 fields and 2.5 MB, are for shorter forms.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# What is sent at once, files included, by those who have logged in and by others: more is
# refused before it is read.
MOST_SENT = 64 * 1024 * 1024
MOST_SENT_BY_VISITORS = 1024 * 1024


# Logs, on standard error: Django's own say nothing of an error in production. They tell
# nothing of a person; see pages/logs.py.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "pages.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line" if DEBUG else "json",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Neither to mail nor to handlers of their own.
        "django": {"handlers": [], "propagate": True},
        "_granian": {"handlers": [], "propagate": True},
        # What strangers send and is refused (another name of the site, a thousand fields),
        # which is nobody's fault: anybody could fill the log and Sentry with it.
        "django.security": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "WARNING"},
        "pages": {"level": "INFO"},
    },
}


# Where errors are told of; see pages/sentry.py. The release is as the host names it.

VERSION = "0.1.0"
RELEASE = (
    read_alike("FLY_IMAGE_REF", r"[\w./:@-]+", "name of an image", "app:deployment-1")
    or read_alike("HEROKU_RELEASE_VERSION", r"v\d+", "release of Heroku", "v42")
).rpartition(":")[2]
SENTRY_DSN = read_alike(
    "SENTRY_DSN",
    r"https?://[^\s/@]+@[^\s/@]+/(?:[^\s@]+/)?\d+",
    "address of a project at Sentry",
    "https://key@o0.ingest.sentry.io/0",
)


# Mail

globals().update(read_mail_server("EMAIL_URL"))
HAS_MAIL = bool(read("EMAIL_URL"))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if HAS_MAIL
    else "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = read("EMAIL_FROM") or f"site@{_site.hostname}"
if "@" not in DEFAULT_FROM_EMAIL:
    stop(
        "EMAIL_FROM",
        f"is {DEFAULT_FROM_EMAIL!r}, which is no mail address",
        "site@example.org",
    )
SERVER_EMAIL = DEFAULT_FROM_EMAIL


# Wagtail

WAGTAIL_SITE_NAME = "Recto"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
# Without mail nobody would get the link: `make password` sets another one.
WAGTAIL_PASSWORD_RESET_ENABLED = HAS_MAIL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "pages.search"}}
TAGGIT_CASE_INSENSITIVE = True

# The admin asks no other host for news, updates or faces.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []


class TimeZones:
    """The time zones that an account can have, read off the machine when one is edited.

    At each start it would take longer than the first answer. Some machines list two as
    zones that browsers do not know.
    """

    def __iter__(self):
        from zoneinfo import available_timezones

        return iter(sorted(available_timezones() - {"localtime", "Factory"}))

    def __len__(self):
        return len(list(iter(self)))


WAGTAIL_USER_TIME_ZONES = TimeZones()

WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = find_most_pixels(find_memory())
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "pages.documents.DocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    *("bib", "csv", "docx", "mp4", "odp", "odt", "pdf", "pptx"),
    *("tex", "txt", "webm", "xlsx", "zip"),
]
# All else is downloaded: what opens in the browser could pose as a page of the site.
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["video/mp4", "video/webm"]
# Not every machine knows these two by their names.
WAGTAILDOCS_CONTENT_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024

"""Reader of the environment: the only code that uses os.environ.

Each function reads and checks one variable, or those of one service. A value that is
missing or wrong ends the start with one sentence that names the variable and an example.
Django is not imported here, since the first pages are served before it has loaded.
"""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
KEY_EXAMPLE = "$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')"
DATABASE_EXAMPLE = "postgres://user:password@host:5432/name"


def stop(variable, problem, example):
    """End the start with one sentence: the variable, the problem, an example."""
    raise SystemExit(f"{variable} {problem}: set it like {variable}={example}")


def refuse_old_name(old, new):
    """End the start when a variable is set by the name that it had in earlier releases."""
    if read_variable(old):
        raise SystemExit(f"{old} is called {new} now: set {new} instead of {old}")


def read_variable(variable):
    """Return the value without surrounding space, "" when the variable is not set."""
    return os.environ.get(variable, "").strip()


def read_switch(variable, default=False):
    value = read_variable(variable).lower() or str(int(default))
    if value not in {"0", "1", "false", "true"}:
        stop(variable, f"is {value!r}, neither 1 nor 0", "1")
    return value in {"1", "true"}


def read_number(variable, default, low, high, noun):
    """Return a whole number from `low` to `high`."""
    value = read_variable(variable) or str(default)
    if not (value.isascii() and value.isdecimal() and low <= int(value) <= high):
        stop(variable, f"is {value!r}, not a {noun} from {low} to {high}", default)
    return int(value)


def read_choice(variable, *choices):
    """Return one of the choices, the first when the variable is not set."""
    value = read_variable(variable).lower() or choices[0]
    if value not in choices:
        stop(variable, f"is {value!r}, none of {', '.join(choices)}", choices[-1])
    return value


def read_matching(variable, pattern, noun, example):
    """Return a value that matches the pattern, "" when the variable is not set.

    The message does not repeat the value, which may be a secret.
    """
    value = read_variable(variable)
    if value and not re.fullmatch(pattern, value):
        stop(variable, f"is not a valid {noun}", example)
    return value


def read_folder(variable, default):
    value = read_variable(variable)
    if value and not (Path(value).is_absolute() and Path(value).is_dir()):
        stop(variable, f"is {value!r}, not the absolute path of a folder", "/data")
    return Path(value or default)


def read_secret_key(variable, default=""):
    """Return the key that signs logins and links; with a default, any value is valid."""
    value = read_variable(variable) or default
    if not value:
        stop(variable, "is missing (it signs logins and links)", KEY_EXAMPLE)
    if not default and is_easy_to_guess(value):
        problem = "is too easy to guess: it needs 50 characters or more"
        stop(variable, problem, KEY_EXAMPLE)
    return value


def read_secret_key_fallbacks(variable):
    """Return the list of earlier keys whose signatures stay valid: one or none."""
    value = read_variable(variable)
    if value and is_easy_to_guess(value):
        problem = "is too short to have been a key of this site (50 characters or more)"
        stop(variable, problem, "the-previous-value-of-SECRET_KEY-0123456789-0123456789")
    return [value] if value else []


def is_easy_to_guess(key):
    return len(key) < 50 or len(set(key)) < 5


def read_platform_host():
    """Return the host that Fly.io or Heroku gives the site, or ""."""
    fly = read_matching("FLY_APP_NAME", r"[a-z0-9.-]+", "host name", "my-site")
    example = "my-site-0123456789ab.herokuapp.com"
    heroku = read_matching("HEROKU_APP_DEFAULT_DOMAIN_NAME", r"[a-z0-9.-]+", "host name", example)
    return f"{fly}.fly.dev" if fly else heroku


def find_other_hosts(host, platform):
    """Return the hosts that visitors may come by to a site at `host`: www. and the platform's."""
    if "." not in host or host.replace(".", "").isdigit() or ":" in host:
        return []
    www = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return [name for name in (www, platform) if name and name != host]


def read_site_url(variable, default, platform=""):
    """Return the parts of an http or https address of a host, without a path.

    Without the variable, it is https at the platform's host, or else the default. The host
    is as browsers send it: in lower-case ASCII, without the default port.
    """
    example = "https://example.org"
    value = read_variable(variable) or (platform and f"https://{platform}") or default
    if not value:
        stop(variable, "is missing (the address that visitors type)", example)
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        # The tables of international names take longer to load than a page to answer.
        if not host.isascii():
            host = host.encode("idna").decode()
        port = parts.port
    except ValueError:
        stop(variable, f"is {value!r}, not a web address", example)
    default_port = {"http": 80, "https": 443}.get(parts.scheme)
    is_name = re.fullmatch(r"(?!.*\.\.)[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host)
    if not (default_port and (is_name or ":" in host)) or port == 0 or "@" in value:
        stop(variable, f"is {value!r}, not a web address", example)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        stop(variable, f"is {value!r}, which has more than a host in it", example)
    address = host if is_name else f"[{host}]"
    if port not in {None, default_port}:
        address += f":{port}"
    return parts._replace(netloc=address)


def find_client_address_header(variable):
    """Return the header that names the client on Fly.io, "" elsewhere or with the variable.

    There the last address of X-Forwarded-For is the app's own.
    """
    return "Fly-Client-IP" if read_variable("FLY_APP_NAME") and not read_variable(variable) else ""


def read_admin_path(variable, default, reserved):
    """Return the first segment of the admin's addresses, none of the reserved ones."""
    value = read_variable(variable) or default
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,49}", value):
        stop(variable, f"is {value!r}, not one word of a-z, 0-9, - and _", "desk")
    if value in reserved:
        stop(variable, f"is {value!r}, an address that the site uses itself", "desk")
    return value


def read_language(variable, default, catalogues):
    """Return the code of a language that the folder of catalogues has.

    English needs no catalogue, and "en-gb" is English with dates in another order.
    """
    value = (read_variable(variable) or default).lower().replace("_", "-")
    if value == default:
        return value
    translated = {path.parent.parent.name for path in catalogues.glob("*/*/django.mo")}
    # Read from the folders: importing Django's list takes longer than answering a visitor.
    django = Path(find_spec("django").origin).parent
    languages = sorted(
        path.name.lower().replace("_", "-")
        for path in (django / "conf" / "locale").iterdir()
        if path.name.partition("_")[0] in {"en", *translated} and path.is_dir()
    )
    if value not in languages:
        known = f"{', '.join(languages[:-1])} or {languages[-1]}"
        stop(variable, f"is {value!r}, not one of {known}", languages[0])
    return value


def read_database(variable, default, is_disk_lost):
    """Return Django's settings of one database.

    Where the disk is lost at each restart, only PostgreSQL is accepted.
    """
    value = read_variable(variable) or default
    scheme = value.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        problem = "is not the address of a PostgreSQL or SQLite database"
        stop(variable, problem, DATABASE_EXAMPLE)
    try:
        database = dj_database_url.parse(value)
    except ValueError:
        stop(variable, "cannot be read as the address of a database", DATABASE_EXAMPLE)
    if not database["NAME"]:
        stop(variable, "names no database", DATABASE_EXAMPLE)
    if scheme == "sqlite":
        if is_disk_lost:
            problem = (
                "names no PostgreSQL, and a dyno loses a SQLite database when it restarts "
                '("heroku addons:create heroku-postgresql:essential-0" creates one)'
            )
            stop(variable, problem, DATABASE_EXAMPLE)
        # Measured with the defaults: 78 of 120 concurrent read-then-write transactions
        # ended in "database is locked". With these, none.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return database
    # A connection to SQLite is quick, and one that stays would write into a deleted file.
    database["CONN_MAX_AGE"] = 600
    database["CONN_HEALTH_CHECKS"] = True
    # They end with their transaction where a pool lends a connection for one only.
    database["DISABLE_SERVER_SIDE_CURSORS"] = True
    options = database.setdefault("OPTIONS", {})
    # Without a server, requests end with an error page instead of hanging. In seconds, but
    # tcp_user_timeout in milliseconds.
    options.setdefault("connect_timeout", 5)
    options.setdefault("tcp_user_timeout", 10_000)
    options.setdefault("keepalives_idle", 5)
    options.setdefault("keepalives_interval", 2)
    if is_disk_lost:
        # Heroku's databases refuse connections without encryption.
        options.setdefault("sslmode", "require")
    return database


def read_bucket(is_disk_lost):
    """Return Django's settings of a bucket for uploads, {} when none is set.

    Its variables are those that Tigris sets: all five, or none unless the disk is lost
    at each restart.
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
        "access_key": read_matching("AWS_ACCESS_KEY_ID", r"\S+", "key", key),
        "secret_key": read_matching("AWS_SECRET_ACCESS_KEY", r"\S+", "secret", secret),
        "region_name": read_matching("AWS_REGION", r"[\w-]+", "region", region),
        "endpoint_url": read_matching(
            "AWS_ENDPOINT_URL_S3", r"https?://[^\s/@]+/?", "web address", address
        ),
        "bucket_name": read_matching("BUCKET_NAME", bucket, "bucket name", name),
    }
    if is_disk_lost and not options["bucket_name"]:
        problem = "is missing, and a dyno loses uploaded files when it restarts"
        stop("BUCKET_NAME", problem, name)
    values = dict(zip(examples, options.values(), strict=True))
    given = [variable for variable, value in values.items() if value]
    for variable, value in values.items():
        if given and not value:
            stop(variable, f"is missing, while {given[0]} is set", examples[variable])
    return {"BACKEND": "pages.serving.media.storage.Bucket", "OPTIONS": options} if given else {}


def read_mail_server(variable):
    """Return Django's mail settings from an smtp or smtps address; without, mail is printed."""
    example = "smtp://user:password@mail.example.org:587"
    value = read_variable(variable)
    if not value:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        stop(variable, "cannot be read as the address of a mail server", example)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        stop(variable, "is not the address of a mail server", example)
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        # Only a server on this machine gets mail without encryption.
        "EMAIL_USE_TLS": not secure and parts.hostname not in LOCAL_HOSTS,
        "EMAIL_TIMEOUT": 10,
    }


def read_mail_address(variable, default):
    value = read_variable(variable) or default
    if "@" not in value:
        stop(variable, f"is {value!r}, not a mail address", "site@example.org")
    return value


def read_release():
    """Return the name that the hosting platform gives the release, or ""."""
    image = r"[\w./:@-]+"
    release = read_matching("FLY_IMAGE_REF", image, "image name", "app:deployment-1")
    release = release or read_matching(
        "HEROKU_RELEASE_VERSION", r"v\d+", "release of Heroku", "v42"
    )
    return release.rpartition(":")[2]

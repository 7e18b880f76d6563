"""System checks of settings, accounts, files and backups.

The settings are checked each time or with --deploy, the others with --database default.
"""

import stat
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Tags, Warning, register
from django.db import connections
from django_otp.plugins.otp_totp.models import TOTPDevice

from pages.accounts import two_factor

from .media_files import describe_missing


def is_on_internet(address):
    """Return whether the host of a URL is reachable from the internet."""
    host = urlsplit(address).hostname
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".test"))


def warn(number, text, hint):
    return Warning(text, hint=hint, id=f"pages.W{number:03}")


@register(Tags.security)
def check_debug(**kwargs):
    if settings.DEBUG and is_on_internet(settings.SITE_URL):
        yield warn(
            1,
            f"DEBUG is on, and {settings.SITE_URL} is public: error pages there show "
            "settings and code.",
            "Remove DEBUG from the environment.",
        )


@register(Tags.security, deploy=True)
def check_settings(**kwargs):
    if not settings.IS_HTTPS and is_on_internet(settings.SITE_URL):
        yield warn(
            2,
            "SITE_URL begins with http, so passwords and drafts are sent unencrypted.",
            "Serve the site over https, and set SITE_URL to that address.",
        )
    bucket = settings.BUCKET.get("OPTIONS", {}).get("endpoint_url", "")
    if bucket.startswith("http:") and is_on_internet(bucket):
        yield warn(
            3,
            "AWS_ENDPOINT_URL_S3 begins with http, so uploads and backups are sent unencrypted.",
            "Set it to the https address of the object storage.",
        )
    if settings.SECRET_KEY_FALLBACKS:
        yield warn(
            4,
            "SECRET_KEY_FALLBACK is set: the old key can still sign a login.",
            "Remove it two weeks after the change, or at once if the key was stolen.",
        )


@register(Tags.database)
def check_accounts(databases=None, **kwargs):
    for account in list_accounts() if databases else []:
        name = account.get_username()
        is_unused = account.is_superuser and account.last_login is None
        if is_unused and account.has_usable_password():
            yield warn(
                6,
                f"There was no login as “{name}” yet, so the first password, which is in "
                "the log, may still be valid.",
                "Log in, and set another password under Account.",
            )
        if account.is_superuser and not two_factor.is_on(account):
            yield warn(
                7,
                f"The account “{name}” is a superuser, and is protected by a password only.",
                "Turn on two-factor login under Account.",
            )


def list_accounts():
    """Return the active accounts, or none before their tables exist."""
    model = get_user_model()
    tables = connections["default"].introspection.table_names()
    if not {model._meta.db_table, TOTPDevice._meta.db_table} <= {*tables}:
        return []
    return model.objects.filter(is_active=True)


@register(Tags.database)
def check_files(databases=None, **kwargs):
    """Warn about uploads that all accounts of this machine may change, and secrets they may read."""
    if not databases:
        return
    database = connections["default"].settings_dict
    if not settings.BUCKET:
        yield from check_mode(settings.MEDIA_ROOT, stat.S_IWOTH, "change", "o-w")
    if database["ENGINE"].endswith("sqlite3"):
        yield from check_mode(database["NAME"], stat.S_IROTH | stat.S_IWOTH, "read", "o-rw")
    if not (settings.BUCKET or settings.DEBUG):
        yield warn(
            9,
            "No backup is scheduled, because no bucket is set.",
            "Set the five variables of a bucket, or run manage.py backup each week "
            "and keep the file elsewhere.",
        )


def check_mode(path, forbidden, verb, change):
    path = Path(path)
    if path.exists() and path.stat().st_mode & forbidden:
        yield warn(
            8,
            f"Every account of this machine may {verb} {path}.",
            f"Take that right away with chmod {change} {path}",
        )


@register(Tags.database)
def check_uploads(databases=None, **kwargs):
    tables = connections["default"].introspection.table_names() if databases else []
    if "wagtailcore_page" in tables and (problem := describe_missing()):
        yield warn(
            10,
            problem,
            "Files of an earlier disk are copied by manage.py move_media bucket, those of "
            "an earlier bucket by manage.py move_media disk. Others come back with a backup.",
        )

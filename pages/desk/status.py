"""Status page of the admin: version, database, uploads, mail, backup and disk.

Its cost is bounded, however large the site is.
"""

import os
import platform
import shutil
from datetime import timedelta
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.template.defaultfilters import date as write_date
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from pages.models import Backup
from pages.serving.health import APPLIED, find_last_migrations

from .reports import Report, ReportMenuItem

MAX_FILES = 5000  # that are counted
FREE = 200 * 1024 * 1024  # bytes; with less free the page warns
TIME = "j F Y, H:i"
# Maximum age of the last backup, if backups are scheduled and if not.
DAYS, DAYS_BY_HAND = 2, 14


class Fact(NamedTuple):
    """Line of the page, with a warning if the owner should act."""

    name: str
    value: str
    warning: str = ""


def find_versions():
    yield Fact("Recto", settings.VERSION)
    yield Fact("Release", settings.RELEASE or "not named by the host")
    for package in ("Django", "Wagtail"):
        yield Fact(package, version(package))
    yield Fact("Python", platform.python_version())


def find_database():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            number = connection.pg_version
            kind = f"PostgreSQL {number // 10000}.{number % 10000}"
            cursor.execute("SELECT pg_database_size(current_database())")
            (size,) = cursor.fetchone()
        else:
            kind = f"SQLite {'.'.join(map(str, connection.get_database_version()))}"
            cursor.execute("PRAGMA page_count")
            (count,) = cursor.fetchone()
            cursor.execute("PRAGMA page_size")
            size = count * cursor.fetchone()[0]
        cursor.execute(APPLIED)
        missing = find_last_migrations() - set(map(tuple, cursor.fetchall()))
    yield Fact("Kind", kind)
    yield Fact("Size", filesizeformat(size))
    yield Fact(
        "Migrations",
        f"{len(missing)} missing" if missing else "all applied",
        "Run manage.py prepare_site." if missing else "",
    )


def find_storage():
    bucket = settings.BUCKET
    yield Fact("Kind", f"bucket {bucket['OPTIONS']['bucket_name']}" if bucket else "disk")
    try:
        if bucket:
            sizes = default_storage.sizes(MAX_FILES)
        else:
            sizes = find_sizes(Path(settings.MEDIA_ROOT))
        known = list(islice(sizes, MAX_FILES))
    except Exception:  # noqa: BLE001 - the disk or the network
        yield Fact("Files", "unknown", "The storage does not answer. See the log.")
    else:
        more = "or more" if len(known) == MAX_FILES else ""
        yield Fact("Files", f"{len(known)} {more}".strip())
        yield Fact("Size", f"{filesizeformat(sum(known))} {more}".strip())


def find_sizes(folder):
    """Yield the size in bytes of each file in a folder and below it."""
    for place, _, names in os.walk(folder):
        for name in names:
            yield Path(place, name).stat().st_size


def find_backup():
    remedy = "Make one with manage.py backup, and keep it elsewhere."
    is_scheduled = bool(settings.BUCKET)
    if is_scheduled:
        remedy = "The log says why the scheduled ones failed."
    yield Fact("Scheduled", "each day, in the bucket" if is_scheduled else "no")
    backup = Backup.objects.good().first()
    if backup is None:
        yield Fact("Last", "none", f"There is no backup. {remedy}")
        return
    allowed = timedelta(days=DAYS if is_scheduled else DAYS_BY_HAND)
    is_old = timezone.now() - backup.finished_at > allowed
    yield Fact(
        "Last",
        write_time(backup.finished_at),
        f"It is older than {allowed.days} days. {remedy}" if is_old else "",
    )
    yield Fact("Place", f"{backup.place} ({filesizeformat(backup.size)})")


def find_mail():
    mail = "sent" if settings.HAS_MAIL else "printed in the log, not sent"
    yield Fact("Messages", mail)


def find_disk():
    free = shutil.disk_usage(settings.DATA_DIR).free
    yield Fact(
        "Free",
        filesizeformat(free),
        "The disk is nearly full: uploads and changes will fail soon." if free < FREE else "",
    )


def write_time(time):
    return write_date(timezone.localtime(time), TIME)


def may_see_status(user):
    """Tell whether the user is an owner or a superuser."""
    return user.has_perm("pages.change_owner")


class StatusView(Report):
    page_title = "Site status"
    header_icon = "info-circle"
    template_name = "desk/status.html"
    may_see = staticmethod(may_see_status)

    def get_context_data(self, **kwargs):
        sections = {
            "Version": find_versions(),
            "Database": find_database(),
            "Uploads": find_storage(),
            "Mail": find_mail(),
            "Backup": find_backup(),
            "Disk": find_disk(),
        }
        return super().get_context_data(
            sections={name: list(facts) for name, facts in sections.items()},
            **kwargs,
        )


def make_menu_item():
    return ReportMenuItem(StatusView, "status", 620)

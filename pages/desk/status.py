"""Status page of the admin: version, database, uploads, email, backup and disk.

Its cost is bounded, however large the site is.
"""

import platform
import shutil
from datetime import timedelta
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.template.defaultfilters import date as date_format
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy

from pages.models import Backup, Owner
from pages.serving.health import APPLIED, find_last_migrations

from .reports import Report, ReportMenuItem

MAX_FILES = 5000  # that are counted
FREE = 200 * 1024 * 1024  # bytes; with less free the page warns
# Maximum age of the last backup, if backups are scheduled and if not.
DAYS, DAYS_BY_HAND = 2, 14
DATABASE_SIZE = {  # in bytes
    "postgresql": "SELECT pg_database_size(current_database())",
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
}


class Fact(NamedTuple):
    """Line of the page, with a warning if the owner should act."""

    name: str
    value: str
    warning: str = ""


def find_versions():
    yield Fact("Recto", settings.VERSION)
    yield Fact("Release", settings.RELEASE or "unknown")
    for package in ("Django", "Wagtail"):
        yield Fact(package, version(package))
    yield Fact("Python", platform.python_version())


def find_database():
    with connection.cursor() as cursor:
        cursor.execute(DATABASE_SIZE[connection.vendor])
        (size,) = cursor.fetchone()
        cursor.execute(APPLIED)
        missing = find_last_migrations() - set(map(tuple, cursor.fetchall()))
    release = ".".join(map(str, connection.get_database_version()))
    yield Fact("Kind", f"{connection.display_name} {release}")
    yield Fact("Size", filesizeformat(size))
    if missing:
        yield Fact("Migrations", f"{len(missing)} missing", "Run manage.py prepare_site.")
    else:
        yield Fact("Migrations", "all applied")


def find_storage():
    bucket = settings.BUCKET
    yield Fact("Kind", f"bucket {bucket['OPTIONS']['bucket_name']}" if bucket else "disk")
    try:
        if bucket:
            sizes = default_storage.sizes(MAX_FILES)
        else:
            files = filter(Path.is_file, Path(settings.MEDIA_ROOT).rglob("*"))
            sizes = (file.stat().st_size for file in files)
        known = list(islice(sizes, MAX_FILES))
    except Exception:  # noqa: BLE001 - the disk or the network
        yield Fact("Files", "unknown", "The storage does not answer. See the log.")
    else:
        more = "or more" if len(known) == MAX_FILES else ""
        yield Fact("Files", f"{len(known)} {more}".strip())
        yield Fact("Size", f"{filesizeformat(sum(known))} {more}".strip())


def find_backup():
    if settings.BUCKET:
        scheduled, days = "each day, in the bucket", DAYS
        remedy = "The log says why the scheduled ones failed."
    else:
        scheduled, days = "no", DAYS_BY_HAND
        remedy = "Make one here or with manage.py backup, and keep it elsewhere."
    yield Fact("Scheduled", scheduled)
    if backup := Backup.objects.good().first():
        time = date_format(timezone.localtime(backup.finished_at), "j F Y, H:i")
        is_old = timezone.now() - backup.finished_at > timedelta(days=days)
        yield Fact("Last", time, f"It is older than {days} days. {remedy}" if is_old else "")
        yield Fact("Destination", f"{backup.destination} ({filesizeformat(backup.size)})")
    else:
        yield Fact("Last", "none", f"There is no backup. {remedy}")


def find_email():
    yield Fact("Messages", "sent" if settings.HAS_MAIL else "printed in the log, not sent")


def find_disk():
    free = shutil.disk_usage(settings.DATA_DIR).free
    full = "The disk is nearly full: uploads and changes will fail soon."
    yield Fact("Free", filesizeformat(free), full if free < FREE else "")


class StatusView(Report):
    """Report for owners and superusers."""

    page_title = "Site status"
    header_icon = "info-circle"
    template_name = "desk/status.html"
    permission_policy = ModelPermissionPolicy(Owner)
    any_permission_required = ["change"]

    def get_context_data(self, **kwargs):
        sections = {
            "Version": list(find_versions()),
            "Database": list(find_database()),
            "Uploads": list(find_storage()),
            "Email": list(find_email()),
            "Backup": list(find_backup()),
            "Disk": list(find_disk()),
        }
        makers = hooks.get_hooks("register_status_panels")
        panels = list(chain.from_iterable(make(self.request.user) for make in makers))
        return super().get_context_data(sections=sections, panels=panels, **kwargs)


def make_menu_item():
    return ReportMenuItem(StatusView, "status", 620)

"""How the site is, for its owner: a page of the admin.

What it costs is bounded, however much the site holds.
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
from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.template.defaultfilters import date as write_date
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision

from .models import Backup
from .serving.health import APPLIED, find_last_migrations

MAX_FILES = 5000  # that are counted
FREE = 200 * 1024 * 1024  # bytes; with less room on the disk the owner is warned
TIME = "j F Y, H:i"
# How old the last backup may be, where there are scheduled ones, and where not.
DAYS, DAYS_BY_HAND = 2, 14


class Fact(NamedTuple):
    """One line of the page; a warning is what the owner should do something about."""

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
    yield Fact(
        "Kind", f"bucket {bucket['OPTIONS']['bucket_name']}" if bucket else "disk"
    )
    try:
        if bucket:
            sizes = default_storage.sizes(MAX_FILES)
        else:
            sizes = find_sizes(Path(settings.MEDIA_ROOT))
        known = list(islice(sizes, MAX_FILES))
    except Exception:  # noqa: BLE001 - of the disk or the network
        yield Fact("Files", "unknown", "The storage does not answer: see the log.")
    else:
        more = "or more" if len(known) == MAX_FILES else ""
        yield Fact("Files", f"{len(known)} {more}".strip())
        yield Fact("Size", f"{filesizeformat(sum(known))} {more}".strip())
    free = shutil.disk_usage(settings.DATA_DIR).free
    yield Fact(
        "Free on the disk",
        filesizeformat(free),
        "It is nearly full: uploads and changes will fail soon." if free < FREE else "",
    )


def find_sizes(folder):
    """Yield the size in bytes of each file in a folder and below it."""
    for place, _, names in os.walk(folder):
        for name in names:
            yield Path(place, name).stat().st_size


def find_backup():
    remedy = "Make one with manage.py backup, and keep it elsewhere."
    is_scheduled = bool(settings.BUCKET)
    if is_scheduled:
        remedy = "The log tells why the scheduled ones were not made."
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


def find_queue():
    now = timezone.now()
    going = Revision.page_revisions.exclude(approved_go_live_at=None)
    ending = Page.objects.live().exclude(expire_at=None)
    for name, queue, field in (
        ("To go live", going, "approved_go_live_at"),
        ("To be taken down", ending, "expire_at"),
    ):
        times = list(queue.order_by(field).values_list(field, flat=True)[:1])
        due = queue.filter(**{f"{field}__lt": now - timedelta(minutes=5)}).count()
        value = f"{queue.count()}, the next {write_time(times[0])}" if times else "none"
        warning = f"{due} should have been done by now: see the log." if due else ""
        yield Fact(name, value, warning)


def find_snapshots(server):
    """Return the facts of the server that has passed this request on, if one has."""
    if server is None or not server.is_on:
        yield Fact("Snapshots", "off: each page is made anew")
        return
    memory = server.memory
    bound = filesizeformat(memory.bound)
    yield Fact("In memory", str(len(memory.keys())))
    yield Fact("Size", f"{filesizeformat(memory.size)} of {bound}")
    for (_, word), count in server.answers.items():
        yield Fact(WORDS[word], str(count))


WORDS = {
    "hit": "Answered from memory",
    "stale": "From memory, while the database was away",
    "miss": "Made for the visitor",
    "bypass": "Answered by Django",
}


def find_process():
    yield Fact(
        "Memory", filesizeformat(read_memory()) if MEMORY.exists() else "unknown"
    )
    sent = "sent" if settings.HAS_MAIL else "printed in the log, not sent"
    yield Fact("Mail", sent)
    yield Fact("Sentry", "told of errors" if settings.SENTRY_DSN else "not set")
    yield Fact("Visits", "counted" if settings.VISITS else "not counted")


MEMORY = Path("/proc/self/statm")


def read_memory():
    """Return the memory of this process in bytes, with what it shares with others."""
    return int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def find_messages():
    """Return what Django's checks and the site's own have to say of its deployment."""
    messages = run_checks(include_deployment_checks=True)
    return [message for message in messages if not message.is_silenced()]


def write_time(time):
    return write_date(timezone.localtime(time), TIME)


def may_see(user):
    """Tell whether this is the owner, or who may do everything."""
    return user.has_perm("pages.change_owner")


class StatusView(WagtailAdminTemplateMixin, View):
    page_title = "Site status"
    header_icon = "info-circle"
    template_name = "pages/admin/status.html"

    def get(self, request):
        if not may_see(request.user):
            raise PermissionDenied
        return self.render_to_response(self.get_context_data())

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        server = self.request.META.get("pages.snapshots")
        sections = {
            "Versions": find_versions(),
            "Database": find_database(),
            "Uploads": find_storage(),
            "Backup": find_backup(),
            "Scheduled pages": find_queue(),
            "Snapshots, and what this process has answered with them": find_snapshots(
                server
            ),
            "This process": find_process(),
        }
        return super().get_context_data(
            sections={name: list(facts) for name, facts in sections.items()},
            messages_of_checks=find_messages(),
            **kwargs,
        )


urlpatterns = [path("reports/status/", StatusView.as_view(), name="status")]

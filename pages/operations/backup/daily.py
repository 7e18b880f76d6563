"""Daily backups into the bucket, and their retention.

They have a folder of their own: backups made by hand are never deleted.
"""

import logging
from datetime import UTC, datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from ...models import Backup, SiteVersion
from .create import run_backup
from .destinations import FOLDER, IN_BUCKET

logger = logging.getLogger(__name__)

SCHEDULED = f"{FOLDER}scheduled/"
NAME = f"{SCHEDULED}%Y-%m-%dT%H-%M-%SZ.zip"
DAY = timedelta(days=1)
RETRY = timedelta(hours=1)  # after a failure
TIMEOUT = timedelta(hours=3)  # of an unfinished backup, whose process has perhaps ended
# Number of periods for which the newest backup is kept.
RETENTION = {"%Y-%m-%d": 7, "%G-%V": 4, "%Y-%m": 6}


def run_due_backup():
    """Make a backup if one is due, and return when to check again."""
    backup = reserve(timezone.now())
    if backup:
        logger.info("The backup %s begins.", backup.destination)
        try:
            try:
                run_backup(backup)
            finally:
                prune()
        except Exception:
            logger.exception("The backup %s has failed.", backup.destination)
        else:
            logger.info("The backup %s is done.", backup.destination)
    return find_due_time()


def reserve(now):
    """Return a new Backup to be made, or None if none is due or another process has it."""
    if not is_due(now):
        return None
    with transaction.atomic():
        SiteVersion.objects.select_for_update().first()
        if not is_due(now):
            return None
        destination = f"{IN_BUCKET}{now.strftime(NAME)}"
        return Backup.objects.create(destination=destination, is_scheduled=True)


def is_due(now):
    due_at = find_due_time()
    return due_at is None or now >= due_at


def find_due_time():
    """Return when the next scheduled backup is due, or None before the first."""
    # Records of the future are of a clock that was wrong.
    known = Backup.objects.filter(is_scheduled=True, started_at__lt=timezone.now() + RETRY)
    last = known.order_by("started_at").last()
    if last is None:
        return None
    if last.finished_at is None:
        return last.started_at + TIMEOUT
    # One that lacks lost files would lack them an hour later too.
    is_written = last.size is not None
    return last.started_at + DAY if is_written else last.finished_at + RETRY


def prune():
    """Delete the scheduled backups beyond the retention, with their records."""
    times = {}
    for name in default_storage.list_names(SCHEDULED):
        try:
            time = datetime.strptime(name, NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        # Those that a wrong clock dated ahead would take the places of new ones.
        if time < timezone.now() + DAY:
            times[name] = time
    retained = choose_retained(times.values())
    for name, time in times.items():
        if time not in retained:
            default_storage.delete(name)
            Backup.objects.filter(destination=f"{IN_BUCKET}{name}").delete()
    oldest = min(retained, default=timezone.now())
    Backup.objects.filter(is_scheduled=True, started_at__lt=oldest - DAY).delete()


def choose_retained(times):
    """Return the times whose backups are retained."""
    retained = set()
    for period, count in RETENTION.items():
        newest = {time.strftime(period): time for time in sorted(times)}
        retained |= set(sorted(newest.values())[-count:])
    return retained

"""A backup each day into the bucket, and which of them are kept.

They have a folder of their own there: what somebody has made by hand is never deleted.
"""

import logging
from datetime import UTC, datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from ...models import Backup, Epoch
from .destinations import FOLDER, IN_BUCKET
from .history import make

logger = logging.getLogger(__name__)

SCHEDULED = f"{FOLDER}scheduled/"
NAME = f"{SCHEDULED}%Y-%m-%dT%H-%M-%SZ.zip"
DAY = timedelta(days=1)
# After one that failed, and after one that has no end: its process was ended, perhaps.
RETRY, ABANDONED = timedelta(hours=1), timedelta(hours=3)
# How many days, weeks and months back there is one, the newest of each.
KEPT = {"%Y-%m-%d": 7, "%G-%V": 4, "%Y-%m": 6}


def work():
    """Make a backup if it is time, and return when to look again."""
    backup = claim(timezone.now())
    if backup:
        logger.info("The backup %s begins.", backup.place)
        try:
            make(backup)
            prune()
        except Exception:
            logger.exception("The backup %s has failed.", backup.place)
        else:
            logger.info("The backup %s is done.", backup.place)
    return find_next()


def claim(now):
    """Return a new Backup to be made if it is time, or None.

    Of several processes one gets it.
    """
    due_at = find_next()
    if due_at and now < due_at:
        return None
    with transaction.atomic():
        Epoch.objects.select_for_update().first()
        due_at = find_next()
        if due_at and now < due_at:
            return None
        place = f"{IN_BUCKET}{now.strftime(NAME)}"
        return Backup.objects.create(place=place, is_scheduled=True)


def find_next():
    """Return when the next scheduled backup is due, or None before the first."""
    last = Backup.objects.filter(is_scheduled=True).order_by("started_at").last()
    if last is None:
        return None
    if last.finished_at is None:
        return last.started_at + ABANDONED
    return last.finished_at + RETRY if last.problem else last.started_at + DAY


def prune():
    """Delete the scheduled backups that are not kept, and what was noted of them."""
    times = {}
    for name in default_storage.list_names(SCHEDULED):
        try:
            times[name] = datetime.strptime(name, NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
    kept = choose_kept(times.values())
    for name, time in times.items():
        if time not in kept:
            default_storage.delete(name)
            Backup.objects.filter(place=f"{IN_BUCKET}{name}").delete()
    oldest = min(kept, default=timezone.now())
    Backup.objects.filter(is_scheduled=True, started_at__lt=oldest - DAY).delete()


def choose_kept(times):
    """Return those of the times whose backups are kept."""
    kept = set()
    for period, count in KEPT.items():
        newest = {time.strftime(period): time for time in sorted(times)}
        kept |= set(sorted(newest.values())[-count:])
    return kept

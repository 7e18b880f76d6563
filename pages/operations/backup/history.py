"""Backups as they are made, which the site remembers."""

from django.utils import timezone

from ...models import Backup
from .create import back_up, is_up_to_date
from .destinations import find_new_place, writing
from .refusal import Refusal


def last_backup():
    """Return the newest Backup that is whole, or None."""
    return Backup.objects.good().first()


def keep_backup(place, say=lambda text: None):
    """Back up to a place, and return the Backup that says so.

    Raises Refusal when the place cannot be written.
    """
    if not is_up_to_date():
        raise Refusal(
            "The database is not that of this version of the site: "
            "run manage.py migrate first."
        )
    backup = Backup.objects.create(place=find_new_place(place))
    make(backup, say)
    return backup


def make(backup, say=lambda text: None):
    """Make a backup that was noted, and note how it ended."""
    try:
        with writing(backup.place) as path:
            back_up(path, say)
            backup.size = path.stat().st_size
    except BaseException as error:
        known = isinstance(error, Refusal)
        backup.problem = str(error) if known else f"It was ended by {error!r}."
        raise
    finally:
        backup.finished_at = timezone.now()
        backup.save()

"""Thread that makes the scheduled backups, in the server process.

Django is imported after it has loaded.
"""

import logging
import time
from threading import Thread

logger = logging.getLogger(__name__)

# Compared with the wall clock, since a suspended machine does not count the time.
INTERVAL = 60  # seconds
LONGEST = 2 * 24 * 60 * 60  # seconds; a later time is of a clock that was wrong


def start_scheduler(django):
    """Make a backup whenever one is due; `django.wait` returns when Django has loaded."""
    Thread(target=run, args=[django], name="backups", daemon=True).start()


def run(django, sleep=time.sleep):
    due_at = 0
    while True:
        sleep(INTERVAL)
        if not 0 < due_at - time.time() < LONGEST:
            try:
                due_at = check_schedule(django)
            except Exception:
                logger.exception("The scheduled backup could not be checked.")


def check_schedule(django):
    """Make a backup if one is due, and return the time of the next check, since 1970."""
    django.wait()
    from django.db import close_old_connections

    from . import daily

    close_old_connections()
    try:
        return daily.run_due_backup().timestamp()
    finally:
        close_old_connections()

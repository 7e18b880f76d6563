"""The thread that has the scheduled backups made, behind the server.

Nothing of Django is imported before it has loaded.
"""

import logging
import time
from threading import Thread

logger = logging.getLogger(__name__)

# By the clock, since a machine that was suspended has not counted the time.
INTERVAL = 60  # seconds


def keep_backups(django):
    """Make a backup whenever one is due, from now on; `django` tells when it has loaded."""
    Thread(target=run, args=[django], name="backups", daemon=True).start()


def run(django, sleep=time.sleep):
    due_at = 0
    while True:
        sleep(INTERVAL)
        if time.time() < due_at:
            continue
        try:
            due_at = work(django)
        except Exception:
            logger.exception("It could not be seen whether a backup is due.")


def work(django):
    """Make a backup if it is time, and return the time to look again, since 1970."""
    django.wait()
    from django.db import close_old_connections

    from .daily import work

    close_old_connections()
    try:
        return work().timestamp()
    finally:
        close_old_connections()

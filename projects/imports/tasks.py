"""Does the work of an import in portions, so that no request takes long.

What is left is known from the entries, so work that was interrupted goes on when its page is
opened again. Each entry has a transaction of its own.
"""

import logging
from contextlib import nullcontext
from time import monotonic

from django.db import OperationalError

from ..models import PublicationImport
from .comparing import compare_entries
from .looking_up import look_up_some
from .making import adding_people, fail, make_entry
from .undoing import finish_undoing, undo_entry

SECONDS = 8  # of one portion; a request ends with the entry, or the look-ups, that it is at

Task = PublicationImport.Task
logger = logging.getLogger("pages.imports")


def begin_task(publication_import, task):
    """Note the task of an import, and prepare its entries for it."""
    if task == Task.LOOK_UP:
        publication_import.entries.open_identifiers().update(lookup_problem="")
    elif task == Task.UNDO:
        publication_import.entries.done().update(is_chosen=True)
    else:
        # Publications may have been added or edited since.
        compare_entries(publication_import)
    save_task(publication_import, task)


def save_task(publication_import, task):
    publication_import.task = task
    publication_import.save(update_fields=["task", "undone_at"])


def find_pending(publication_import):
    """Return the entries with which the task has to do yet."""
    entries = publication_import.entries
    if publication_import.task == Task.LOOK_UP:
        return entries.open_identifiers().filter(lookup_problem="")
    if publication_import.task == Task.UNDO:
        # The last first, as a page may have been made and then changed.
        return entries.done().filter(is_chosen=True).order_by("-position")
    return entries.waiting()


def work(publication_import, user, seconds=None):
    """Do the task of an import for some seconds, and return whether nothing is left of it."""
    deadline = monotonic() + (SECONDS if seconds is None else seconds)
    is_making = publication_import.task in {Task.DRAFTS, Task.PUBLISH}
    with adding_people(publication_import) if is_making else nullcontext():
        is_done = work_until(deadline, publication_import, user)
    if is_done:
        finish(publication_import)
    return is_done


def work_until(deadline, publication_import, user):
    pending = find_pending(publication_import)
    while entry := pending.select_related("publication_import").first():
        if publication_import.task == Task.LOOK_UP:
            look_up_some(pending)
        else:
            work_on(entry, publication_import.task, user)
        if monotonic() > deadline:
            return False
    return True


def work_on(entry, task, user):
    try:
        if task == Task.UNDO:
            undo_entry(entry, user)
        else:
            make_entry(entry, user, publish=task == Task.PUBLISH)
    except OperationalError:
        raise
    except Exception:
        # An error in one entry must not keep the others from being made.
        logger.exception("An entry of an import failed")
        fail(entry, "This failed by an error of the site, which its log describes.")


def finish(publication_import):
    if publication_import.task == Task.LOOK_UP:
        compare_entries(publication_import)
    elif publication_import.task == Task.UNDO:
        finish_undoing(publication_import)
    save_task(publication_import, "")

"""One processor for the threads that send what is ready.

Python runs one of its threads at a time. On several processors they and the thread that
reads and sends wake one another for each answer, which costs as much as the answer; on the
same one they take turns at less. The threads in which Django works may use them all.
"""

import os
import random
from contextlib import suppress


def find_processors():
    """Return the processors that this thread may run on, or None where nothing tells."""
    with suppress(AttributeError, OSError):
        return os.sched_getaffinity(0)
    return None


PROCESSORS = find_processors()


def confine():
    """Let this thread, and those that it starts from here on, run on one processor alone."""
    if PROCESSORS:
        place({random.choice(sorted(PROCESSORS))})  # noqa: S311


def release():
    """Let this thread run on all of them, though one that is confined has started it."""
    if PROCESSORS:
        place(PROCESSORS)


def place(processors):
    # Not every host lets it.
    with suppress(OSError):
        os.sched_setaffinity(0, processors)

"""CPU affinity: one processor for the threads that send cached responses.

Python runs one of its threads at a time. On several processors these threads and the one
that reads and sends wake each other for each response, which costs as much as the response
itself; on one processor they take turns at less cost. Django's threads use all processors.
"""

import os
import random
from contextlib import suppress


def find_processors():
    """Return the processors that this thread may run on, or None if the system does not say."""
    with suppress(AttributeError, OSError):
        return os.sched_getaffinity(0)
    return None


PROCESSORS = find_processors()


def confine():
    """Keep this thread, and those that it starts from now on, on one processor."""
    if PROCESSORS:
        place({random.choice(sorted(PROCESSORS))})  # noqa: S311


def release():
    """Let this thread run on all processors, even if a confined thread has started it."""
    if PROCESSORS:
        place(PROCESSORS)


def place(processors):
    # Some hosts forbid it.
    with suppress(OSError):
        os.sched_setaffinity(0, processors)

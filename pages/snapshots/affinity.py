"""One processor for the threads that send what is ready.

Python runs one of its threads at a time. On several processors they wake one another for
each answer, which costs as much as the answer; on the same one they take turns at less.
The threads in which Django works are free to use them all.
"""

import os
import random
import threading
from contextlib import suppress


class Affinity:
    """Confines threads to one processor, any of those that this process may use."""

    def __init__(self):
        self._own = threading.local()
        self._all = set(range(os.cpu_count() or 1))
        with suppress(AttributeError, OSError):
            self._all = os.sched_getaffinity(0)
        self._one = {random.choice(sorted(self._all))}  # noqa: S311

    def wrap(self, application):
        """Return the WSGI application, which begins each answer on the one processor."""

        def confined(environ, start_response):
            self._move(self._one)
            return application(environ, start_response)

        return confined

    def release(self):
        """Let this thread run on any of them, though a confined one has started it."""
        self._move(self._all)

    def _move(self, processors):
        if getattr(self._own, "processors", None) is not processors:
            self._own.processors = processors
            # Not every system can, and not every host lets them.
            with suppress(AttributeError, OSError):
                os.sched_setaffinity(0, processors)

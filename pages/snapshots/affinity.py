"""One processor for the threads that send what is ready.

Python runs one of its threads at a time. On several processors they wake one another for
each answer, which costs as much as the answer; on the same one they take turns at less.
Whoever asks Django for something is free to use them all.
"""

import os
import random
import threading
from contextlib import suppress


class Affinity:
    """Confines threads to one processor, any of those that this process may use."""

    def __init__(self):
        self._own = threading.local()
        # Not every system has processors that can be chosen.
        all_of_them = getattr(os, "sched_getaffinity", lambda pid: {0})(0)
        self._all = frozenset(all_of_them)
        self._one = frozenset([random.choice(sorted(all_of_them))])  # noqa: S311

    def wrap(self, application):
        """Return the WSGI application, which begins each answer on the one processor."""

        def confined(environ, start_response):
            self._move(self._one)
            return application(environ, start_response)

        return confined

    def release(self):
        """Let this thread run on any of them until its next answer."""
        self._move(self._all)

    def _move(self, processors):
        if getattr(self._own, "processors", self._all) != processors:
            self._own.processors = processors
            # A host may forbid it: then they stay where they are.
            with suppress(OSError):
                os.sched_setaffinity(0, processors)

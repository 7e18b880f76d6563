"""The snapshots at hand, within a bound, and one renderer for each of them."""

from collections import OrderedDict
from threading import Event, Lock


class Memory:
    """Snapshots by key, at most `bound` bytes of them; the least recently used go first."""

    def __init__(self, bound):
        self.bound = bound
        self.size = 0
        self._snapshots = OrderedDict()
        self._lock = Lock()

    def get(self, key):
        snapshot = self._snapshots.get(key)
        if snapshot is not None:
            try:  # noqa: SIM105 - it would take longer than the rest
                self._snapshots.move_to_end(key)
            except KeyError:
                pass  # Another thread has just put it out.
        return snapshot

    def put(self, key, snapshot):
        with self._lock:
            self._remove(key)
            self._snapshots[key] = snapshot
            self.size += snapshot.size
            while self.size > self.bound:
                self._remove(next(iter(self._snapshots)))

    def _remove(self, key):
        if snapshot := self._snapshots.pop(key, None):
            self.size -= snapshot.size

    def keys(self):
        with self._lock:
            return list(self._snapshots)


class Herd:
    """Lets one thread do what several ask for at once; the others get its result."""

    def __init__(self):
        self._running = {}
        self._lock = Lock()

    def do(self, key, function):
        """Return the result of the function, and whether it was this thread's own call."""
        with self._lock:
            run = self._running.get(key)
            is_first = run is None
            if is_first:
                run = self._running[key] = Run()
            run.waiting += not is_first
        if not is_first:
            run.done.wait()
            return run.result, False
        try:
            run.result = function()
            return run.result, True
        finally:
            with self._lock:
                del self._running[key]
            run.done.set()

    def count_waiting(self, key):
        run = self._running.get(key)
        return run.waiting if run else 0


class Run:
    """One call that others wait for; its result is None if it failed."""

    def __init__(self):
        self.done = Event()
        self.waiting = 0
        self.result = None

"""Cached responses in memory, and single flight: one rendering for each key."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar


class Sized(Protocol):
    """Value that knows how many bytes of memory it takes."""

    @property
    def size(self) -> int: ...


Value = TypeVar("Value", bound=Sized)


class LRUCache(Generic[Value]):
    """Values by key, at most `limit` bytes of them; the least recently used leave first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        value = self._values.get(key)
        if value is not None:
            try:  # noqa: SIM105 - suppress() takes longer than the rest
                self._values.move_to_end(key)
            except KeyError:
                pass  # Another thread has just removed it.
        return value

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._remove(key)
            self._values[key] = value
            self.size += value.size
            while self.size > self.limit:
                self._remove(next(iter(self._values)))

    def _remove(self, key: Hashable) -> None:
        if value := self._values.pop(key, None):
            self.size -= value.size

    def keys(self) -> list[Hashable]:
        with self._lock:
            return list(self._values)


class SingleFlight:
    """Lets one thread run a function that several need at once; the others wait for it."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def run(self, key: Hashable, function: Callable[[], Any]) -> tuple[Any, bool]:
        """Return the result of the function, and whether another thread ran it.

        The result is None for the threads that waited for a run that raised an error.
        """
        with self._lock:
            other = self._flights.get(key)
            if other is None:
                own = self._flights[key] = Future()
        if other is not None:
            return other.result(), True
        result = None
        try:
            result = function()
            return result, False
        finally:
            with self._lock:
                del self._flights[key]
            own.set_result(result)

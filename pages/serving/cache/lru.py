"""Cached responses in memory, and single flight: one rendering for each key."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
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

    def remove(self, key: Hashable) -> None:
        with self._lock:
            self._remove(key)

    def _remove(self, key: Hashable) -> None:
        if value := self._values.pop(key, None):
            self.size -= value.size

    def keys(self) -> list[Hashable]:
        with self._lock:
            return list(self._values)


class SingleFlight:
    """Runs a function once that several coroutines need at once; all get its result."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Task[Any]] = {}

    async def run(self, key: Hashable, function: Callable[[], Awaitable[Any]]) -> Any:
        if key not in self._flights:
            self._flights[key] = asyncio.ensure_future(function())
            self._flights[key].add_done_callback(lambda task: self._flights.pop(key))
        # Shielded, so that no client ends what others wait for.
        return await asyncio.shield(self._flights[key])

"""Memory within its limit, and one thread for the work that several ask for."""

import threading
from types import SimpleNamespace

import pytest

from pages.serving.cache.lru import LRUCache, SingleFlight

PATIENCE = 120


def test_the_least_recently_used_value_leaves_when_memory_is_full():
    memory = LRUCache(limit=300)
    for key in "abc":
        memory.put(key, SimpleNamespace(size=100))
    memory.get("a")

    memory.put("d", SimpleNamespace(size=100))

    assert memory.keys() == ["c", "a", "d"]
    assert memory.size == memory.limit


def test_a_value_larger_than_the_limit_is_not_held():
    memory = LRUCache(limit=200)

    memory.put("a", SimpleNamespace(size=100_000))

    assert (memory.keys(), memory.size) == ([], 0)


def test_of_many_threads_that_ask_at_once_one_renders():
    flights, calls, results = SingleFlight(), [], []
    begun, all_have_asked = threading.Event(), threading.Barrier(8)

    def render():
        calls.append("call")
        begun.set()
        all_have_asked.wait(PATIENCE)
        return "page"

    def ask():
        results.append(flights.run("key", render))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    threads[0].start()
    assert begun.wait(PATIENCE)
    flight = flights._flights["key"]
    wait_for_result = flight.result

    def join():
        all_have_asked.wait(PATIENCE)
        return wait_for_result()

    flight.result = join
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert calls == ["call"]
    assert sorted(results) == [("page", False), *[("page", True)] * 7]


def test_after_an_error_the_next_thread_tries_again():
    flights = SingleFlight()

    def fail():
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            flights.run("key", fail)

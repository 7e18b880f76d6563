"""Memory within its limit, and one run of the work that several ask for."""

import asyncio
from types import SimpleNamespace

from pages.serving.cache.lru import LRUCache, SingleFlight
from tests.support.cache import run_async


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


def test_of_many_that_ask_at_once_one_renders_and_after_an_error_the_next_tries_again():
    flights, calls = SingleFlight(), []

    async def render():
        calls.append("call")
        await asyncio.sleep(0)
        if len(calls) > 1:
            raise LookupError
        return "page"

    async def ask_at_once():
        asked = (flights.run("key", render) for _ in range(8))
        return await asyncio.gather(*asked, return_exceptions=True)

    assert run_async(ask_at_once()) == ["page"] * 8
    assert len(calls) == 1
    assert {type(error) for error in run_async(ask_at_once())} == {LookupError}
    assert len(calls) == 2


def test_a_client_that_leaves_ends_nothing_that_others_wait_for():
    async def leave():
        flights, may_end = SingleFlight(), asyncio.Event()
        first, second = (asyncio.ensure_future(flights.run("key", may_end.wait)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        may_end.set()
        return await second

    assert run_async(leave())

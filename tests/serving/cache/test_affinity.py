"""The threads that send cached responses share a processor; Django's use them all."""

import os
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from unittest import mock

import pytest

from pages.serving.cache.affinity import PROCESSORS, confine, find_processors, release
from tests.support.servers import find_family

pytestmark = pytest.mark.skipif(not PROCESSORS, reason="this system places no threads")


def run(function):
    """Run a function in a thread of its own, and return what it returns."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def test_threads_that_a_confined_one_starts_share_its_processor_until_freed():
    def find_freed():
        release()
        return find_processors()

    def start_others():
        confine()
        return find_processors(), run(find_processors), run(find_freed)

    first, second, freed = run(start_others)

    assert len(first) == 1
    assert first == second <= PROCESSORS
    assert freed == PROCESSORS


def test_a_system_that_forbids_affinity_is_served_all_the_same():
    with mock.patch("os.sched_setaffinity", side_effect=PermissionError):
        run(confine)
    with mock.patch("os.sched_getaffinity", side_effect=PermissionError):
        assert find_processors() is None


def test_the_served_site_reads_and_sends_on_one_and_works_on_all(served_site):
    placed = defaultdict(set)
    for process in find_family(served_site.server.pid):
        for thread in Path(f"/proc/{process}/task").iterdir():
            # One that was idle may end meanwhile.
            with suppress(FileNotFoundError, ProcessLookupError):
                name = (thread / "comm").read_text().strip()
                processors = os.sched_getaffinity(int(thread.name))
                placed[name].add(frozenset(processors))

    # Granian's own are called after its library, as are those that they have started.
    confined = {place for place in placed["tokio-rt-worker"] if len(place) == 1}
    assert len(confined) == 1
    assert frozenset(PROCESSORS) in set().union(*placed.values())

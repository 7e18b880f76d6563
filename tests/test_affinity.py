"""The threads that send what is ready share a processor; Django's use all of them."""

import os
from threading import Thread
from unittest import mock

import pytest

from pages.snapshots.affinity import Affinity

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system places no threads"
)


def run(function):
    """Run a function in a thread of its own, and return what it returns."""
    results = []
    thread = Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


@pytest.fixture
def affinity():
    return Affinity()


@pytest.fixture
def application(affinity):
    """An application that answers with the processors on which its thread may run."""
    return affinity.wrap(lambda environ, start_response: os.sched_getaffinity(0))


def test_threads_that_answer_share_one_processor(application):
    first, second = (run(lambda: application({}, None)) for _ in range(2))

    assert len(first) == 1
    assert first == second <= os.sched_getaffinity(0)


def test_a_thread_that_one_of_them_starts_is_freed(affinity, application):
    def start_another():
        application({}, None)

        def find_processors():
            affinity.release()
            return os.sched_getaffinity(0)

        return run(find_processors)

    assert run(start_another) == os.sched_getaffinity(0)


def test_a_host_that_forbids_it_is_answered_all_the_same(application):
    with mock.patch("os.sched_setaffinity", side_effect=PermissionError):
        assert run(lambda: application({}, None)) == os.sched_getaffinity(0)

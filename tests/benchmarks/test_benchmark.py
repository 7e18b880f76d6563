"""Benchmarks: alternating rounds, ratios and memory."""

import os

from tests.benchmarks.benchmark import alternate, compare
from tests.support.servers import find_family, read_private_memory


def test_rounds_alternate_after_the_warm_up():
    order = []
    actions = {name: lambda name=name: order.append(name) or len(order) for name in "ab"}

    values = alternate(actions, rounds=2, warm_up=1)

    assert "".join(order) == "ba" + "ab" + "ba"
    assert values == {"a": [3, 6], "b": [4, 5]}


def test_a_disturbed_round_does_not_change_the_ratio():
    values = {"ours": [2, 2, 100], "peer": [4, 4, 1]}

    assert compare(values, "ours", "peer") == 0.5


def test_private_memory_and_child_processes_are_found():
    before = read_private_memory(os.getpid())
    kept = os.urandom(50_000_000)

    grown = read_private_memory(os.getpid()) - before

    assert len(kept) * 0.9 < grown < len(kept) * 2
    assert os.getpid() in find_family(os.getppid())

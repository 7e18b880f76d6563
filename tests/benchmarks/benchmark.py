"""What benchmarks share: rounds that alternate, a table for readers, JSON for programs.

A time says little without its machine, and on a busy machine little at all. So two things
are compared within one run, turn by turn, and what counts is the median of their ratios.
"""

import gc
import json
import os
import platform
import time
from functools import partial
from pathlib import Path
from statistics import median

import django
import wagtail
from django.db import connection

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks.json"


def alternate(actions, rounds, warm_up=1):
    """Return what each of the named functions returned, round by round.

    The order is turned in each round, so that what slows the machine down slows all.
    """
    values = {name: [] for name in actions}
    for number in range(-warm_up, rounds):
        for name in list(actions)[:: -1 if number % 2 else 1]:
            value = actions[name]()
            if number >= 0:
                values[name].append(value)
    return values


def measure(actions, rounds=40, warm_up=3):
    """Return the seconds that each of the named functions took, round by round."""
    timed = {name: partial(take_time, action) for name, action in actions.items()}
    return alternate(timed, rounds, warm_up)


def take_time(action):
    gc.collect()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare(values, ours, peer):
    """Return how many times as much `ours` is as `peer`, as the median of the rounds."""
    pairs = zip(values[ours], values[peer], strict=True)
    return median(one / other for one, other in pairs)


def report(title, rows, **figures):
    """Print a table of `rows`, which are dictionaries, and the further figures.

    Both are kept in benchmarks.json, where the next run of this benchmark replaces them.
    """
    machine = describe_machine()
    print(f"\n\n{title}\n")
    table = [list(rows[0]), *([show(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) + 2 for column in zip(*table, strict=True)]
    for texts in table:
        print("".join(map(str.rjust, texts, widths)))
    print()
    for name, value in (figures | machine).items():
        print(f"  {name.replace('_', ' '):24}{show(value)}")
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[title] = {"machine": machine, "rows": rows, **figures}
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")


def show(value):
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def describe_machine():
    return {
        "processor": name_processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "django": django.__version__,
        "wagtail": wagtail.__version__,
        "database": name_database(),
    }


def name_processor():
    """Return the name that Linux knows, elsewhere the kind of processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def name_database():
    version = connection.get_database_version()
    return f"{connection.vendor} {'.'.join(map(str, version))}"

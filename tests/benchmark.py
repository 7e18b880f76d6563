"""What benchmarks share: rounds that alternate, a table for readers, JSON for programs.

A time says little without its machine, and on a busy machine little at all. So two things
are compared within one run, turn by turn, and what counts is the ratio of their medians.
"""

import gc
import json
import os
import platform
import time
from pathlib import Path
from statistics import median

import django
import wagtail
from django.db import connection

RESULTS = Path(__file__).resolve().parent.parent / "benchmarks.json"


def measure(actions, rounds=40, warm_up=3):
    """Return the seconds that each of the named functions took, round by round.

    The order is turned in each round, so that what slows the machine down slows all.
    """
    seconds = {name: [] for name in actions}
    for number in range(-warm_up, rounds):
        gc.collect()
        for name in sorted(actions, reverse=number % 2):
            start = time.perf_counter()
            actions[name]()
            if number >= 0:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def compare(seconds, slow, fast):
    """Return how many times as long the median of `slow` is as that of `fast`."""
    return median(seconds[slow]) / median(seconds[fast])


def report(title, rows, **figures):
    """Print a table of `rows`, which are dictionaries, and the further figures.

    Both are kept in benchmarks.json, where the next run of this benchmark replaces them.
    """
    machine = describe_machine()
    print(f"\n\n{title}\n")
    for row in [{name: name for name in rows[0]}, *rows]:
        print("".join(show(value) for value in row.values()))
    print()
    for name, value in (figures | machine).items():
        print(f"  {name.replace('_', ' '):24}{show(value).strip()}")
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[title] = {"machine": machine, "rows": rows, **figures}
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")


def show(value):
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    return f"{text:>16}"


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

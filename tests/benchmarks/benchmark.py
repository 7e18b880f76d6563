"""Alternating rounds, and reports of benchmarks as tables and JSON.

Times of different machines, or of a busy one, cannot be compared. So each benchmark
compares two things within one run, in turns, by the median of their ratios.
"""

import gc
import json
import os
import platform
import re
import time
from functools import partial
from pathlib import Path
from statistics import median

import django
import wagtail
from django.db import connection

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks.json"


def alternate(actions, rounds, warm_up=1):
    """Return the results of each of the named functions, round by round.

    The order is reversed in each round, so that other load on the machine slows all.
    """
    values = {name: [] for name in actions}
    for number in range(-warm_up, rounds):
        for name in list(actions)[:: -1 if number % 2 else 1]:
            value = actions[name]()
            if number >= 0:
                values[name].append(value)
    return values


def measure(actions, rounds=40, warm_up=3):
    """Return the processor seconds of each of the named functions, round by round.

    Other load on the machine changes them little. SQLite works in this process.
    """

    def take_time(action):
        gc.collect()
        start = time.process_time()
        action()
        return time.process_time() - start

    timed = {name: partial(take_time, action) for name, action in actions.items()}
    return alternate(timed, rounds, warm_up)


def compare(values, ours, peer):
    """Return the median of the ratios of `ours` to `peer` in each round."""
    pairs = zip(values[ours], values[peer], strict=True)
    return median(one / other for one, other in pairs)


def report(title, rows, **figures):
    """Print `rows`, which are dictionaries, as a table, and the figures below it.

    Both replace the last run of this benchmark in benchmarks.json.
    """
    machine = describe_machine()
    print(f"\n\n{title}\n", *format_table(rows), "", sep="\n")
    for name, value in (figures | machine).items():
        print(f"  {name.replace('_', ' '):24}{show(value)}")
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[title] = {"machine": machine, "rows": rows, **figures}
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")


def format_table(rows):
    """Return the lines of a table of `rows`, which are dictionaries with the same keys."""
    table = [list(rows[0]), *([show(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) + 2 for column in zip(*table, strict=True)]
    return ["".join(map(str.rjust, texts, widths)) for texts in table]


def show(value):
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def describe_machine():
    version = ".".join(map(str, connection.get_database_version()))
    return {
        "processor": name_processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "django": django.__version__,
        "wagtail": wagtail.__version__,
        "database": f"{connection.vendor} {version}",
    }


def name_processor():
    """Return the model on Linux, elsewhere the architecture."""
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text() if cpuinfo.exists() else ""
    model = re.search(r"model name\s*: (.+)", text)
    return model[1] if model else platform.machine()

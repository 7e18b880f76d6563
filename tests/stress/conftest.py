"""Table of the stress tests: what readers saw beside each attack or fault, and what was lost."""

from statistics import quantiles

import pytest

from tests.benchmarks.benchmark import format_table

GOOD = {200, 304}


@pytest.fixture
def add_row(record_property):
    """A function that adds a row to the table, with the Answers that readers got."""

    def add_row(fault, load, answers=(), lost="nothing"):
        seconds = [answer.seconds for answer in answers]
        row = {
            "attack or fault": fault,
            "load": load,
            "requests": len(seconds),
            "errors": sum(answer.status not in GOOD for answer in answers),
            "p99 (ms)": round(1000 * quantiles(seconds, n=100, method="inclusive")[-1])
            if seconds
            else "",
            "lost": lost,
        }
        # With the report of the test, which a worker of pytest-xdist sends on.
        record_property("row", row)

    return add_row


def pytest_terminal_summary(terminalreporter):
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    rows = [
        value
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "row"
    ]
    if rows:
        terminalreporter.write_sep("=", "what readers saw")
        terminalreporter.write_line("\n".join(format_table(rows)))

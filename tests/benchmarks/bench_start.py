"""Time from the start of a process to the first page, compared with plain Wagtail."""

import time
from functools import partial

import pytest

from tests.benchmarks.benchmark import alternate, compare, report
from tests.benchmarks.peers import PlainSite
from tests.support.servers import Site

pytestmark = pytest.mark.django_db

ROUNDS = 11
GOALS = {"serve": 0.15, "the image's command": 0.3}


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_the_site_starts_sooner_than_plain_wagtail(database, tmp_path, request):
    variables = {}, {}
    if database == "PostgreSQL":
        make = request.getfixturevalue("make_postgresql_database")
        variables = {"DATABASE_URL": make()}, {"DATABASE_URL": make()}
    folders = tmp_path / "site", tmp_path / "plain"
    for folder in folders:
        folder.mkdir()
    site, plain = Site(folders[0], **variables[0]), PlainSite(folders[1], **variables[1])
    site.make_ready()
    starts = {
        "serve": partial(start, site.serve),
        "the image's command": partial(start, site.serve_as_image),
        "plain": partial(start, plain.serve),
    }

    seconds = alternate(starts, ROUNDS)

    rows = [
        {
            "start": name,
            "median (s)": sorted(times)[ROUNDS // 2],
            "fastest (s)": min(times),
            "ratio": compare(seconds, name, "plain"),
            "goal": GOALS.get(name, ""),
        }
        for name, times in seconds.items()
    ]
    report(f"Start to first page on {database}, compared with `wagtail start`", rows)
    for row in rows[:2]:
        assert row["ratio"] <= row["goal"], row["start"]


def start(serve):
    begin = time.perf_counter()
    with serve() as server:
        server.wait()
        return time.perf_counter() - begin

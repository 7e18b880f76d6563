"""How fast the site answers, beside servers of files and other Wagtail sites.

Each runs as it is served in production, on this machine and over HTTP.
"""

from contextlib import ExitStack
from functools import partial
from statistics import median

import pytest

from tests.benchmark import alternate, compare, measure, report
from tests.servers import PlainSite, Site, find_program, make_load, serve_by_nginx

pytestmark = pytest.mark.django_db

ROUNDS = 5
ENCODING = "br, gzip"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def plain_site(tmp_path_factory):
    return PlainSite(tmp_path_factory.mktemp("plain"))


def find_style(server):
    """Return the address of the largest style sheet of the first page."""
    return find_address(server, "/", r'href="(/static/css/components[^"]+)"')


def find_picture(server):
    return find_address(server, "/about/", r"(/media/images/[^\s\"]+\.webp)")


def find_address(server, page, pattern):
    import re

    _, _, body = server.get(page)
    return re.search(pattern, body.decode())[1]


def test_what_is_ready_is_served_as_nginx_serves_files(site, tmp_path):
    goals = {"page": 0.8, "static file": 0.5, "picture": None}
    find_program("wrk")
    with ExitStack() as stack:
        server = stack.enter_context(site.serve()).wait()
        paths = dict(
            zip(goals, ["/", find_style(server), find_picture(server)], strict=True)
        )
        answers = {
            name.replace(" ", "-"): ask_until_ready(server, path)
            for name, path in paths.items()
        }
        nginx = stack.enter_context(serve_by_nginx(tmp_path, answers))
        nginx.wait("/page")

        rows = []
        for name, path in paths.items():
            peer_path = f"/{name.replace(' ', '-')}"
            headers, body = answers[peer_path[1:]]
            assert nginx.get(peer_path)[2] == body
            values = alternate(
                {
                    "site": make_load(server, path, ENCODING),
                    "nginx": make_load(nginx, peer_path, ENCODING),
                },
                ROUNDS,
            )
            row = {
                "file": name,
                "size (kB)": len(body) / 1000,
                "encoding": headers.get("Content-Encoding", "none"),
                "snapshot": headers.get("X-Snapshot", "none"),
                "site (1/s)": round(median(values["site"])),
                "nginx (1/s)": round(median(values["nginx"])),
                "ratio": compare(values, "site", "nginx"),
                "goal": goals[name] or "none",
            }
            rows.append(row)
    report("Ready answers, beside nginx", rows)
    slow = [row["file"] for row in rows if row["ratio"] < (goals[row["file"]] or 0)]
    assert rows[0]["ratio"] >= 0.5
    assert slow in ([], ["page"])


def ask_until_ready(server, path):
    """Return the headers and the body of an answer that was not made for this request."""
    for _ in range(20):
        status, headers, body = server.get(path, Accept_Encoding=ENCODING)
        assert status == 200
        if headers.get("X-Snapshot") == "hit":
            break
    return headers, body


def test_a_page_is_served_faster_than_by_plain_wagtail(site, plain_site):
    find_program("wrk")
    with ExitStack() as stack:
        servers = {
            "site": site.serve(),
            "plain, cached": plain_site.serve("cached"),
            "plain": plain_site.serve(),
        }
        loads = {}
        for name, server in servers.items():
            stack.enter_context(server).wait()
            loads[name] = make_load(server, "/", "gzip")
        values = alternate(loads, ROUNDS)
    rows = [
        {
            "server": name,
            "pages (1/s)": round(median(values[name])),
            "site is faster by": compare(values, "site", name),
        }
        for name in values
    ]
    report("The first page, beside what `wagtail start` makes", rows)
    assert rows[1]["site is faster by"] > 1


def test_the_site_starts_sooner_than_plain_wagtail(site, plain_site):
    goal = 0.15

    def start(make_server):
        with make_server() as server:
            server.wait()

    # What the site has kept is there when it starts again.
    with site.serve() as server:
        ask_until_ready(server.wait(), "/")
    actions = {"site": site.serve, "plain": plain_site.serve}
    seconds = measure(
        {name: partial(start, make) for name, make in actions.items()},
        rounds=ROUNDS,
        warm_up=1,
    )
    rows = [
        {"server": name, "median (s)": median(times), "fastest (s)": min(times)}
        for name, times in seconds.items()
    ]
    ratio = compare(seconds, "site", "plain")
    report(
        "From the start to the first page, beside `wagtail start`",
        rows,
        ratio=ratio,
        goal=f"at most {goal}",
    )
    assert ratio <= goal

"""The site behind a pool that lends a connection to PostgreSQL for one transaction only."""

import psycopg
import pytest

from tests.support.postgresql import make_pool
from tests.support.servers import Site
from tests.support.site import until
from tests.support.templates import find_migrated_postgresql
from tests.support.visitors import Visitors

# Fewer connections than requests at once, so that they are lent to and fro.
CONNECTIONS = 3
READERS = 8
ROUNDS = 10
LISTS = [
    *("", "pages/", "images/", "documents/", "reports/site-history/", "reports/aging-pages/"),
    *("users/", "groups/", "redirects/", "forms/", "reports/locked/", "reports/workflow/"),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory, postgresql_url, make_postgresql_database):
    """The address of a migrated database, through the pool."""
    database = make_postgresql_database(find_migrated_postgresql(postgresql_url))
    pool, address = make_pool(tmp_path_factory.mktemp("pool"), database, CONNECTIONS)
    with pool:
        until(lambda: answers(address))
        yield address


def answers(address):
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def site(url, tmp_path_factory):
    """The starter site, prepared and served through the pool."""
    with Site(tmp_path_factory.mktemp("site"), DATABASE_URL=url) as site:
        site.server.wait("/readyz")
        yield site


def test_the_lists_of_the_admin_are_shown_to_many_at_once(site, add_row):
    session, _ = site.open_session(site.name, site.password)
    cookie = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
    lists = [("GET", f"/admin/{path}") for path in LISTS]

    with Visitors(site.port, lists, count=READERS, Host=site.server.host, Cookie=cookie) as readers:
        readers.wait(ROUNDS)

    pool = f"a pool of {CONNECTIONS} connections"
    add_row(pool, f"{READERS} read lists of the admin", readers.answers)
    assert {answer for answer in readers.answers if answer.status != 200} == set()
    assert "Traceback" not in site.log


def test_an_edit_is_shown_and_cached_again(site):
    until(lambda: is_ready(site))

    site.run(
        "from pages.models import AboutPage; page = AboutPage.objects.get(); "
        "page.summary = 'Through the pool.'; page.save_revision().publish()"
    )

    until(lambda: "Through the pool." in site.get("/about/").text)
    until(lambda: is_ready(site))


def is_ready(site):
    return site.get("/about/").headers["X-Cache"] == "HIT"


def test_a_backup_is_made_and_checked(site, tmp_path):
    archive = str(tmp_path / "site.zip")

    site.manage("backup", archive)

    assert "is good" in site.manage("restore", "--check", archive)


def test_nothing_that_a_request_sets_is_left_to_the_next(site, url):
    session, _ = site.open_session(site.name, site.password)
    for path in ("/search/?q=engine", "/admin/"):
        assert session.get(site.url + path, timeout=120).ok

    # As many transactions at once as there are connections, so that each is looked at.
    opened = [psycopg.connect(url) for _ in range(CONNECTIONS)]
    limits = [one.execute("SHOW statement_timeout").fetchone()[0] for one in opened]
    for one in opened:
        one.close()

    assert limits == ["0"] * CONNECTIONS

"""Fixtures of all tests: a browser, a PostgreSQL server, the served site."""

import contextlib
import os
import secrets
import sqlite3
from functools import partial
from urllib.parse import urlsplit

import asgiref.local
import django.utils.asyncio
import psycopg
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Error, Page
from psycopg import sql

from pages.operations import startup
from pages.serving.media.copies import copies
from pages.starter import load_starter
from tests.support import buckets, desk, factories
from tests.support.browser import find_chromium, open_chromium
from tests.support.buckets import describe_storage, serve_buckets
from tests.support.postgresql import PostgreSQLServer
from tests.support.servers import Site
from tests.support.templates import (
    copy_postgresql,
    copy_sqlite,
    fill_from_template,
    find_migrated_postgresql,
)

USING_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "make_database"}


class NoEventLoop:
    """Stand-in for asyncio in the module that keeps the connections of each thread."""

    @staticmethod
    def get_running_loop():
        raise RuntimeError


def pytest_configure():
    # The loops of the browser and of the application run in the thread of the test. There,
    # Django would open another connection, which does not see the test's transaction.
    asgiref.local.asyncio = NoEventLoop
    django.utils.asyncio.get_running_loop = NoEventLoop.get_running_loop


def pytest_addoption(parser):
    parser.addoption("--no-skips", action="store_true", help="a skipped test counts as a failure")


def pytest_collection_modifyitems(items):
    # The longest begin first, so that no worker is left alone with one.
    items.sort(key=lambda item: "stress" not in item.path.parts)
    for item in items:
        fixtures = set(item.fixturenames)
        if item.get_closest_marker("django_db") or fixtures & USING_THE_DATABASE:
            item.add_marker("database")
        if "browser" in fixtures:
            item.add_marker("browser")


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    # The workers of pytest-xdist report to the process that started them.
    if session.config.option.no_skips and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# PostgreSQL


@pytest.fixture(scope="session")
def postgresql_url():
    """The address of a PostgreSQL server to make databases on."""
    for variable in ("DATABASE_URL", "POSTGRESQL_URL"):
        url = os.environ.get(variable, "")
        if url.startswith("postgres"):
            return url
    return pytest.skip("install PostgreSQL and set POSTGRESQL_URL to its address")


@pytest.fixture(scope="module")
def database():
    """A PostgreSQL server of a module's own, with the tables, to be stopped and frozen."""
    with PostgreSQLServer(is_migrated=True) as server:
        yield server


@pytest.fixture(scope="session")
def make_postgresql_database(postgresql_url):
    """A function that makes a database, empty or like a template, and returns its address."""
    names = []
    server = urlsplit(postgresql_url)

    def make(template="template1"):
        name = f"recto_{secrets.token_hex(6)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        names.append(name)
        return server._replace(path=f"/{name}").geturl()

    def execute(statement):
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute(statement)

    yield make
    for name in names:
        execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def make_database(request):
    """A function that makes an empty database of the suite's kind.

    It returns the variables that a copy of the site finds it by. For SQLite there are
    none: a copy has a file of its own.
    """
    if is_sqlite():
        return dict
    make = request.getfixturevalue("make_postgresql_database")
    return lambda: {"DATABASE_URL": make()}


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
):
    """The database of the tests, a copy of a migrated one, made for whatever uses it.

    That of pytest-django is made only for tests with a mark, and a served site would
    copy the one that DATABASE_URL names instead.
    """
    with django_db_blocker.unblock(), contextlib.ExitStack() as stack:
        if is_sqlite():
            # It stays as long as something is connected to it.
            name = connection.creation._get_test_db_name()
            opened = sqlite3.connect(name, uri=True)
            stack.enter_context(contextlib.closing(opened))
            fill_from_template(opened)
        else:
            server = request.getfixturevalue("postgresql_url")
            template = find_migrated_postgresql(server)
            connection.settings_dict["TEST"]["TEMPLATE"] = template
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def copy_database(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """A function that copies the database at an address, and returns that of the copy.

    Without an address it copies that of the tests, which is up to date and has no pages.
    The fixture is of the session, so that it comes before the transaction of a test.
    """

    def copy(url=None):
        with django_db_blocker.unblock():
            if is_sqlite():
                file = tmp_path_factory.mktemp("database") / "db.sqlite3"
                return copy_sqlite(file, url)
            server = request.getfixturevalue("postgresql_url")
            made = request.getfixturevalue("make_postgresql_database")()
            return copy_postgresql(server, made, url)

    return copy


def is_sqlite():
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


# The site as it is served


@pytest.fixture(scope="session")
def served_site(tmp_path_factory, copy_database):
    """The starter site behind the production stack, as `make serve` starts it.

    It is shared: a test that changes a page changes it for the tests that follow.
    """
    database = {} if is_sqlite() else {"DATABASE_URL": copy_database()}
    with Site(tmp_path_factory.mktemp("served"), **database) as site:
        yield site


@pytest.fixture(scope="session")
def site(served_site):
    """The served site with a page that holds every block and one behind a password."""
    served_site.run(desk.MORE_PAGES)
    return served_site


# The browser


@pytest.fixture(scope="session")
def browser():
    """The Chromium of this machine, driven by Playwright."""
    program = find_chromium() or pytest.skip("install Chromium, as the command chromium")
    with open_chromium(program) as browser:
        yield browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Add to the report of a failure what the tabs showed."""
    report = yield
    if report.failed and call.when == "call":
        # A tab may have two names, as the one of a visitor has.
        tabs = {tab: name for name, tab in item.funcargs.items() if isinstance(tab, Page)}
        for tab, name in tabs.items():
            try:
                shown = tab.locator("body").inner_text(timeout=5000)
            except Error as error:
                shown = str(error)
            report.sections.append((f"{name}, at {tab.url}", shown))
    return report


@pytest.fixture
def tab(browser):
    """An empty page of the browser, without cookies of an earlier test."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def visitor(tab):
    """The tab of somebody who has not logged in."""
    return tab


@pytest.fixture
def owner(browser, served_site):
    """The tab of the owner, who has logged in."""
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        yield desk.log_in(context.new_page(), served_site)


@pytest.fixture
def listen():
    """A function that notes what a tab does that no page of ours should make it do."""

    def listen(tab, site):
        complaints = []

        def hear(message):
            # The status of a missing page is expected, that of a missing file is not.
            missing = "404" in message.text and message.location["url"].endswith("/")
            # Wagtail's checker reports the content of a page, not the admin.
            reported = message.text.startswith("axe.run results")
            if message.type in {"error", "warning"} and not (missing or reported):
                complaints.append(message.text)

        def watch(request):
            if not request.url.startswith((site.url, "data:", "blob:")):
                complaints.append(f"asked another host: {request.url}")

        tab.on("console", hear)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", watch)
        return complaints

    return listen


# The pages that most tests begin with


@pytest.fixture
def home(db):
    return factories.make_home()


@pytest.fixture
def index(home):
    return factories.make_project_index(home)


@pytest.fixture
def publication_index(home):
    return factories.make_publication_index(home)


@pytest.fixture
def note_index(home):
    return factories.make_note_index(home)


# The starter site


@pytest.fixture
def starter(db):
    load_starter()


@pytest.fixture
def unlocked(monkeypatch):
    """Let the database be prepared without a lock, for which one in memory has no file."""
    monkeypatch.setattr(startup, "hold_database", contextlib.nullcontext)


# The bucket of an object storage, on a server of this machine


@pytest.fixture(scope="module")
def make_bucket():
    """A function that makes an empty bucket, and returns the variables that name it."""
    with serve_buckets() as address:
        yield partial(buckets.make_bucket, address)


@pytest.fixture
def bucket(make_bucket, settings):
    """The storage of the site, as the variables of a new bucket make it."""
    settings.BUCKET = describe_storage(make_bucket())
    settings.STORAGES = {**settings.STORAGES, "default": settings.BUCKET}
    copies.clear()
    return storages["default"]


# Before and after each test


@pytest.fixture(autouse=True)
def empty_caches():
    """Forget what an earlier test has put into a cache."""
    yield
    for name in settings.CACHES:
        caches[name].clear()

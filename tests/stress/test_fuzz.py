"""No request to any address makes the site fail.

FUZZ_REQUESTS=50000 sends more, and FUZZ_SEED=2 others.
"""

import logging
import os
import re
import resource
import socket
import sys
import traceback
from collections import Counter
from contextlib import contextmanager, suppress

import pytest
from django.conf import settings as site_settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from wagtail.models import PageViewRestriction

from pages.models import HomePage
from tests.support import factories, fuzz
from tests.support.cache import call, connections_kept, make_server
from tests.support.raw_requests import make_raw_requests

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "1400"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
# In bytes: how much the process may grow once it has seen every address.
MAX_GROWTH = 150 * 1024 * 1024
# Tables that visitors write to: messages, guesses, sessions of private pages, and content
# that is derived from pages.
WRITTEN_BY_ANYBODY = {
    "django_session",
    "pages_siterendition",
    "pages_snapshot",
    "pages_throttlecount",
    "wagtailforms_formsubmission",
}

PATIENCE = 60  # seconds
STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})", re.MULTILINE)
# Not Implemented, and HTTP Version Not Supported.
UNKNOWN_TO_THE_SERVER = {501, 505}
WRITES = re.compile(r'\s*(?:INSERT.*?INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.DOTALL)


@pytest.fixture
def application(starter, settings):
    return make_server()


@pytest.fixture
def requests(application, django_user_model):
    """The requests, from an owner, from somebody with the password of a page, and from
    nobody."""
    home = HomePage.objects.get()
    private = factories.make_page(home, title="Private")
    restriction = PageViewRestriction.objects.create(
        page=private, restriction_type="password", password="between us"
    )
    factories.make_document()
    owner, reader = Client(), Client()
    owner.force_login(django_user_model.objects.create_superuser("ada"))
    session = reader.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    token = "t" * 32
    name = site_settings.SESSION_COOKIE_NAME
    cookies = {
        fuzz.OWNER: f"{name}={owner.cookies[name].value}; csrftoken={token}",
        fuzz.READER: f"{name}={session.session_key}",
        fuzz.NOBODY: "",
    }
    return fuzz.Fuzz(SEED, cookies, token)


class Faults(logging.Handler):
    """Notes what is logged as an error, and keeps no other record."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.format = logging.Formatter("%(name)s %(message)s").format
        self.found = []

    def emit(self, record):
        self.found.append(self.format(record))


@contextmanager
def faults_noted():
    root, faults = logging.getLogger(), Faults()
    before, root.handlers = root.handlers, [faults]
    try:
        yield faults.found
    finally:
        root.handlers = before


class Written:
    """Notes the tables that statements write to."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, params, many, context):
        if found := WRITES.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


def measure_peak():
    """Return the most memory, in bytes, that the process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def send(application, environ):
    """Return the answer, and the tables written to for it, which are then as before."""
    written = Written()
    with connection.execute_wrapper(written), transaction.atomic():
        answer = call(application, environ)
        transaction.set_rollback(True)
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        for name in site_settings.CACHES:
            caches[name].clear()
    return answer, written.tables


def find_problem(role, environ, answer, written, faults):
    """Return what is wrong with an answer, "" when it is as it has to be."""
    if answer.status == 500 and is_fault_of_wagtail(role, environ, faults):
        faults.clear()
        return ""
    if answer.status >= 500:
        return f"{answer.status} {faults}"
    if faults:
        return f"{answer.status}, and in the log {faults}"
    if role != fuzz.OWNER and written - WRITTEN_BY_ANYBODY:
        return f"{role} has written to {written}"
    return ""


def test_nothing_that_is_sent_is_a_fault_of_the_site(application, requests):
    statuses, problems, before = Counter(), [], None
    warm_up = max(len(requests.addresses), REQUESTS // 5)

    with connections_kept(), faults_noted() as faults:
        for number in range(REQUESTS):
            role, environ = requests.make(number)
            try:
                answer, written = send(application, environ)
                problem = find_problem(role, environ, answer, written, faults)
            except Exception:  # noqa: BLE001 - whatever comes out is a fault
                problem = f"came out of the application: {traceback.format_exc()}"
            else:
                statuses[answer.status] += 1
                if role == fuzz.OWNER and answer.status == 200:
                    requests.learn(environ, answer.body)
            if problem:
                told = fuzz.describe(role, environ)
                problems.append(f"{number}, {told}\n{problem[-3000:]}")
                faults.clear()
            if number == warm_up:
                before = measure_peak()
            if number % 1000 == 999 or number == warm_up:
                print(number, sorted(statuses.items()), f"{measure_peak():,} bytes")

    first = "\n\n".join(problems[:5])
    assert not problems, f"seed {SEED}, {len(problems)} problems, the first:\n{first}"
    assert measure_peak() - before < MAX_GROWTH
    assert 2 * len(requests.addresses) < REQUESTS
    assert {200, 302, 400, 403, 404, 405} <= statuses.keys()


def is_fault_of_wagtail(role, environ, faults):
    """Tell whether a view of Wagtail's admin failed on the owner's junk, without our code."""
    own = re.compile(rf'File "{re.escape(str(site_settings.BASE_DIR))}/(pages|projects)/')
    is_admin = environ["PATH_INFO"].startswith(site_settings.ADMIN_URL)
    return role == fuzz.OWNER and is_admin and not any(map(own.search, faults))


# To the server itself, over a connection


def send_bytes(port, data):
    """Return all that the server answers until it closes the connection."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        # The server stops reading a request that it refuses early.
        with suppress(OSError):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while part := connection.recv(65536):
                answer += part
    return answer


def test_what_is_no_http_is_refused_and_the_server_goes_on(served_site):
    answers = Counter()

    for data in make_raw_requests(SEED):
        answer = send_bytes(served_site.port, data)
        found = STATUS.findall(answer)
        # A request in HTTP/2 is answered in it.
        assert found or not answer or data.startswith(b"PRI"), (data[:500], answer)
        answers.update(map(int, found or [0]))
        bad = [status for status in map(int, found) if status >= 500]
        assert not set(bad) - UNKNOWN_TO_THE_SERVER, (data[:500], answer[:500])
    print(sum(answers.values()), sorted(answers.items()))

    assert {0, 400} <= answers.keys()
    assert served_site.get("/").status_code == 200
    assert served_site.get("/admin/login/").status_code == 200
    assert "Traceback" not in served_site.log
    assert '"level": "ERROR"' not in served_site.log

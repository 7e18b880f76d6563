import http.client
import re
import secrets
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.site import (
    RunningSite,
    copy_repository,
    find_free_port,
    make_environment,
    run_make,
    run_python,
)

LEAKS = [
    "Traceback",
    "OperationalError",
    "Request Method",
    "SECRET_KEY",
    "site-packages",
]


@pytest.fixture
def copy(tmp_path):
    return copy_repository(tmp_path)


def run_to_the_end(target, directory, *, port=None, **variables):
    """Return the exit status and the output of a `make` that stops by itself."""
    make = run_make(
        target,
        port or find_free_port(),
        directory,
        env=make_environment(**variables),
        stdout=subprocess.PIPE,
    )
    output, _ = make.communicate(timeout=120)
    return make.returncode, output


# make run


def test_a_site_run_for_the_first_time_shows_how_to_get_in(copy, make_database):
    database = make_database()
    with RunningSite(copy, "run", **database) as site:
        front = site.get("/")
        admin = site.log_in(site.name, site.password)

        assert front.status_code == 200
        assert f"Site      {site.url}/\n" in site.log
        assert f"Admin     {site.admin_url}\n" in site.log
        assert admin.url == site.admin_url
        assert "wagtail-sidebar" in admin.text
    # Nothing is made beside the database that was named.
    assert (copy / "db.sqlite3").exists() == (not database)


def test_a_wrong_password_does_not_log_in(served_site):
    answer = served_site.log_in(served_site.name, "wrong-pass-word-here")

    assert answer.url == f"{served_site.admin_url}login/"


def test_run_again_the_site_keeps_an_edited_page_and_shows_no_password(
    copy, copy_database
):
    variables = {"DATABASE_URL": copy_database()}
    with RunningSite(copy, "run", **variables) as site:
        name, password = site.name, site.password
        edit = (
            "from pages.models import AboutPage\n"
            "page = AboutPage.objects.get()\n"
            "page.title = 'Edited in between'\n"
            "page.save_revision().publish()\n"
            "print(page.url)"
        )
        path = site.run(edit)

    with RunningSite(copy, "run", **variables) as site:
        page = site.get(path)
        admin = site.log_in(name, password)

        assert "Edited in between" in page.text
        assert password not in site.log
        assert "To set another password: make password" in site.log
        assert admin.url == site.admin_url


def test_two_that_create_the_owner_at_once_make_one_account(copy, copy_database):
    variables = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "http://localhost",
        "DATABASE_URL": copy_database(),
    }

    def manage(*arguments):
        return run_python("manage.py", *arguments, directory=copy, **variables).stdout

    create = "from pages.accounts import create_owner; print(create_owner())"
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(manage, "shell", "-v0", "-c", create) for _ in range(2)]

    outputs = [task.result() for task in waiting]
    outputs.remove("None\n")
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}\n", outputs[0])


def test_two_machines_that_start_at_once_prepare_one_site(copy, make_database):
    variables = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "http://localhost",
        # No static files are collected.
        "DEBUG": "1",
        **make_database(),
    }

    def manage(*arguments):
        return run_python("manage.py", *arguments, directory=copy, **variables)

    with ThreadPoolExecutor() as pool:
        starts = [pool.submit(manage, "prepare_site") for _ in range(2)]
    count = (
        "from pages.models import HomePage, User;"
        "homes = HomePage.objects; print(homes.count(), User.objects.count())"
    )

    starts = [start.result() for start in starts]
    assert [start.stderr for start in starts] == ["", ""]
    assert sorted("shown this once" in start.stdout for start in starts) == [0, 1]
    assert manage("shell", "-v0", "-c", count).stdout == "1 1\n"


# What stops a start


@pytest.mark.parametrize("target", ["run", "serve"])
def test_a_port_in_use_is_named_with_a_way_out(copy, target):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status, output = run_to_the_end(target, copy, port=port)

    assert status != 0
    assert f"Port {port} is in use" in output
    assert f"PORT={port + 1}" in output
    assert "Traceback" not in output
    assert not (copy / "db.sqlite3").exists()


def test_a_bad_port_is_named(copy):
    status, output = run_to_the_end("run", copy, port="80a")

    assert status != 0
    assert "PORT is '80a'" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgres://me:hidden@127.0.0.1:9/site", "no server answers there"),
        ("postgres://me:hidden@nowhere.invalid/site", "no server answers there"),
        ("sqlite:////no/such/folder/db.sqlite3", "unable to open database file"),
    ],
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    copy, url, reason
):
    status, output = run_to_the_end("run", copy, DATABASE_URL=url)

    assert status != 0
    assert reason in output
    assert "like DATABASE_URL=" in output
    assert "hidden" not in output
    assert "Traceback" not in output


def test_a_database_that_does_not_exist_is_named(copy, postgresql_url):
    url = re.sub(r"/[^/]*$", "/no_such_name", postgresql_url)

    status, output = run_to_the_end("run", copy, DATABASE_URL=url)

    assert status != 0
    assert 'database "no_such_name" does not exist' in output
    assert "Traceback" not in output


# make serve


def test_static_files_are_hashed_compressed_and_kept_for_long(served_site):
    front = served_site.get("/").text
    styles = re.findall(r'<link[^>]*href="(/static/[^"]+\.css)"', front)
    assert styles

    for path in styles:
        assert re.search(r"\.[0-9a-f]{12}\.css$", path)
        for coding in ("br", "gzip"):
            answer = served_site.get(path, **{"Accept-Encoding": coding})
            assert answer.headers["Content-Encoding"] == coding
            assert "max-age=315360000" in answer.headers["Cache-Control"]
            assert "immutable" in answer.headers["Cache-Control"]


def test_a_missing_page_shows_nothing_of_the_program(served_site):
    answer = served_site.get("/no/such/page/")

    assert answer.status_code == 404
    assert not [leak for leak in LEAKS if leak in answer.text]


def test_a_broken_database_shows_nothing_of_the_program(copy, copy_database):
    with RunningSite(copy, "serve", DATABASE_URL=copy_database()) as site:
        rename = "ALTER TABLE wagtailsearch_indexentry RENAME TO lost"
        code = f"from django.db import connection as c; c.cursor().execute({rename!r})"
        site.run(code)

        # Not one of the pages, which are served from memory meanwhile.
        answer = site.get("/search/?q=engine")

        assert answer.status_code == 500
        assert "</html>" in answer.text
        assert not [leak for leak in LEAKS if leak in answer.text]
        # Its owner is told in the log instead.
        assert '"error": ' in site.log


STRANGE_PATHS = [
    "/%00",
    "/%ff%fe/",
    "/%c0%af%c0%af/",
    "/caf\xe9/",
    "//",
    "//example.org/",
    "/..%2f..%2fetc/passwd",
    "/../../etc/passwd",
    "/media/..%2fdb.sqlite3",
    "/media/%00",
    "/static/..%2f..%2fmanage.py",
    "/documents/99999999999999999999/a.pdf",
    "/" + "a" * 5_000 + "/",
    "/%E2%80%AE%F0%9F%98%80/",
    "/?" + "q" * 10_000,
    "/?a=%00&b=%ff",
    "/?page=-1",
    "/?page=99999999999999999999",
]
STRANGE_QUERIES = [
    "",
    "?page=-1",
    "?page=0",
    "?page=two",
    "?page=99999999999999999999",
    "?page=%00",
    "?topic=<script>",
    "?topic=%3Cscript%3Ealert(1)%3C/script%3E",
    "?topic=%00",
    "?topic=%ff",
    "?topic=a&topic=b",
    "?year=-1",
    "?year=99999999999999999999",
    "?year=%D9%A3",
    "?year=%00",
    "?topic=" + "x" * 10_000,
]


def ask(site, path):
    """Return status and text of the answer to a GET, the path as it is and not followed.

    A browser's library would put a strange path in order.
    """
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection._validate_path = lambda url: None
    connection._encode_request = lambda request: request.encode("latin-1")
    connection.request("GET", path, headers={"Host": f"localhost:{site.port}"})
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, text


@pytest.mark.parametrize("path", STRANGE_PATHS, ids=lambda path: ascii(path)[1:40])
def test_a_strange_address_is_no_error_of_the_site(served_site, path):
    status, text = ask(served_site, path)

    assert status in {200, 301, 302, 400, 404, 414}
    assert not [leak for leak in LEAKS if leak in text]


@pytest.mark.parametrize("query", STRANGE_QUERIES, ids=lambda query: query[:40])
def test_a_strange_query_is_no_error_of_a_list(served_site, query):
    projects = re.search(r'href="(/[^"]*project[^"]*/)"', served_site.get("/").text)[1]

    status, text = ask(served_site, projects + query)

    assert status in {200, 302, 400, 404}
    assert "<script>alert" not in text
    assert "topic=<script>" not in text


def test_a_host_of_another_name_is_refused(served_site):
    answer = served_site.get("/", Host="example.org")

    assert answer.status_code == 400
    assert not [leak for leak in LEAKS if leak in answer.text]

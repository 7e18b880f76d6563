"""`make run` and `make serve`: the first start, problems of a start, strange requests."""

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

LEAKS = re.compile("Traceback|OperationalError|Request Method|SECRET_KEY|site-packages")
EDIT = """
from pages.models import AboutPage

page = AboutPage.objects.get()
page.title = "Edited in between"
page.save_revision().publish()
print(page.url)
"""


@pytest.fixture
def copy(tmp_path):
    return copy_repository(tmp_path)


def run_to_the_end(target, directory, *, port=None, **variables):
    """Return the exit status and the output of a `make` that ends by itself."""
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


def test_make_run_shows_the_login_once_and_keeps_pages(copy, copy_database):
    variables = {"DATABASE_URL": copy_database()}
    with RunningSite(copy, "run", **variables) as site:
        password = site.password
        admin = site.log_in(site.name, password)

        assert site.get("/").status_code == 200
        assert f"Site      {site.url}/\n" in site.log
        assert f"Admin     {site.admin_url}\n" in site.log
        assert admin.url == site.admin_url
        assert "wagtail-sidebar" in admin.text
        path = site.run(EDIT)

    with RunningSite(copy, "run", **variables) as site:
        assert "Edited in between" in site.get(path).text
        assert password not in site.log
        assert "To set another password: make password" in site.log
        assert site.log_in(site.name, password).url == site.admin_url
    # Only the configured database is created.
    assert not (copy / "db.sqlite3").exists()


def test_two_processes_create_one_owner(copy, copy_database):
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


# Starts that end with a message


@pytest.mark.parametrize("target", ["run", "serve"])
def test_a_port_in_use_is_named_with_another_port(copy, target):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status, output = run_to_the_end(target, copy, port=port)

    assert status != 0
    assert f"Port {port} is in use" in output
    assert f"PORT={port + 1}" in output
    assert "Traceback" not in output
    assert not (copy / "db.sqlite3").exists()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgres://me:hidden@127.0.0.1:9/site", "no server answers there"),
        ("postgres://me:hidden@nowhere.invalid/site", "no server answers there"),
        ("sqlite:////no/such/folder/db.sqlite3", "unable to open database file"),
    ],
)
def test_an_unreachable_database_is_named_without_its_password(copy, url, reason):
    status, output = run_to_the_end("run", copy, DATABASE_URL=url)

    assert status != 0
    assert reason in output
    assert "like DATABASE_URL=" in output
    assert "hidden" not in output
    assert "Traceback" not in output


# make serve


def test_static_files_are_hashed_compressed_and_cached_for_long(served_site):
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


def test_a_broken_database_shows_an_error_page_without_internals(copy, copy_database):
    with RunningSite(copy, "serve", DATABASE_URL=copy_database()) as site:
        rename = "ALTER TABLE wagtailsearch_indexentry RENAME TO lost"
        code = f"from django.db import connection as c; c.cursor().execute({rename!r})"
        site.run(code)

        # Pages are still served from memory.
        answer = site.get("/search/?q=engine")

        assert answer.status_code == 500
        assert "</html>" in answer.text
        assert not LEAKS.search(answer.text)
        assert '"error": ' in site.log


STRANGE_PATHS = [
    *("/%00", "/%ff%fe/", "/%c0%af%c0%af/", "/caf\xe9/", "//", "//example.org/"),
    *("/..%2f..%2fetc/passwd", "/../../etc/passwd", "/media/..%2fdb.sqlite3"),
    *("/media/%00", "/static/..%2f..%2fmanage.py", "/no/such/page/"),
    "/documents/99999999999999999999/a.pdf",
    "/" + "a" * 5_000 + "/",
    "/%E2%80%AE%F0%9F%98%80/",
    "/?" + "q" * 10_000,
    *("/?a=%00&b=%ff", "/?page=-1", "/?page=99999999999999999999"),
    *("/projects/?page=%00", "/projects/?topic=<script>", "/projects/?topic=%ff"),
    *("/projects/?topic=a&topic=b", "/projects/?year=%D9%A3"),
]


def ask(site, path):
    """Return status and text of the response to a GET.

    HTTP libraries normalise strange paths, so the checks of this one are replaced.
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
def test_a_strange_address_gets_an_answer_without_internals(served_site, path):
    status, text = ask(served_site, path)

    assert status in {200, 301, 302, 400, 404, 414}
    assert not LEAKS.search(text)
    assert "topic=<script>" not in text


def test_a_host_of_another_name_is_refused(served_site):
    answer = served_site.get("/", Host="example.org")

    assert answer.status_code == 400
    assert not LEAKS.search(answer.text)

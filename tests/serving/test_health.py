"""The health checks /healthz and /readyz."""

from math import inf
from unittest import mock

import pytest
from django.core.files.storage import Storage
from django.db import connection

from pages.serving import health
from tests.support.cache import make_server, visit
from tests.support.site import run_python

# Imports the entry point of the server while Django does not load, and requests /healthz.
ASK_AT_ONCE = """
import asyncio, sys
from unittest import mock
with mock.patch("threading.Thread.start"):
    from config.rsgi import application
from pages.serving.rsgi import Request
scope = mock.Mock(method="GET", path="/healthz", headers={"host": "[fdaa::1]"})
answer = asyncio.run(application.answer(Request(scope), None))
print(answer, "django" in sys.modules)
"""


@pytest.fixture
def application(db):
    # The fixture `db` gives a database without pages.
    return make_server()


def test_a_running_process_is_healthy_before_django_has_loaded():
    told = run_python(
        "-c",
        ASK_AT_ONCE,
        SECRET_KEY="a-key-of-more-than-fifty-characters-for-these-tests-only",
        SITE_URL="https://example.org",
    )

    assert told.stderr == ""
    assert told.stdout.startswith("Answer(status=200")
    assert "('Cache-Control', 'no-store')" in told.stdout
    assert told.stdout.endswith("body=b'ok\\n') False\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_platform_may_use_any_host_header_and_is_not_redirected(application, path):
    with mock.patch.object(application.policy, "is_https", True):
        answer = visit(application, path, host="[fdaa:0:1::3]:8000")

    assert (answer.status, answer.text) == (200, "ok\n")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(("method", "path"), [("POST", "/healthz"), ("GET", "/healthz/")])
def test_other_requests_are_passed_on(application, method, path):
    assert visit(application, path, method).cache == "BYPASS"


def test_a_database_that_is_away_is_not_ready(application, caplog):
    application.cache.database.is_away = True

    answer = visit(application, "/readyz")

    assert answer.status == 503
    assert answer.text == "The database does not answer.\n"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The test has stopped the database." in caplog.text


def test_a_release_that_cannot_be_loaded_is_not_ready(application):
    broken = RuntimeError("The site could not be loaded.")
    with mock.patch.object(application.backend, "wait", side_effect=broken):
        answer = visit(application, "/readyz")

    assert answer.status == 503
    assert answer.text == "The site could not be loaded.\n"


def test_a_database_without_the_last_migration_is_not_ready(application):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id IN "
            "(SELECT max(id) FROM django_migrations WHERE app = 'projects')"
        )

    answer = visit(application, "/readyz")

    assert answer.status == 503
    assert answer.text == "Migrations are not applied.\n"


def test_a_migration_of_a_later_release_is_ignored(application):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('projects', '9999_later', CURRENT_TIMESTAMP)"
        )

    assert visit(application, "/readyz").status == 200


def test_a_folder_of_uploads_that_cannot_be_written_is_not_ready(application, settings, tmp_path):
    # Root may write everywhere but below a file.
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file" / "media"

    answer = visit(application, "/readyz")

    assert answer.status == 503
    assert answer.text == "Uploads cannot be stored.\n"
    assert str(tmp_path) not in answer.text


def test_the_check_creates_the_folder_of_uploads_and_leaves_it_empty(
    application, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"

    assert visit(application, "/readyz").status == 200
    assert list((tmp_path / "media").iterdir()) == []


def test_a_bucket_is_read_and_not_written_to(application):
    class Bucket(Storage):
        asked = mock.Mock(side_effect=[False, PermissionError("Access denied")])

        def exists(self, name):
            return self.asked()

    with mock.patch("django.core.files.storage.default_storage", Bucket()):
        first = visit(application, "/readyz")
        application.health._checked_at = -inf
        second = visit(application, "/readyz")

    assert first.status == 200
    assert second.text == "Uploads cannot be stored.\n"


def test_many_requests_make_one_check(application):
    database = application.cache.database
    with (
        mock.patch.object(health, "INTERVAL", 3600),
        mock.patch.object(database, "execute", wraps=database.execute) as execute,
    ):
        answers = {visit(application, "/readyz").status for _ in range(20)}

    assert answers == {200}
    assert execute.call_count == 1

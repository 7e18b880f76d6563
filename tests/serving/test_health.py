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
    told = run_python("-c", ASK_AT_ONCE, SITE_URL="https://example.org")

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


def lose_database(application, settings, folder):
    application.cache.database.is_away = True


def break_release(application, settings, folder):
    error = RuntimeError("The site could not be loaded.")
    application.backend.wait = mock.Mock(side_effect=error)


def forget_migration(application, settings, folder):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'projects'")


def close_uploads(application, settings, folder):
    # Root may write everywhere but below a file.
    (folder / "file").touch()
    settings.MEDIA_ROOT = folder / "file" / "media"


@pytest.mark.parametrize(
    ("break_it", "problem"),
    [
        (lose_database, "The database does not answer."),
        (break_release, "The site could not be loaded."),
        (forget_migration, "Migrations are not applied."),
        (close_uploads, "Uploads cannot be stored."),
    ],
)
def test_a_site_that_cannot_answer_is_not_ready_and_says_why(
    application, settings, tmp_path, break_it, problem
):
    break_it(application, settings, tmp_path)

    answer = visit(application, "/readyz")

    assert (answer.status, answer.text) == (503, f"{problem}\n")


def test_a_migration_of_a_later_release_is_ignored(application):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('projects', '9999_later', CURRENT_TIMESTAMP)"
        )

    assert visit(application, "/readyz").status == 200


def test_the_check_creates_the_folder_of_uploads_and_leaves_it_empty(
    application, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"

    assert visit(application, "/readyz").status == 200
    assert list((tmp_path / "media").iterdir()) == []


def test_a_bucket_is_read_and_not_written_to(application):
    class Bucket(Storage):
        asked = mock.Mock(side_effect=[False, PermissionError("Access denied")])

        def check(self):
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

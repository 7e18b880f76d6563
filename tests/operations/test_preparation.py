"""A start that finds the site prepared does nothing, and one without content fills it once."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db.utils import ConnectionHandler

from pages.models import SiteVersion
from pages.operations import preparation, startup
from pages.operations.preparation import find_prepared_account, hash_preparation
from pages.serving.cache import triggers
from tests.support.cache import DjangoDatabase
from tests.support.site import run_python
from tests.support.templates import copy_prepared_site


def test_a_start_that_finds_the_site_prepared_does_not_load_django(tmp_path):
    copy_prepared_site(tmp_path)

    first, again = (
        run_python("manage.py", "prepare_site", directory=tmp_path, PYTHONVERBOSE=verbose)
        for verbose in ("", "1")
    )

    assert "Migrating the database" in first.stdout
    assert "Migrating the database" not in again.stdout
    assert "import 'django" not in again.stderr
    assert "Name      owner\nPassword  as you left it" in again.stdout


@pytest.fixture
def prepared(home, django_user_model, settings, monkeypatch):
    """A site that has been prepared, with an owner."""
    monkeypatch.setattr(preparation, "open_database", lambda database: DjangoDatabase())
    django_user_model.objects.create_superuser("ada")
    SiteVersion.objects.update(prepared_for=hash_preparation(settings))
    return settings


def test_a_prepared_site_is_known_by_its_owner_and_needs_one(prepared, django_user_model):
    assert find_prepared_account(prepared) == "ada"

    django_user_model.objects.update(is_active=False)
    assert find_prepared_account(prepared) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_PATH", "desk"),
        ("BUCKET", {"OPTIONS": {"bucket_name": "new"}}),
        ("SITE_URL", "https://example.org"),
        ("LANGUAGE_CODE", "de"),
    ],
)
def test_another_setting_needs_preparation(prepared, name, value):
    setattr(prepared, name, value)

    assert find_prepared_account(prepared) is None


def test_migrations_delete_the_record(prepared):
    triggers.remove("default", plan=["a migration"])
    assert find_prepared_account(prepared) is None

    triggers.install("default", plan=["a migration"])
    assert find_prepared_account(prepared) is None


def test_a_database_that_cannot_be_read_needs_preparation(prepared, monkeypatch):
    database = DjangoDatabase()
    database.is_away = True
    monkeypatch.setattr(preparation, "open_database", lambda settings: database)

    assert find_prepared_account(prepared) is None


@pytest.fixture
def empty_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_new_database_is_readable_by_its_account_only(db, tmp_path, monkeypatch):
    file = tmp_path / "db.sqlite3"
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    monkeypatch.setattr(startup, "connection", ConnectionHandler({"default": database})["default"])

    with startup.hold_database():
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_site_is_filled_once_and_again_only_when_told_so(db, empty_disk, monkeypatch):
    filled = []
    monkeypatch.setattr(startup.starter, "load_starter", lambda folder: filled.append("once more"))

    assert startup.fill(start_over=False) == ""
    with pytest.raises(CommandError, match="The database has no content, but this site had"):
        startup.fill(start_over=False)
    assert filled == ["once more"]

    startup.fill(start_over=True)
    assert filled == ["once more"] * 2


def test_uploads_that_cannot_be_written_stop_no_start(home, empty_disk, monkeypatch):
    def fail(*arguments, **options):
        raise OSError("Read-only file system")

    monkeypatch.setattr(default_storage, "save", fail)

    assert startup.fill(start_over=False) == "Uploads cannot be stored (Read-only file system)."

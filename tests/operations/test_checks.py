"""Warnings of `manage.py check` about an unsafe site."""

import secrets
from types import SimpleNamespace

import pytest
from django.core import checks
from django.db import connection
from django.utils import timezone

from pages.accounts import two_factor
from pages.operations import system_checks
from tests.operations.test_environment import GOOD_KEY, load_settings


def find(settings, tag, *, deploy=False, databases=None, **changes):
    """Return the identifiers of the site's own warnings under changed settings."""
    for name, value in changes.items():
        setattr(settings, name, value)
    found = checks.run_checks(tags=[tag], include_deployment_checks=deploy, databases=databases)
    own = [warning for warning in found if warning.id.startswith("pages.")]
    assert all(warning.msg.endswith(".") and warning.hint for warning in own)
    return sorted(warning.id for warning in own)


def find_in_settings(settings, **variables):
    """Return the warnings about the settings that the variables give."""
    made = load_settings(**variables)
    names = ["DEBUG", "SITE_URL", "IS_HTTPS", "BUCKET", "SECRET_KEY_FALLBACKS"]
    changes = {name: made[name] for name in names}
    return find(settings, checks.Tags.security, deploy=True, **changes)


BUCKET = {
    "AWS_ACCESS_KEY_ID": "tid_name",
    "AWS_SECRET_ACCESS_KEY": "tsec_secret",
    "AWS_REGION": "auto",
    "BUCKET_NAME": "my-site",
}


@pytest.mark.parametrize(
    ("variables", "warnings"),
    [
        ({}, []),
        ({"SITE_URL": "http://localhost:8000"}, []),
        ({"SITE_URL": "http://192.168.1.7"}, []),
        ({"SITE_URL": "http://localhost:8000", "DEBUG": "1"}, []),
        ({"DEBUG": "1"}, ["pages.W001"]),
        ({"SITE_URL": "http://example.org"}, ["pages.W002"]),
        ({"SITE_URL": "http://93.184.216.34"}, ["pages.W002"]),
        ({**BUCKET, "AWS_ENDPOINT_URL_S3": "https://s3.example.org"}, []),
        ({**BUCKET, "AWS_ENDPOINT_URL_S3": "http://localhost:9000"}, []),
        ({**BUCKET, "AWS_ENDPOINT_URL_S3": "http://s3.example.org"}, ["pages.W003"]),
        ({"SECRET_KEY_FALLBACK": GOOD_KEY[::-1]}, ["pages.W004"]),
    ],
)
def test_unsafe_settings_are_reported(settings, variables, warnings):
    assert find_in_settings(settings, **variables) == warnings


def make_account(users, **fields):
    defaults = {"password": secrets.token_urlsafe(), "last_login": timezone.now()}
    return users.create_superuser("ada", **defaults | fields)


@pytest.fixture
def find_in_database(settings, db, tmp_path, monkeypatch):
    """Function that returns the warnings of database and files.

    By default there is a bucket for backups, and each account has a second factor.
    """
    monkeypatch.setattr(two_factor, "is_on", lambda user: True)
    settings.MEDIA_ROOT = tmp_path
    tmp_path.chmod(0o755)

    def find_in_database(**changes):
        changes = {"BUCKET": {"OPTIONS": {}}, **changes}
        return find(settings, checks.Tags.database, databases=["default"], **changes)

    return find_in_database


@pytest.mark.parametrize(
    ("fields", "warnings"),
    [
        ({}, []),
        ({"last_login": None}, ["pages.W006"]),
        ({"last_login": None, "is_active": False}, []),
        ({"last_login": None, "password": None}, []),
    ],
)
def test_an_active_account_with_an_unused_first_password_is_reported(
    find_in_database, django_user_model, fields, warnings
):
    make_account(django_user_model.objects, **fields)

    assert find_in_database() == warnings


def test_a_superuser_without_a_second_factor_is_reported(
    find_in_database, django_user_model, monkeypatch
):
    make_account(django_user_model.objects)
    django_user_model.objects.create_user("grace", password=secrets.token_urlsafe())
    monkeypatch.undo()

    assert find_in_database() == ["pages.W007"]


def test_uploads_that_every_account_may_change_are_reported(find_in_database, tmp_path):
    tmp_path.chmod(0o777)

    assert find_in_database() == []
    assert find_in_database(BUCKET={}) == ["pages.W008", "pages.W009"]


def test_a_database_that_every_account_may_read_is_reported(
    find_in_database, tmp_path, monkeypatch
):
    file = tmp_path / "db.sqlite3"
    file.touch(mode=0o644)
    described = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    found = SimpleNamespace(settings_dict=described, introspection=connection.introspection)
    monkeypatch.setattr(system_checks, "connections", {"default": found})

    assert find_in_database() == ["pages.W008"]
    file.chmod(0o600)
    assert find_in_database() == []


def test_a_site_without_scheduled_backups_is_reported(find_in_database):
    assert find_in_database(BUCKET={}) == ["pages.W009"]
    assert find_in_database(BUCKET={}, DEBUG=True) == []

"""What `manage.py check` says of a site that is not safe."""

import secrets
from unittest import mock

import django_otp
import pytest
from django.core import checks
from django.utils import timezone

from tests.operations.test_environment import load_settings


def find(settings, tag, *, deploy=False, databases=None, **changes):
    """Return the numbers of the warnings of this site's own, under changed settings."""
    for name, value in changes.items():
        setattr(settings, name, value)
    found = checks.run_checks(
        tags=[tag], include_deployment_checks=deploy, databases=databases
    )
    own = [warning for warning in found if warning.id.startswith("pages.")]
    assert all(warning.msg.endswith(".") and warning.hint for warning in own)
    return sorted(warning.id for warning in own)


def find_in_settings(settings, **variables):
    """Return the same of the settings that the variables make."""
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
        (
            {
                "SECRET_KEY_FALLBACK": "another-key-of-more-than-fifty-characters-0123456789"
            },
            ["pages.W004"],
        ),
    ],
)
def test_settings_that_are_not_safe_are_told(settings, variables, warnings):
    assert find_in_settings(settings, **variables) == warnings


def make_account(users, name="ada", **fields):
    fields = {
        "password": secrets.token_urlsafe(),
        "last_login": timezone.now(),
    } | fields
    return users.create_superuser(name, **fields)


@pytest.fixture
def find_in_database(settings, db, tmp_path, monkeypatch):
    """A function that returns the warnings of what is kept, where backups are made.

    Each account has a second factor.
    """
    monkeypatch.setattr(django_otp, "user_has_device", lambda user: True)
    settings.MEDIA_ROOT = tmp_path
    tmp_path.chmod(0o755)
    bucket = {"OPTIONS": {}}

    def find_in_database(**changes):
        return find(
            settings,
            checks.Tags.database,
            databases=["default"],
            **{"BUCKET": bucket, **changes},
        )

    return find_in_database


def test_accounts_with_a_good_password_are_not_mentioned(
    find_in_database, django_user_model
):
    make_account(django_user_model.objects)

    assert find_in_database() == []


def test_a_first_password_that_nobody_has_used_is_told(
    find_in_database, django_user_model
):
    make_account(django_user_model.objects, last_login=None)

    assert find_in_database() == ["pages.W006"]


def test_an_owner_without_a_second_factor_is_told_where_there_can_be_one(
    find_in_database, django_user_model, monkeypatch
):
    make_account(django_user_model.objects)
    django_user_model.objects.create_user("grace", password=secrets.token_urlsafe())
    monkeypatch.setattr(django_otp, "user_has_device", lambda user: False)

    for is_installed, warnings in ((True, ["pages.W007"]), (False, [])):
        found = mock.Mock(is_installed=lambda name, found=is_installed: found)
        monkeypatch.setattr("pages.operations.system_checks.apps", found)
        assert find_in_database() == warnings


def test_accounts_that_cannot_log_in_are_not_mentioned(
    find_in_database, django_user_model
):
    make_account(django_user_model.objects, password="password", is_active=False)
    make_account(django_user_model.objects, "grace", password=None)

    assert find_in_database() == []


def test_uploads_that_everybody_may_change_are_told(find_in_database, tmp_path):
    tmp_path.chmod(0o777)

    assert find_in_database() == []
    assert find_in_database(BUCKET={}) == ["pages.W008", "pages.W009"]


def test_a_site_that_makes_no_backup_by_itself_is_told(find_in_database):
    assert find_in_database(BUCKET={}) == ["pages.W009"]
    assert find_in_database(BUCKET={}, DEBUG=True) == []


def test_before_there_is_a_table_of_accounts_nothing_is_said_of_them(
    find_in_database, django_user_model, monkeypatch
):
    make_account(django_user_model.objects, password="password")
    monkeypatch.setattr(django_user_model._meta, "db_table", "not_there_yet")

    assert find_in_database() == []

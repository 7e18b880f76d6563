"""Status page of the admin."""

import sys
from datetime import timedelta
from unittest import mock

import django
import pytest
import wagtail
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from pages.desk import status
from pages.models import Backup, User
from tests.support.factories import make_image
from tests.support.reading import read_html

STATUS = "/admin/reports/status/"


def read(client):
    return read_html(client, STATUS)


def make_backup(days, destination="site.zip", **fields):
    time = timezone.now() - timedelta(days=days)
    Backup.objects.create(destination=destination, size=2048, finished_at=time, **fields)


def test_it_shows_the_versions_and_whether_mail_is_sent(home, admin_client, settings):
    settings.RELEASE, settings.HAS_MAIL = "deployment-01ABC", True
    html = read(admin_client)
    settings.HAS_MAIL = False

    python = ".".join(map(str, sys.version_info[:3]))
    packages = [settings.VERSION, django.__version__, wagtail.__version__, python]
    for value in [*packages, "deployment-01ABC", "sent"]:
        assert f"<td>{value}</td>" in html
    assert "<td>printed in the log, not sent</td>" in read(admin_client)


def test_it_shows_the_database(home, admin_client):
    before = read(admin_client)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'projects'")
    after = read(admin_client)

    kind = {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL 1"}[connection.vendor]
    assert kind in before
    assert "all applied" in before
    assert "1 missing" in after
    assert "Run manage.py prepare_site." in after


def test_it_counts_the_uploads_on_the_disk(home, admin_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    for name in ("one", "images/two"):
        (tmp_path / name).write_bytes(b"a" * 1024)

    html = read(admin_client)
    with mock.patch.object(status, "MAX_FILES", 1):
        bounded = read(admin_client)

    assert "<td>2</td>" in html
    assert "<td>2.0 KB</td>" in html
    assert "<td>1 or more</td>" in bounded


def test_it_counts_the_uploads_in_a_bucket_where_a_backup_is_due_each_day(
    home, admin_client, bucket
):
    make_image()
    make_backup(3)
    html = read(admin_client)
    with mock.patch.object(bucket, "sizes", side_effect=OSError("away")):
        away = read(admin_client)

    assert f"bucket {bucket.bucket_name}" in html
    assert "<td>1</td>" in html
    assert "each day, in the bucket" in html
    assert "It is older than 2 days." in html
    assert "The storage does not answer. See the log." in away


def test_a_disk_that_is_nearly_full_is_a_warning(home, admin_client):
    with mock.patch.object(status, "FREE", 2**80):
        assert "The disk is nearly full" in read(admin_client)
    with mock.patch.object(status, "FREE", 0):
        assert "The disk is nearly full" not in read(admin_client)


def test_a_backup_that_is_missing_or_old_is_a_warning(home, admin_client):
    none = read(admin_client)
    make_backup(20, destination="old.zip")
    make_backup(1, destination="failed.zip", problem="The disk is full.")
    old = read(admin_client)
    make_backup(1, destination="new.zip")
    new = read(admin_client)

    assert "There is no backup." in none
    assert "It is older than 14 days." in old
    assert "old.zip (2.0 KB)" in old
    assert "new.zip" in new
    assert "older than" not in new


@pytest.mark.parametrize(("role", "code"), [("Owner", 200), ("Editor", 302), ("Contributor", 302)])
def test_the_owner_alone_sees_it(home, client, role, code):
    user = User.objects.create_user(role)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert client.get(STATUS).status_code == code
    assert (STATUS in client.get("/admin/").text) is (code == 200)

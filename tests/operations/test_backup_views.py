"""Backups made and downloaded on the status page."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone

from pages.models import Backup, User
from pages.operations.backup import views
from tests.support.factories import make_document
from tests.support.reading import read_html

STATUS = "/admin/reports/status/"
MAKE, PROGRESS = f"{STATUS}backup/", f"{STATUS}backup/progress/"

pytestmark = pytest.mark.usefixtures("one_connection", "inline")


@pytest.fixture
def inline(monkeypatch, settings, tmp_path):
    """Run the thread's work at once, in a folder of the test's own."""

    class Inline:
        def __init__(self, target, args, **options):
            self.start = lambda: target(*args)

    monkeypatch.setattr(views, "Thread", Inline)
    monkeypatch.setattr(views, "close_old_connections", lambda: None)
    settings.DATA_DIR = tmp_path


def download(client, backup):
    answer = client.get(f"{MAKE}{backup.pk}/")
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    return ZipFile(
        io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    )


def test_a_backup_on_the_disk_is_made_and_downloaded(home, admin_client):
    make_document("notes.pdf")
    assert "Make a backup" in read_html(admin_client, STATUS)

    admin_client.post(MAKE)

    backup = Backup.objects.good().get()
    assert "Download the backup of" in read_html(admin_client, STATUS)
    assert "Download the backup of" in admin_client.get(PROGRESS).text
    assert download(admin_client, backup).testzip() is None


def test_a_backup_in_the_bucket_is_made_and_downloaded(home, bucket, settings, admin_client):
    admin_client.post(MAKE)

    backup = Backup.objects.good().get()
    assert backup.destination.startswith("bucket:backups/")
    assert download(admin_client, backup).testzip() is None


def test_two_at_once_are_refused_and_the_progress_is_shown(home, admin_client):
    Backup.objects.create(destination="running.zip")
    cache.set(views.PROGRESS, "Files: 100 of 300")

    refused = admin_client.post(MAKE, follow=True).text

    assert "A backup is being made already" in refused
    assert Backup.objects.count() == 1
    for address in (STATUS, PROGRESS):
        html = admin_client.get(address).text
        assert "data-backup-runs" in html
        assert "Files: 100 of 300" in html
    cache.delete(views.PROGRESS)
    # Its process was killed long ago.
    Backup.objects.update(started_at=timezone.now() - timedelta(days=1))
    admin_client.post(MAKE)
    assert Backup.objects.good().count() == 1


def test_a_failure_is_a_sentence(home, admin_client, monkeypatch):
    def fail(path, log):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pages.operations.backup.create.write_archive", fail)

    admin_client.post(MAKE)

    html = read_html(admin_client, STATUS)
    assert "The last backup has failed. The disk is full" in html
    assert "Make a backup" in html


def test_the_newest_two_stay_on_the_disk_and_other_files_are_not_offered(
    home, admin_client, tmp_path
):
    folder = views.find_folder()
    for day in (1, 2, 3):
        (folder / f"2020-01-0{day}T00-00-00Z.zip").write_text("old")
    elsewhere = Backup.objects.create(
        destination=str(tmp_path / "site.zip"), size=3, finished_at=timezone.now()
    )
    (tmp_path / "site.zip").write_text("zip")

    admin_client.post(MAKE)

    assert len(list(folder.glob("*.zip"))) == 2
    for pk in (elsewhere.pk, 99_999):
        assert admin_client.get(f"{MAKE}{pk}/").status_code == 404


def test_only_superusers_make_and_download_one(home, client, admin_client):
    admin_client.post(MAKE)
    backup = Backup.objects.get()
    user = User.objects.create_user("owner")
    user.groups.add(Group.objects.get(name="Owner"))
    client.force_login(user)

    assert "Make a backup" not in read_html(client, STATUS)
    for answer in (client.post(MAKE), client.get(PROGRESS), client.get(f"{MAKE}{backup.pk}/")):
        assert answer.status_code == 302
    assert Backup.objects.count() == 1

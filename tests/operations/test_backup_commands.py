"""The commands backup and restore, on the disk and in a bucket."""

import errno
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from wagtail.documents import get_document_model
from wagtail.models import Page

from pages.models import Backup
from pages.operations.backup.archive import NewArchive
from pages.serving.media.disk import Disk
from tests.support import factories

pytestmark = pytest.mark.usefixtures("one_connection")


def run(*arguments):
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def test_a_backup_in_a_folder_is_named_by_the_time(home, tmp_path):
    output = run("backup", str(tmp_path))

    [path] = tmp_path.iterdir()
    assert datetime.strptime(path.name, "%Y-%m-%dT%H-%M-%SZ.zip")
    assert f"Backup: {path} (" in output
    assert "Database: " in output


def test_a_backup_overwrites_nothing(home, tmp_path):
    path = tmp_path / "site.zip"
    path.write_text("precious")

    with pytest.raises(CommandError, match="is there already: choose another"):
        run("backup", str(path))

    assert path.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_named(home, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written .*: choose another destination"):
        run("backup", str(tmp_path / "none" / "site.zip"))

    assert Backup.objects.good().first() is None
    assert "cannot be written" in Backup.objects.get().problem


def test_check_changes_nothing_and_restore_does(good):
    home = Page.objects.get(depth=2)
    Page.objects.filter(pk=home.pk).update(title="Another")

    assert "The backup is good" in run("restore", str(good), "--check")
    assert Page.objects.get(depth=2).title == "Another"

    assert f"Restored: {good}" in run("restore", str(good))
    assert Page.objects.get(depth=2).title == home.title


def test_lost_files_are_named_by_the_backup_and_by_its_check(home, tmp_path):
    document = factories.make_document()
    Path(document.file.path).unlink()
    archive = tmp_path / "site.zip"

    for arguments in (["backup", str(archive)], ["restore", str(archive), "--check"]):
        with pytest.raises(CommandError, match="can be restored, but lacks 1 upload that"):
            run(*arguments)
    assert "Restored" in run("restore", str(archive))


def test_a_full_disk_ends_a_backup_with_a_sentence_and_leaves_no_part(home, tmp_path, monkeypatch):
    monkeypatch.setattr(NewArchive, "seal", raise_full)

    with pytest.raises(CommandError, match="The disk is full: free some of it"):
        run("backup", str(tmp_path / "site.zip"))

    assert list(tmp_path.iterdir()) == []


def test_a_restore_that_finds_the_disk_full_removes_what_it_added(home, tmp_path, monkeypatch):
    names = [factories.make_document(f"{name}.pdf").file.name for name in "ab"]
    run("backup", str(tmp_path / "site.zip"))
    for name in names:
        default_storage.delete(name)
    save = Disk._save

    def save_once(*arguments):
        monkeypatch.setattr(Disk, "_save", raise_full)
        return save(*arguments)

    monkeypatch.setattr(Disk, "_save", save_once)

    with pytest.raises(CommandError, match="The disk is full: free some of it"):
        run("restore", str(tmp_path / "site.zip"))

    assert not any(map(default_storage.exists, names))
    assert Page.objects.filter(pk=home.pk).exists()


def raise_full(*arguments, **options):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_backup_in_the_bucket_is_private_and_restored(home, bucket, client):
    document = factories.make_document()
    name = document.file.name
    run("backup", "bucket:backups/site.zip")
    assert client.get("/media/backups/site.zip").status_code == 404
    document.delete()
    bucket.delete(name)

    run("restore", "bucket:backups/site.zip", "--check")
    run("restore", "bucket:backups/site.zip")

    document = get_document_model().objects.get()
    assert document.file.open().read().startswith(b"%PDF")
    assert Backup.objects.good().first().destination == "bucket:backups/site.zip"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["backup", "bucket:images/a.zip"], "are in bucket:backups/"),
        (["backup", "bucket:../a.zip"], "are in bucket:backups/"),
        (["backup", "bucket:backups/../images/a.zip"], "are in bucket:backups/"),
        (["restore", "bucket:backups/none.zip"], "There is no bucket:backups/none"),
    ],
)
def test_a_name_outside_the_backups_of_the_bucket_is_refused(home, bucket, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        run(*arguments)


def test_a_bucket_destination_without_a_bucket_is_refused(home):
    with pytest.raises(CommandError, match="No bucket is set"):
        run("backup", "bucket:backups/")

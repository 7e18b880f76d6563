"""Archives of backups, their destinations, and archives that are refused."""

import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from wagtail.documents import get_document_model
from wagtail.models import Page

from pages.operations.backup import create
from pages.operations.backup.archive import (
    FORMAT,
    MANIFEST,
    Archive,
    BackupError,
    NewArchive,
)
from pages.operations.backup.restore import restore, verify
from tests.support import factories

pytestmark = pytest.mark.usefixtures("one_connection")

FLIPS = 60  # single bytes that are changed, from the first to the last


@pytest.fixture
def forge(good, tmp_path):
    """A function that writes the good archive anew, with something else in it, sealed.

    It hands the manifest and the members, by name, to a function that changes them.
    """

    def forge(change):
        with zipfile.ZipFile(good) as old:
            members = {name: old.read(name) for name in old.namelist()}
        manifest = json.loads(members.pop(MANIFEST))
        change(manifest, members)
        path = tmp_path / "forged.zip"
        with NewArchive(path) as new:
            for name, content in members.items():
                new.add(name, [content])
            new.seal(manifest)
        return path

    return forge


def read_error(path, function=lambda archive: None):
    """Return the message of the error that an archive raises."""
    with pytest.raises(BackupError) as error, Archive(path) as archive:
        function(archive)
    message = str(error.value)
    assert "\n" not in message
    assert ": " in message
    assert message.endswith(".")
    return message


# The archive


def test_a_backup_is_a_zip_archive_that_any_program_opens(good):
    with zipfile.ZipFile(good) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read(MANIFEST))
        rows = archive.read("tables/wagtailcore.page.jsonl").splitlines()
        [document] = get_document_model().objects.all()
        content = archive.read(f"files/{document.file.name}")

    assert manifest["format"] == FORMAT
    assert manifest["tables"]["wagtailcore.page"]["rows"] == len(rows) - 1 == 2
    assert content == document.file.open().read()
    assert good.stat().st_mode & 0o077 == 0


def test_any_changed_byte_is_noticed(good, tmp_path):
    content = good.read_bytes()
    step = len(content) // FLIPS
    places = {*range(0, len(content), step), *range(len(content) - 90, len(content), 7)}
    path = tmp_path / "changed.zip"

    for place in places | {len(content) - 1}:
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

        assert "changed.zip is" in read_error(path)


def test_an_archive_that_was_cut_off_is_refused(good, tmp_path):
    content = good.read_bytes()
    path = tmp_path / "short.zip"

    for length in (0, 1, 4, 63, 64, 65, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])

        assert "was cut off" in read_error(path)

    path.write_bytes(content + b"\0")
    assert "is damaged" in read_error(path)


def test_other_files_are_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("Not a backup. " * 100)

    assert "is no backup" in read_error(tmp_path / "notes.txt")
    assert "cannot be read" in read_error(tmp_path / "none.zip")
    assert "cannot be read" in read_error(tmp_path)


def test_an_archive_of_a_newer_version_is_refused(forge):
    newer = forge(lambda manifest, members: manifest.update(format=FORMAT + 1))
    assert "newer version" in read_error(newer)

    migrated = forge(
        lambda manifest, members: manifest["migrations"].append(["pages", "9999_later"])
    )
    with pytest.raises(CommandError, match="newer version"):
        call_command("restore", str(migrated))


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/../../x", "a\\..\\x", "C:x", "", ".", "a//b", "x\0"]
)
def test_a_file_outside_the_uploads_folder_is_refused(forge, name):
    def add(manifest, members):
        manifest["files"][name] = {"size": 1, "sha256": ""}
        members[f"files/{name}"] = b"x"

    read_error(forge(add))


def test_an_archive_with_a_missing_or_additional_member_is_refused(forge):
    def take(manifest, members):
        del members["tables/pages.user.jsonl"]

    def add(manifest, members):
        members["more.txt"] = b"more"

    for change in (take, add):
        assert "does not hold what it says" in read_error(forge(change))


def lose_a_row(manifest, members):
    name = "tables/wagtailcore.locale.jsonl"
    members[name] = members[name].splitlines(keepends=True)[0]


def lose_a_named_row(manifest, members):
    lose_a_row(manifest, members)
    manifest["tables"]["wagtailcore.locale"]["rows"] = 0


def change_a_column(manifest, members):
    name = "tables/wagtailcore.locale.jsonl"
    members[name] = members[name].replace(b'"language_code"', b'"code"')


def change_a_file(manifest, members):
    name = next(name for name in members if name.startswith("files/"))
    members[name] = b"something else"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lose_a_row, "has 0 rows for 1"),
        (lose_a_named_row, "names rows that it does not hold"),
        (change_a_column, "has other columns"),
        (change_a_file, "is damaged"),
    ],
)
def test_inconsistent_content_is_refused_and_nothing_changes(forge, change, reason):
    path = forge(change)
    document = get_document_model().objects.get()
    name = document.file.name
    document.delete()
    default_storage.delete(name)
    titles = list(Page.objects.values_list("title"))

    assert reason in read_error(path, verify)
    assert reason in read_error(path, restore)

    assert list(Page.objects.values_list("title")) == titles
    assert not get_document_model().objects.exists()
    assert not default_storage.exists(name)


def test_verification_notices_a_row_that_differs_when_restored(forge):
    def change(manifest, members):
        name = "tables/wagtailcore.locale.jsonl"
        members[name] = members[name].replace(b'"en"', b'"fr"')

    assert "not the same" in read_error(forge(change), verify)


# While the site goes on


def test_a_missing_file_is_named_and_the_rest_is_backed_up(home, tmp_path):
    document = factories.make_document()
    default_storage.delete(document.file.name)
    messages = []

    manifest = create.write_archive(tmp_path / "site.zip", messages.append)

    assert manifest["missing"] == [document.file.name]
    assert messages[-1] == f"Missing file, not in the backup: {document.file.name}"


def test_a_file_deleted_meanwhile_restarts_the_backup(home, tmp_path, monkeypatch):
    gone, kept = factories.make_document("a.pdf"), factories.make_document("b.pdf")
    copy_files = create.copy_files

    def delete_and_copy(names, archive, log):
        get_document_model().objects.filter(pk=gone.pk).delete()
        default_storage.delete(gone.file.name)
        return copy_files(names, archive, log)

    monkeypatch.setattr(create, "copy_files", delete_and_copy)
    messages = []

    manifest = create.write_archive(tmp_path / "site.zip", messages.append)

    assert "Files were deleted meanwhile: starting again" in messages
    assert [*manifest["files"]] == [kept.file.name]
    assert manifest["missing"] == []


def test_a_restored_file_overwrites_none_of_another_site(good):
    document = get_document_model().objects.get()
    name = document.file.name
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"of another site"))

    with Archive(good) as archive:
        restore(archive)

    document = get_document_model().objects.get()
    assert document.file.open().read().startswith(b"%PDF")
    assert document.file.name != name
    assert not (Path(default_storage.location) / ".incoming").exists()

"""The file of a backup, where it is kept, and what is refused."""

import contextlib
import json
import zipfile
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.documents import get_document_model
from wagtail.images.models import AbstractRendition
from wagtail.models import Page

from pages.models import Backup
from pages.operations.backup import create
from pages.operations.backup.archive import FORMAT, MANIFEST, Archive, NewArchive
from pages.operations.backup.history import last_backup
from pages.operations.backup.refusal import Refusal
from pages.operations.backup.restore import restore
from pages.operations.backup.tables import (
    LEFT_ALONE,
    LEFT_OUT,
    find_tables,
    is_left_out,
)
from pages.operations.backup.verification import prove
from tests import factories

# How many single bytes are changed, from the first to the last.
FLIPS = 60


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """Read what the transaction of a test has written, which no other connection sees."""
    monkeypatch.setattr(
        create, "hold_still", lambda using: contextlib.nullcontext(connection)
    )


@pytest.fixture
def good(home, tmp_path):
    """The path of a good archive of a small site."""
    factories.make_document("notes.pdf")
    path = tmp_path / "good.zip"
    create.back_up(path)
    return path


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


def run(*arguments):
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def read_refusal(path, function=lambda archive: None):
    """Return the sentence with which an archive is refused."""
    with pytest.raises(Refusal) as refusal, Archive(path) as archive:
        function(archive)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    assert ": " in sentence
    assert sentence.endswith(".")
    return sentence


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


def test_a_changed_byte_is_noticed_wherever_it_is(good, tmp_path):
    content = good.read_bytes()
    step = len(content) // FLIPS
    places = {*range(0, len(content), step), *range(len(content) - 90, len(content), 7)}
    path = tmp_path / "changed.zip"

    for place in places | {len(content) - 1}:
        path.write_bytes(
            content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        )

        assert "changed.zip is" in read_refusal(path)


def test_an_archive_that_was_cut_off_is_refused(good, tmp_path):
    content = good.read_bytes()
    path = tmp_path / "short.zip"

    for length in (0, 1, 4, 63, 64, 65, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])

        assert "was cut off" in read_refusal(path)

    path.write_bytes(content + b"\0")
    assert "is damaged" in read_refusal(path)


def test_what_is_no_archive_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("Not a backup. " * 100)

    assert "is no backup" in read_refusal(tmp_path / "notes.txt")
    assert "cannot be read" in read_refusal(tmp_path / "none.zip")
    assert "cannot be read" in read_refusal(tmp_path)


def test_an_archive_of_a_newer_version_is_refused(forge):
    newer = forge(lambda manifest, members: manifest.update(format=FORMAT + 1))
    assert "newer version" in read_refusal(newer)

    migrated = forge(
        lambda manifest, members: manifest["migrations"].append(["pages", "9999_later"])
    )
    with pytest.raises(CommandError, match="newer version"):
        run("restore", str(migrated))


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/../../x", "a\\..\\x", "C:x", "", ".", "a//b", "x\0"]
)
def test_a_file_that_would_leave_the_folder_is_refused(forge, name):
    def add(manifest, members):
        manifest["files"][name] = {"size": 1, "sha256": ""}
        members[f"files/{name}"] = b"x"

    read_refusal(forge(add))


def test_an_archive_that_lacks_what_it_says_or_has_more_is_refused(forge):
    def take(manifest, members):
        del members["tables/pages.user.jsonl"]

    def add(manifest, members):
        members["more.txt"] = b"more"

    for change in (take, add):
        assert "does not hold what it says" in read_refusal(forge(change))


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
def test_what_is_wrong_inside_is_refused_and_nothing_changes(forge, change, reason):
    path = forge(change)
    document = get_document_model().objects.get()
    name = document.file.name
    document.delete()
    default_storage.delete(name)
    titles = list(Page.objects.values_list("title"))

    assert reason in read_refusal(path, prove)
    assert reason in read_refusal(path, restore)

    assert list(Page.objects.values_list("title")) == titles
    assert not get_document_model().objects.exists()
    assert not default_storage.exists(name)


def test_the_proof_notices_a_row_that_is_not_the_same_when_restored(forge):
    def change(manifest, members):
        name = "tables/wagtailcore.locale.jsonl"
        members[name] = members[name].replace(b'"en"', b'"fr"')

    assert "not the same" in read_refusal(forge(change), prove)


def test_what_is_left_out_is_named_and_can_be_made_again():
    known = {
        name
        for model in find_tables()
        for name in (model._meta.app_label, model._meta.label_lower)
    }

    renditions = [
        model for model in find_tables() if issubclass(model, AbstractRendition)
    ]

    # Only SQLite has an index of the search beside its entries.
    assert {*LEFT_OUT} <= known
    assert LEFT_ALONE - {"wagtailsearch.sqliteftsindexentry"} <= {*LEFT_OUT}
    assert renditions
    assert all(is_left_out(model) for model in renditions)


# While the site goes on


def test_a_file_that_is_gone_is_named_and_the_rest_is_backed_up(home, tmp_path):
    document = factories.make_document()
    default_storage.delete(document.file.name)
    said = []

    manifest = create.back_up(tmp_path / "site.zip", said.append)

    assert manifest["missing"] == [document.file.name]
    assert said[-1] == f"Not there, and so not in the backup: {document.file.name}"
    with Archive(tmp_path / "site.zip") as archive:
        prove(archive)


def test_a_file_deleted_meanwhile_makes_the_backup_begin_again(
    home, tmp_path, monkeypatch
):
    gone, kept = factories.make_document("a.pdf"), factories.make_document("b.pdf")
    copy_files = create.copy_files

    def delete_and_copy(names, archive, say):
        get_document_model().objects.filter(pk=gone.pk).delete()
        default_storage.delete(gone.file.name)
        return copy_files(names, archive, say)

    monkeypatch.setattr(create, "copy_files", delete_and_copy)
    said = []

    manifest = create.back_up(tmp_path / "site.zip", said.append)

    assert "Files were deleted meanwhile: once more from the beginning" in said
    assert [*manifest["files"]] == [kept.file.name]
    assert manifest["missing"] == []


def test_files_deleted_without_end_end_the_backup(home, tmp_path, monkeypatch):
    copy_files = create.copy_files

    def delete_and_copy(names, archive, say):
        get_document_model().objects.all().delete()
        told = copy_files(names, archive, say)
        factories.make_document()
        return told

    factories.make_document()
    monkeypatch.setattr(create, "copy_files", delete_and_copy)

    with pytest.raises(Refusal, match="try again later"):
        create.back_up(tmp_path / "site.zip")

    assert not [*tmp_path.iterdir()]


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


# The commands


def test_a_backup_in_a_folder_is_named_by_the_time(home, tmp_path):
    output = run("backup", str(tmp_path))

    [path] = tmp_path.iterdir()
    assert datetime.strptime(path.name, "%Y-%m-%dT%H-%M-%SZ.zip")
    assert f"Backup: {path} (" in output
    assert "Database: " in output


def test_a_backup_overwrites_nothing(home, tmp_path):
    path = tmp_path / "site.zip"
    path.write_text("precious")

    with pytest.raises(CommandError, match="is there already: name another"):
        run("backup", str(path))

    assert path.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_named(home, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written .*: name another place"):
        run("backup", str(tmp_path / "none" / "site.zip"))

    assert last_backup() is None
    assert "cannot be written" in Backup.objects.get().problem


def test_check_changes_nothing_and_restore_does(good):
    home = Page.objects.get(depth=2)
    Page.objects.filter(pk=home.pk).update(title="Another")

    assert "The backup is good" in run("restore", str(good), "--check")
    assert Page.objects.get(depth=2).title == "Another"

    assert f"Restored: {good}" in run("restore", str(good))
    assert Page.objects.get(depth=2).title == home.title


def test_a_refusal_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"none\.zip cannot be read"):
        run("restore", str(tmp_path / "none.zip"))


# In the bucket


def test_a_backup_goes_into_the_bucket_and_comes_back(home, bucket):
    document = factories.make_document()
    name = document.file.name
    run("backup", "bucket:backups/site.zip")
    document.delete()
    bucket.delete(name)

    run("restore", "bucket:backups/site.zip", "--check")
    run("restore", "bucket:backups/site.zip")

    document = get_document_model().objects.get()
    assert document.file.open().read().startswith(b"%PDF")
    assert last_backup().place == "bucket:backups/site.zip"


def test_a_backup_in_the_bucket_is_served_to_nobody(home, bucket, client):
    run("backup", "bucket:backups/site.zip")

    assert bucket.exists("backups/site.zip")
    assert client.get("/media/backups/site.zip").status_code == 404


@pytest.mark.parametrize(
    "place",
    ["bucket:images/a.zip", "bucket:../a.zip", "bucket:backups/../images/a.zip"],
)
def test_backups_have_a_folder_of_the_bucket(home, bucket, place):
    with pytest.raises(CommandError, match="bucket:backups/"):
        run("backup", place)


def test_what_the_bucket_does_not_have_is_not_restored(home, bucket):
    with pytest.raises(CommandError, match="There is no bucket:backups/none"):
        run("restore", "bucket:backups/none.zip")


def test_without_a_bucket_it_is_said(home):
    with pytest.raises(CommandError, match="No bucket is set"):
        run("backup", "bucket:backups/")


def test_the_folder_of_the_uploads_is_left_tidy(good):
    with Archive(good) as archive:
        restore(archive)

    assert not (Path(default_storage.location) / ".incoming").exists()

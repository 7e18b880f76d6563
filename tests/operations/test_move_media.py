"""Uploads move from the disk to a bucket and back, with nothing lost on the way."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import CommandError, call_command

from pages.models import SiteImage
from pages.operations import media_files
from pages.operations.system_checks import check_uploads
from tests.support import factories
from tests.support.buckets import describe_storage


@pytest.fixture
def image(db):
    """An image with a rendition, on the disk."""
    image = factories.make_image()
    image.get_rendition("width-10")
    return image


@pytest.fixture
def files(image, settings):
    """The content of each file on the disk, by name."""
    folder = Path(settings.MEDIA_ROOT)
    names = [image.file.name, image.renditions.get().file.name]
    return {name: (folder / name).read_bytes() for name in names}


@pytest.fixture
def use_bucket(files, make_bucket, settings):
    """A function that sets a new bucket after the files have been stored on the disk."""

    def use():
        settings.BUCKET = describe_storage(make_bucket())
        settings.STORAGES = {**settings.STORAGES, "default": settings.BUCKET}
        return storages["default"]

    return use


def read_all(storage, names):
    return {name: storage.open(name).read() for name in names}


def test_files_are_copied_into_the_bucket_and_kept_on_the_disk(files, use_bucket, capsys):
    bucket = use_bucket()

    call_command("move_media", "bucket")

    assert read_all(bucket, files) == files
    assert read_all(FileSystemStorage(), files) == files
    assert "Copied 2, there already 0" in capsys.readouterr().out


def test_files_are_copied_back_to_an_empty_disk(files, use_bucket, settings, tmp_path):
    use_bucket()
    call_command("move_media", "bucket")
    settings.MEDIA_ROOT = tmp_path

    call_command("move_media", "disk")

    assert read_all(FileSystemStorage(tmp_path), files) == files
    assert not list(tmp_path.rglob("*.part"))


def test_an_interrupted_copy_goes_on(files, use_bucket, capsys, monkeypatch):
    bucket = use_bucket()
    put = bucket.put

    def put_once(path, name):
        put(path, name)
        monkeypatch.setattr(bucket, "put", fail)

    def fail(path, name):
        raise ConnectionError("the network is down")

    monkeypatch.setattr(bucket, "put", put_once)
    with pytest.raises(CommandError, match=r"the network is down.*run the command again"):
        call_command("move_media", "bucket")
    monkeypatch.setattr(bucket, "put", put)

    call_command("move_media", "bucket")

    assert read_all(bucket, files) == files
    assert "Copied 1, there already 1" in capsys.readouterr().out


def test_another_file_of_the_same_name_is_named_and_left(files, image, use_bucket, tmp_path):
    bucket = use_bucket()
    other = tmp_path / "other"
    other.write_bytes(b"another picture")
    bucket.put(other, image.file.name)

    with pytest.raises(CommandError, match="the bucket has another file"):
        call_command("move_media", "bucket")

    assert bucket.open(image.file.name).read() == b"another picture"


def test_a_file_that_neither_storage_has_is_named_and_the_others_are_copied(
    files, image, use_bucket, settings
):
    bucket = use_bucket()
    name = image.file.name
    (Path(settings.MEDIA_ROOT) / name).unlink()

    with pytest.raises(CommandError, match="missing in both"):
        call_command("move_media", "bucket")

    assert all(bucket.exists(other) for other in files if other != name)
    assert SiteImage.objects.count() == 1


def test_without_a_bucket_the_command_says_what_to_set(files):
    with pytest.raises(CommandError, match="No bucket is set: set its five variables"):
        call_command("move_media", "bucket")


def test_a_start_and_the_checks_name_files_that_the_bucket_lacks(files, image, use_bucket, capsys):
    use_bucket()

    problem = media_files.describe_missing()
    (warning,) = check_uploads(databases=["default"])

    assert problem == f"The bucket lacks 1 upload that the site uses, {image.file.name}."
    assert warning.msg == problem
    assert "manage.py move_media bucket" in warning.hint
    call_command("move_media", "bucket")
    assert media_files.describe_missing() == ""
    assert list(check_uploads(databases=["default"])) == []


def test_a_bucket_that_does_not_answer_is_named_and_stops_no_start(files, use_bucket, monkeypatch):
    bucket = use_bucket()

    def fail(prefix):
        raise ConnectionError("no route")

    monkeypatch.setattr(bucket, "list_names", fail)

    assert media_files.describe_missing() == "The uploads cannot be listed (no route)."

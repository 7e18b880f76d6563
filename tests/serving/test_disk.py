"""Uploads on a disk that is full are refused with the reason, and leave nothing behind."""

import errno
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from pages.models import SiteImage
from pages.serving.media.disk import RESERVED, RESERVED_FROM_UPLOADS, Disk
from tests.support.image_files import draw, encode

PICTURE = encode(draw(400, 300), "PNG")


@pytest.fixture
def disk(tmp_path):
    return Disk(tmp_path / "media")


@pytest.fixture
def leave_free(monkeypatch):
    """A function that sets how many bytes the disk has free."""

    def leave_free(size):
        monkeypatch.setattr(Disk, "_find_free", lambda self: size)

    return leave_free


def list_files(disk):
    return [path.name for path in Path(disk.location).rglob("*") if path.is_file()]


def test_a_file_is_stored_whole_and_can_be_read_by_a_server(disk):
    assert disk.save("images/disc.png", ContentFile(PICTURE)) == "images/disc.png"

    path = Path(disk.path("images/disc.png"))
    assert path.read_bytes() == PICTURE
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list_files(disk) == ["disc.png"]


def test_a_large_upload_is_moved(disk):
    with TemporaryUploadedFile("film.mp4", "video/mp4", 3, None) as upload:
        upload.write(b"abc")
        upload.seek(0)
        disk.save("film.mp4", upload)

    assert disk.open("film.mp4").read() == b"abc"
    assert list_files(disk) == ["film.mp4"]


def test_uploads_of_one_name_at_once_replace_none(disk):
    with ThreadPoolExecutor(8) as pool:
        texts = [f"{number}".encode() for number in range(16)]
        names = list(pool.map(lambda text: disk.save("a.txt", ContentFile(text)), texts))

    assert len(set(names)) == 16
    assert [disk.open(name).read() for name in names] == texts


def test_a_disk_that_is_full_on_the_way_keeps_no_part_of_a_file(disk):
    class Endless(ContentFile):
        def chunks(self, chunk_size=None):
            yield PICTURE
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        disk.save("images/disc.png", Endless(PICTURE))

    assert list_files(disk) == []


def test_room_for_the_database_stays_free(disk, leave_free):
    leave_free(RESERVED + len(PICTURE) - 1)
    with pytest.raises(OSError, match="no room for the file") as refused:
        disk.save("images/disc.png", ContentFile(PICTURE))
    assert refused.value.errno == errno.ENOSPC

    leave_free(RESERVED + len(PICTURE))
    disk.save("images/disc.png", ContentFile(PICTURE))


@pytest.mark.parametrize(
    ("view", "file"),
    [
        ("wagtailimages:add", SimpleUploadedFile("disc.png", PICTURE)),
        ("wagtaildocs:add", SimpleUploadedFile("notes.txt", b"Notes.")),
    ],
)
def test_an_upload_that_does_not_fit_is_refused_with_its_reason(
    admin_client, home, settings, tmp_path, leave_free, view, file
):
    settings.MEDIA_ROOT = tmp_path
    leave_free(RESERVED_FROM_UPLOADS)

    response = admin_client.post(reverse(view), {"title": "Disc", "file": file})

    assert response.status_code == 200
    assert "The disk has no room for this file of" in response.content.decode()
    assert not SiteImage.objects.exists()
    assert list(tmp_path.rglob("*.*")) == []

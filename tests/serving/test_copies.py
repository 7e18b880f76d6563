"""Copies of files of a bucket, which are served while the bucket is away."""

import errno
from pathlib import Path
from unittest import mock

import pytest
from botocore.exceptions import ReadTimeoutError
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction

from pages.models import SiteImage
from pages.serving.media import copies as copies_module
from tests.serving.conftest import FILM
from tests.support import factories
from tests.support.cache import make_server, visit


def test_a_large_film_is_copied_once_and_sent_from_the_disk(make_document, bucket, monkeypatch):
    film = FILM * 40
    address, server = make_document(content=film).url, make_server()
    read_part = mock.Mock(wraps=bucket.read_part)
    monkeypatch.setattr(bucket, "read_part", read_part)

    whole = visit(server, address)
    part = visit(server, address, range="bytes=5-500000")

    assert (whole.status, whole.body) == (200, film)
    assert (part.status, part.body) == (206, film[5:500_001])
    assert read_part.call_count == 1
    # Some systems empty the folder of temporary files from time to time.
    for key in copies_module.copies._copies.keys():  # noqa: SIM118
        Path(copies_module.copies.get(key).path).unlink()
    assert visit(server, address).body == film


@pytest.fixture
def cut_off(bucket, monkeypatch):
    """A function that takes the bucket away, by default after a change of the site."""

    def cut_off(*, is_changed=True):
        if is_changed:
            copies_module.copies.expire()
        error = ReadTimeoutError(endpoint_url="bucket")
        for operation in ("head_object", "get_object", "list_objects_v2"):
            monkeypatch.setattr(bucket.client, operation, mock.Mock(side_effect=error))

    return cut_off


@pytest.mark.parametrize("size", [1, 40])
def test_while_the_bucket_is_away_what_was_served_is_served_again(
    make_document, client, cut_off, size
):
    image = factories.make_image(title="Disc")
    film = make_document(content=FILM * size)
    other = factories.make_image("Square").file.url
    served = [client.get(address).getvalue() for address in (image.file.url, film.url)]
    cut_off()

    again = [client.get(address).getvalue() for address in (image.file.url, film.url)]
    part = client.get(film.url, headers={"Range": "bytes=100-199"})

    assert again == served
    assert part.getvalue() == FILM[100:200]
    assert client.get(other).status_code == 503


@pytest.mark.parametrize("change", ["delete", "restrict", "replace"])
def test_while_the_bucket_is_away_no_copy_of_what_is_private_or_gone_is_served(
    make_document, client, cut_off, change
):
    image, film = factories.make_image(title="Disc"), make_document("a.txt", b"first")
    for address in (image.file.url, film.url):
        assert client.get(address).status_code == 200
    if change == "delete":
        # As by another machine, which leaves the copies of this one.
        SiteImage.objects.all().delete()
        get_document_model().objects.all().delete()
    elif change == "restrict":
        fields = {"restriction_type": "password", "password": "between us"}
        CollectionViewRestriction.objects.create(collection=film.collection, **fields)
    else:
        get_document_model().objects.update(file_hash="of another file of this name")
    cut_off()

    answers = [client.get(address) for address in (film.url, image.file.url)]

    assert not any(b"first" in answer.getvalue() for answer in answers)
    assert answers[0].status_code == {"delete": 404, "restrict": 200, "replace": 503}[change]
    assert answers[1].status_code == (503 if change == "delete" else 200)


def test_a_picture_that_another_machine_has_just_deleted_is_not_served(db, cut_off):
    address, server = factories.make_image(title="Disc").file.url, make_server()
    assert visit(server, address).status == 200
    # As by another machine, which leaves the copy of this one.
    SiteImage.objects.all().delete()
    cut_off(is_changed=False)

    assert visit(server, address).status == 503


def test_a_private_document_is_not_served_from_a_copy(make_document, admin_client, cut_off):
    film = make_document()
    CollectionViewRestriction.objects.create(collection=film.collection, restriction_type="login")
    assert admin_client.get(film.url).status_code == 200
    cut_off()

    assert admin_client.get(film.url).status_code == 503


def test_a_copy_is_dropped_when_the_bucket_has_lost_the_file(bucket):
    name = bucket.save("images/a.png", ContentFile(b"first"))
    copies, key = copies_module.Copies(), (name, "")
    copies.add(bucket, key, *bucket.look(name))
    path = Path(copies.get(key).path)
    assert path.read_bytes() == b"first"

    bucket.client.delete_object(Bucket=bucket.bucket_name, Key=name)
    copies.expire()
    copies.refresh(bucket, key)
    copies._pool.shutdown()

    assert copies.get(key) is None
    assert not path.exists()


def test_without_room_for_a_copy_a_large_file_is_asked_for_later(
    make_document, client, monkeypatch
):
    film, small = make_document(content=FILM * 40), make_document("a.txt", b"small")
    no_room = mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left on device"))
    monkeypatch.setattr(copies_module.tempfile, "mkstemp", no_room)

    assert client.get(film.url).status_code == 503
    assert client.get(small.url).content == b"small"

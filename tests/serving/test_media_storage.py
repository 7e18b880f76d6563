"""Uploads in the bucket of an object storage, which is a server on this machine."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from unittest import mock

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.response import StreamingBody
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import OperationalError
from django.urls import reverse

from pages.models import SiteImage
from pages.serving.health import Health
from pages.serving.media import storage
from pages.serving.media.copies import copies
from pages.serving.media.files import FIVE_MINUTES, StorageUnavailable, describe
from pages.serving.media.storage import MAX_WAITING
from pages.serving.media.views import serve_file
from tests.serving.conftest import FILM
from tests.support import factories
from tests.support.buckets import describe_storage
from tests.support.cache import make_server
from tests.support.site import find_free_port


def test_a_picture_is_kept_in_the_bucket_and_shown_by_the_site(db, bucket, client):
    image = factories.make_image(title="Disc")

    answer = client.get(image.file.url)

    assert image.file.url == f"/media/{image.file.name}"
    assert bucket.exists(image.file.name)
    assert answer.getvalue() == bucket.open(image.file.name).read()
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]
    known = client.get(image.file.url, headers={"If-None-Match": answer["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_a_rendition_is_made_of_a_picture_in_the_bucket(db, bucket, client):
    image = factories.make_image(title="Disc")

    rendition = image.get_rendition("width-10|format-webp")

    assert bucket.exists(rendition.file.name)
    answer = client.get(rendition.url)
    assert answer.getvalue()[8:12] == b"WEBP"
    assert "immutable" in answer["Cache-Control"]


def test_a_part_of_a_film_is_sent_alone(make_document, client, bucket, monkeypatch):
    film = FILM * 40
    document = make_document(content=film)
    asked = []
    read_part = bucket.read_part
    monkeypatch.setattr(
        bucket,
        "read_part",
        lambda name, part: asked.append(part) or read_part(name, part),
    )

    answer = client.get(document.url, headers={"Range": "bytes=1000-1999"})

    assert answer.status_code == 206
    assert answer.getvalue() == FILM[1000:2000]
    assert answer["Content-Range"] == f"bytes 1000-1999/{len(film)}"
    assert asked == [range(1000, 2000)]


def test_machines_that_take_a_name_at_once_do_not_overwrite_each_other(bucket, monkeypatch):
    # As both are told before either has written.
    free = bucket.get_available_name
    told = iter(["documents/a.txt", "documents/a.txt"])
    monkeypatch.setattr(
        bucket,
        "get_available_name",
        lambda name, max_length=None: next(told, None) or free(name, max_length),
    )

    with ThreadPoolExecutor() as pool:
        files = [ContentFile(text) for text in (b"1", b"2")]
        names = list(pool.map(lambda file: bucket.save("documents/a.txt", file), files))

    assert len(set(names)) == 2
    assert [bucket.open(name).read() for name in names] == [b"1", b"2"]


def test_a_deleted_picture_is_gone_from_the_bucket(
    db, bucket, client, django_capture_on_commit_callbacks
):
    image = factories.make_image(title="Disc")
    name, address = image.file.name, image.file.url

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert not bucket.exists(name)
    assert client.get(address).status_code == 404


def test_a_picture_is_shown_after_a_change_while_the_database_is_away(db, bucket, client):
    address = factories.make_image(title="Disc").file.url
    before = client.get(address).content
    failing = mock.patch.object(SiteImage.objects, "filter", side_effect=OperationalError)

    for environ in ({}, {"pages.database_is_away": True}):
        copies.expire()
        with failing as ask:
            answer = client.get(address, **environ)
        assert (answer.status_code, answer.content) == (200, before)
        assert ask.called is not environ.get("pages.database_is_away", False)


def test_an_empty_file_is_served_as_one(bucket, rf):
    name = bucket.save("documents/empty.txt", ContentFile(b""))

    answer = serve_file(rf.get("/"), bucket, name, describe("text/plain", FIVE_MINUTES))

    assert (answer.status_code, answer.getvalue()) == (200, b"")


def test_where_the_bucket_goes_away_within_a_picture_nobody_gets_half_of_it(
    db, bucket, client, monkeypatch
):
    address = factories.make_image(title="Disc").file.url

    def break_off(body, size):
        yield body.read(10)
        raise ReadTimeoutError(endpoint_url=address)

    monkeypatch.setattr(StreamingBody, "iter_chunks", break_off)

    assert client.get(address).status_code == 503


def test_a_file_that_arrives_too_slowly_holds_no_thread_and_the_bucket_rests(
    make_document, bucket, client, monkeypatch
):
    film = make_document(content=FILM * 40)
    monkeypatch.setattr(bucket, "_rests_until", 0.0)

    def trickle(body, size):
        while block := body.read(1000):
            time.tick += 1
            yield block

    time = mock.Mock(tick=1000)
    time.monotonic = lambda: time.tick
    monkeypatch.setattr(storage, "time", time)
    monkeypatch.setattr(StreamingBody, "iter_chunks", trickle)

    assert client.get(film.url).status_code == 503
    assert time.tick == 1006
    with pytest.raises(StorageUnavailable, match="not answered a moment ago"):
        bucket.look(film.file.name)


@pytest.fixture
def lost_bucket(make_bucket, settings):
    """A bucket at an address where nobody answers."""
    variables = make_bucket()
    variables["AWS_ENDPOINT_URL_S3"] = f"http://127.0.0.1:{find_free_port()}"
    settings.STORAGES = {**settings.STORAGES, "default": describe_storage(variables)}
    return storages["default"]


def test_while_the_bucket_is_away_a_picture_is_asked_for_later(lost_bucket, client, caplog):
    answer = client.get("/media/images/disc.png")
    with mock.patch.object(lost_bucket.client, "head_object") as ask:
        again = client.get("/media/images/disc.png")
        with pytest.raises(StorageUnavailable):
            lost_bucket.open("images/disc.png")

    assert (answer.status_code, again.status_code) == (503, 503)
    assert answer["Retry-After"] == "60"
    assert "cannot be read now" in caplog.text
    assert not ask.called


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("SlowDown", 503, "The bucket has too many requests (SlowDown)."),
        ("InvalidAccessKeyId", 403, "The bucket refuses the access key (InvalidAccessKeyId)."),
        ("RequestTimeTooSkewed", 403, "The clock of this machine is wrong (RequestTimeTooSkewed)."),
        ("NoSuchBucket", 404, "The bucket does not exist (NoSuchBucket)."),
        ("PermanentRedirect", 301, "The bucket refuses requests (PermanentRedirect)."),
    ],
)
def test_a_bucket_that_refuses_is_named_in_log_and_health_and_is_no_fault_of_the_site(
    db, bucket, admin_client, caplog, code, status, reason
):
    address = factories.make_image(title="Disc").file.url
    metadata = {"ResponseMetadata": {"HTTPStatusCode": status}}
    error = ClientError({"Error": {"Code": code}, **metadata}, "ListObjectsV2")
    # A response to HEAD has no code.
    unnamed = ClientError({"Error": {"Code": str(status)}, **metadata}, "HeadObject")
    form = {"title": "Notes", "file": ContentFile(b"a,b", name="a.csv"), "collection": "1"}
    admin_client.raise_request_exception = False
    with (
        mock.patch.object(bucket.client, "head_object", side_effect=unnamed),
        mock.patch.object(bucket.client, "list_objects_v2", side_effect=error),
        mock.patch.object(bucket.client, "put_object", side_effect=error),
    ):
        answer = admin_client.get(address)
        upload = admin_client.post(reverse("wagtaildocs:add"), form)
        health = list(Health(make_server().cache)._check())

    assert (answer.status_code, upload.status_code) == (503, 503)
    assert "The storage of uploads does not answer" in upload.text
    assert f"cannot be read now: {reason}" in caplog.text
    assert f"no bucket: {reason}" in caplog.text
    assert health == [f"Uploads cannot be stored. {reason}"]


def test_a_bucket_that_hangs_holds_few_threads(bucket, monkeypatch):
    monkeypatch.setattr(storage, "PATIENCE", 0.01)
    may_answer, held = Event(), Barrier(MAX_WAITING + 1)

    def hang(**parameters):
        held.wait(60)
        may_answer.wait(60)
        return "answer"

    with ThreadPoolExecutor() as pool:
        client = mock.Mock(hang=hang)
        asked = [pool.submit(bucket._ask, client, "hang", "a.png") for _ in range(MAX_WAITING)]
        held.wait(60)
        with pytest.raises(StorageUnavailable):
            bucket.look("b.png")
        may_answer.set()

        assert [answer.result() for answer in asked] == ["answer"] * MAX_WAITING


def test_a_missing_bucket_is_told_from_a_missing_picture(bucket, client):
    with pytest.raises(FileNotFoundError):
        bucket.look("images/disc.png")
    bucket.client.delete_bucket(Bucket=bucket.bucket_name)

    with pytest.raises(StorageUnavailable, match="The bucket does not exist"):
        bucket.look("images/disc.png")

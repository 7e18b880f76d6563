"""Uploads in the bucket of an object storage, which is a server on this machine."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from unittest import mock

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.response import StreamingBody
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from wagtail.documents import get_document_model

from pages.serving.media import storage
from pages.serving.media.files import FIVE_MINUTES, StorageUnavailable, describe
from pages.serving.media.storage import MAX_WAITING
from pages.serving.media.views import serve_file
from tests.support import factories
from tests.support.buckets import describe_storage
from tests.support.cache import make_server, visit
from tests.support.site import find_free_port

FILM = bytes(range(256)) * 64


@pytest.fixture
def make_document(db, bucket):
    def make(name="film.mp4", content=FILM):
        file = ContentFile(content, name=name)
        return get_document_model().objects.create(title=name, file=file)

    return make


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
    document = make_document()
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
    assert answer["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert asked == [range(1000, 2000)]


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

    assert (answer.status_code, again.status_code) == (503, 503)
    assert answer["Retry-After"] == "60"
    assert "cannot be read now" in caplog.text
    assert not ask.called


def test_a_bucket_that_refuses_is_named_in_the_log_and_is_no_fault_of_the_site(
    db, bucket, client, caplog
):
    address = factories.make_image(title="Disc").file.url
    refusal = {"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}}
    error = ClientError(refusal, "HeadObject")
    with mock.patch.object(bucket.client, "head_object", side_effect=error):
        answer = client.get(address)

    assert answer.status_code == 503
    assert "SlowDown" in caplog.text


def test_a_bucket_that_hangs_holds_few_threads(bucket, monkeypatch):
    monkeypatch.setattr(storage, "PATIENCE", 0.01)
    may_answer, held = Event(), Barrier(MAX_WAITING + 1)

    def hang(**parameters):
        held.wait(60)
        may_answer.wait(60)
        return "answer"

    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(bucket._ask, hang, "a.png") for _ in range(MAX_WAITING)]
        held.wait(60)
        with pytest.raises(StorageUnavailable):
            bucket.look("b.png")
        may_answer.set()

        assert [answer.result() for answer in asked] == ["answer"] * MAX_WAITING


def test_a_missing_bucket_is_not_ready_and_an_upload_to_it_is_told_so(db, bucket, admin_client):
    bucket.client.delete_bucket(Bucket=bucket.bucket_name)
    admin_client.raise_request_exception = False
    form = {"title": "Notes", "file": ContentFile(b"a,b", name="a.csv"), "collection": "1"}

    answer = admin_client.post(reverse("wagtaildocs:add"), form)

    assert answer.status_code == 503
    assert "The storage of uploads does not answer" in answer.text
    with pytest.raises(ClientError):
        bucket.check()

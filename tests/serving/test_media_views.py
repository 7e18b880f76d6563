"""Uploads as views of Django serve them, to those who may see them."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from tests.support.cache import make_server, visit
from tests.support.factories import make_image

FILM = bytes(range(256)) * 4


def make_document(name="notes.txt", content=b"private", **fields):
    return get_document_model().objects.create(
        title=name, file=ContentFile(content, name=name), **fields
    )


def make_private_collection(**fields):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, **fields)
    return collection


@pytest.fixture
def film(db):
    return make_document("film.mp4", FILM)


# Pictures


@pytest.mark.parametrize(
    "path",
    [
        *("", "images/", "images/none.png", "images/../secret.txt", "images/%2e%2e/secret.txt"),
        *("images/..%5csecret.txt", "images//etc/passwd", "images/disc.png/more", "images/%00"),
        *("secret.txt", "documents/secret.txt", "images/" + "x" * 300 + ".png"),
    ],
)
def test_no_other_file_is_served(db, client, path):
    default_storage.save("secret.txt", ContentFile(b"secret"))
    default_storage.save("documents/secret.txt", ContentFile(b"secret"))
    make_image(title="disc.png")

    assert client.get(f"/media/{path}").status_code in {400, 404}


@pytest.fixture
def rendition(db):
    """A rendition whose file is lost."""
    rendition = make_image().get_rendition("width-20|format-webp")
    default_storage.delete(rendition.file.name)
    return rendition


def test_a_lost_rendition_is_made_again(rendition, client):
    answer = client.get(rendition.url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert client.get(rendition.url).content == answer.content
    assert client.get(rendition.url.replace("width", "height")).status_code == 404


def test_a_rendition_that_cannot_be_made_again_is_tried_once(rendition, client, caplog):
    default_storage.delete(rendition.image.file.name)

    answers = [client.get(rendition.url) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {404}
    assert len([line for line in caplog.records if "is lost" in line.message]) == 1


# Documents


def test_a_document_is_served_for_download_and_may_run_nothing(db, client):
    document = make_document()

    response = client.get(document.url)

    assert response.getvalue() == b"private"
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"].startswith("attachment; filename=notes")
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "Content-Encoding" not in response
    assert client.get(settings.MEDIA_URL + document.file.name).status_code == 404


@pytest.mark.parametrize("ending", settings.WAGTAILDOCS_EXTENSIONS)
def test_each_kind_of_document_but_films_is_downloaded_and_none_may_run(db, client, ending):
    answer = client.get(make_document(f"a.{ending}").url)

    is_film = ending in {"mp4", "webm"}
    disposition = answer["Content-Disposition"]
    assert disposition.partition(";")[0] == ("inline" if is_film else "attachment")
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert answer["Content-Security-Policy"].startswith("default-src 'none';")
    assert answer["X-Content-Type-Options"] == "nosniff"
    resources = "cross-origin" if is_film else "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == resources
    assert not answer["Content-Type"].startswith(("text/html", "image/svg"))


def test_a_document_whose_file_is_lost_is_not_found(db, client):
    document = make_document()
    document.file.storage.delete(document.file.name)

    assert client.get(document.url).status_code == 404


@pytest.mark.parametrize("path", ["9/notes.txt", f"{10**30}/notes.txt", "{pk}/", "{pk}/x"])
def test_a_document_has_one_address(db, client, path):
    path = path.format(pk=make_document().pk)

    assert client.get(f"/documents/{path}").status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-3"}])
def test_a_document_of_a_private_collection_is_read_by_those_alone_who_may(
    client, admin_client, headers
):
    collection = make_private_collection(restriction_type="login")
    document = make_document(collection=collection)

    refused = client.get(document.url, headers=headers)
    served = admin_client.get(document.url, headers=headers)

    assert refused.status_code == 302
    assert refused["Location"].startswith("/_util/login/")
    assert served.getvalue() in {b"private", b"priv"}
    assert served["Cache-Control"] == "private, no-cache"


def test_a_document_is_read_by_those_who_know_the_password(db, client):
    collection = make_private_collection(restriction_type="password", password="between us")
    document = make_document(collection=collection)
    restriction = collection.get_view_restrictions().get()

    asked = client.get(document.url)
    client.post(
        f"/documents/authenticate_with_password/{restriction.pk}/",
        {"password": "between us", "return_url": document.url},
    )
    served = client.get(document.url)

    assert "password" in asked.content.decode()
    assert "private" not in asked.content.decode()
    assert served.getvalue() == b"private"


# Parts of a film. Every case of a range and a condition is in test_media_files.py.


def test_a_film_is_sent_whole_or_in_parts_and_what_is_known_is_not_sent_again(film, client):
    whole = client.get(film.url)
    part = client.get(film.url, headers={"Range": "bytes=100-199"})
    head = client.head(film.url, headers={"Range": "bytes=0-99"})
    known = client.get(film.url, headers={"If-None-Match": whole["ETag"]})
    beyond = client.get(film.url, headers={"Range": "bytes=1024-"})

    assert (whole.status_code, whole.getvalue()) == (200, FILM)
    assert (whole["Content-Type"], whole["Content-Disposition"]) == ("video/mp4", "inline")
    assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", "1024")
    assert (part.status_code, part.getvalue()) == (206, FILM[100:200])
    assert (part["Content-Range"], part["Content-Type"]) == ("bytes 100-199/1024", "video/mp4")
    assert (head.status_code, head["Content-Length"], head.getvalue()) == (200, "1024", b"")
    assert known.status_code == 304
    assert (beyond.status_code, beyond.content) == (416, b"")


def test_a_large_film_is_sent_from_the_disk_whole_and_in_parts(db):
    film = FILM * 600
    address, server = make_document("film.mp4", film).url, make_server()

    whole, part = visit(server, address), visit(server, address, range="bytes=100-500000")

    assert (whole.status, whole.body) == (200, film)
    assert (part.status, part.body) == (206, film[100:500_001])
    assert part.headers["Content-Length"] == str(len(part.body))
    assert visit(server, address, "HEAD").headers["Content-Length"] == str(len(film))


def test_an_empty_file_has_no_part(db, client):
    document = make_document("empty.txt", b"")

    assert client.get(document.url).status_code == 200
    assert client.get(document.url, headers={"Range": "bytes=0-"}).status_code == 416

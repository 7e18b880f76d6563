"""Ordinary files that are taken, and refusals on every way of uploading."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from pages.models import SiteImage
from tests.support.factories import make_document, make_image
from tests.support.hostile_makers import make_office, make_open_document, make_zip, pdf
from tests.support.image_files import (
    WAYS,
    change,
    draw,
    encode,
    upload,
)

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>"


def add_document(client, name, data):
    form = {"title": "A title that must stay", "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("wagtaildocs:add"), form)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("paper.pdf", pdf()),
        ("Paper.PDF", b"\xef\xbb\xbf" + pdf()),
        ("film.mp4", b"\0\0\0\x20ftypisom"),
        ("film.webm", b"\x1a\x45\xdf\xa3"),
        ("talk.pptx", make_office("ppt", "presentation")),
        (
            "talk.odp",
            make_open_document("application/vnd.oasis.opendocument.presentation"),
        ),
        ("code.zip", make_zip({"code/run.py": "print()"})),
        ("data.csv", "Größe;1\n".encode()),
        ("data.csv", "Größe;1\n".encode("utf-16")),
        ("notes.txt", "Größe".encode("latin-1")),
    ],
)
def test_a_document_that_is_what_it_says_is_taken(admin_client, name, data):
    add_document(admin_client, name, data)

    assert get_document_model().objects.get().file.read() == data


def test_a_document_keeps_its_file_while_its_title_changes(admin_client):
    document = make_document(title="notes.pdf")
    address = reverse("wagtaildocs:edit", args=[document.pk])

    admin_client.post(address, {"title": "Sketch"})

    document.refresh_from_db()
    assert document.title == "Sketch"


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_uploading_refuses_a_lie(admin_client, way):
    response = way(admin_client, upload("disc.png", HTML))

    assert response.status_code == 200
    assert "holds no such picture" in response.content.decode()
    assert not SiteImage.objects.filter(title="Disc").exists()


def test_a_replacement_that_is_refused_leaves_the_picture_as_it_was(admin_client):
    image = make_image()

    change(admin_client, image, upload(data=encode(draw(), "PNG")[:-40]))

    assert SiteImage.objects.get().file.read() == image.file.read()

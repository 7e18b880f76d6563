"""Files that are refused: a sentence beside the field, and the words kept."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from pages.models import SiteImage
from tests.support.factories import make_document, make_image
from tests.support.hostile_files import (
    make_office,
    make_open_document,
    make_zip,
    pdf,
)
from tests.support.image_files import (
    WAYS,
    add,
    change,
    draw,
    encode,
    make_bomb,
    make_png,
    upload,
)
from tests.support.reading import field_of

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>"

# Documents

DOCUMENTS = {
    "a page named like a paper": ("paper.pdf", HTML, "named .pdf but holds no such"),
    "a page named like a film": ("film.mp4", HTML, "named .mp4 but holds no such"),
    "a page named like slides": ("talk.pptx", HTML, "named .pptx but holds no such"),
    "a program named like data": (
        "data.csv",
        b"MZ\0\0",
        "named .csv but holds no such",
    ),
    "a program": ("tool.exe", b"MZ\0\0", "File extension “exe” is not allowed"),
    "an empty file": ("paper.pdf", b"", "The submitted file is empty."),
}


def add_document(client, name, data):
    form = {"title": "A title that must stay", "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("wagtaildocs:add"), form)


@pytest.mark.parametrize("case", DOCUMENTS)
def test_what_is_no_document_is_refused_beside_the_file(admin_client, case):
    name, data, sentence = DOCUMENTS[case]

    response = add_document(admin_client, name, data)

    soup = BeautifulSoup(response.content, "html5lib")
    assert sentence in field_of(soup, "file").text
    assert soup.select_one("[name=title]")["value"] == "A title that must stay"
    assert not get_document_model().objects.exists()


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


# Pictures

PNG = encode(draw(), "PNG")
PICTURES = {
    "an empty file": ("disc.png", b"", "empty"),
    "an ending that is unknown": ("disc.tiff", PNG, "A .tiff file cannot be taken"),
    "no ending": ("disc", PNG, "without an ending"),
    "a drawing with scripts": ("disc.svg", b"<svg/>", "A .svg file cannot be taken"),
    "a page named like a picture": ("disc.png", HTML, "holds no such picture"),
    "a JPEG named .png": (
        "disc.png",
        encode(draw(), "JPEG"),
        "is named .png but is JPEG",
    ),
    "a PNG named .heic": ("disc.heic", PNG, "is named .heic but is PNG"),
    "a picture cut off": ("disc.png", PNG[:-40], "damaged"),
    "a photo cut off": ("disc.jpg", encode(draw(400, 400), "JPEG")[:2000], "damaged"),
    "pixels that are noise": (
        "disc.png",
        make_png(64, 48, (b"IDAT", b"noise")),
        "damaged",
    ),
    "more bytes than a picture needs": (
        "disc.png",
        PNG + bytes(20 * 1024 * 1024),
        "20.0\xa0MB can be taken",
    ),
    "41 megapixels": (
        "disc.png",
        make_png(41_000, 1000, (b"IDAT", b"")),
        "too many pixels (41,000 by 1,000)",
    ),
    "200 megapixels": ("disc.png", make_bomb(), "too many pixels"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", PICTURES)
def test_what_is_no_picture_for_a_page_is_refused_beside_the_file(admin_client, case):
    name, data, sentence = PICTURES[case]

    response = add(admin_client, upload(name, data), description="A disc")

    soup = BeautifulSoup(response.content, "html5lib")
    assert sentence in field_of(soup, "file").text
    assert soup.select_one("input[name=description]")["value"] == "A disc"
    assert not SiteImage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_uploading_refuses_a_lie(admin_client, way):
    response = way(admin_client, upload("disc.png", HTML))

    assert response.status_code == 200
    assert "holds no such picture" in response.content.decode()
    assert not SiteImage.objects.filter(title="Disc").exists()


@pytest.mark.django_db
def test_a_replacement_that_is_refused_leaves_the_picture_as_it_was(admin_client):
    image = make_image()

    change(admin_client, image, upload("disc.png", PNG[:-40]))

    assert SiteImage.objects.get().file.read() == image.file.read()

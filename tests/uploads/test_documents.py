"""Documents that are uploaded: ordinary ones are accepted."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from pages.uploads.documents import check_content

PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
ZIP = b"PK\x03\x04" + bytes(26)


@pytest.mark.parametrize(
    ("extension", "data"),
    [
        ("pdf", PDF),
        ("pdf", b"\xef\xbb\xbf" + PDF),
        ("mp4", b"\0\0\0\x20ftypisom"),
        ("webm", b"\x1a\x45\xdf\xa3"),
        *((extension, ZIP) for extension in ("pptx", "odp", "zip")),
        *(("csv", "Größe;1\n".encode(encoding)) for encoding in ("utf-8", "utf-16")),
        ("txt", "Größe".encode("latin-1")),
    ],
)
def test_content_that_fits_its_extension_is_accepted(extension, data):
    check_content(ContentFile(data), extension)


def test_a_document_keeps_its_file_while_its_title_changes(admin_client):
    file = SimpleUploadedFile("Paper.PDF", PDF)
    admin_client.post(reverse("wagtaildocs:add"), {"title": "Paper", "file": file})
    document = get_document_model().objects.get()

    admin_client.post(reverse("wagtaildocs:edit", args=[document.pk]), {"title": "Sketch"})

    document.refresh_from_db()
    assert document.title == "Sketch"
    assert document.file.read() == PDF

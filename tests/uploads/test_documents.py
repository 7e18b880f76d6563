"""Documents that are uploaded: ordinary ones are accepted."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form

from pages.uploads.documents import check_content

PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
ZIP = b"PK\x03\x04" + bytes(26)


@pytest.mark.parametrize(
    ("extension", "data"),
    [
        ("pdf", PDF),
        ("pdf", b"\xef\xbb\xbf" + PDF),
        ("pdf", b"\x1b%-12345X@PJL JOB\r\n" * 40 + PDF),
        ("pdf", PDF + bytes(3000)),
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


def test_a_document_that_waits_for_its_title_is_kept_with_it(admin_client):
    # The form for several asks again when a title is too long for the database.
    file = SimpleUploadedFile("paper.pdf", PDF)
    form = {"title": "P" * 300, "files[]": file}
    told = admin_client.post(reverse("wagtaildocs:add_multiple"), form).json()
    waiting = told["uploaded_file_id"]

    admin_client.post(
        reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[waiting]),
        {f"uploaded-document-{waiting}-title": "Paper"},
    )

    document = get_document_model().objects.get()
    assert (document.title, document.file.read()) == ("Paper", PDF)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"no PDF", "This is no pdf file, or it is damaged: export it again."),
        ("a.pdf", b"", "The submitted file is empty."),
        ("a.exe", PDF, "File extension “exe” is not allowed."),
    ],
)
def test_a_refused_document_gets_one_sentence(admin_user, name, data, sentence):
    form = get_document_form(get_document_model())(
        {"title": "Paper"}, {"file": SimpleUploadedFile(name, data)}, user=admin_user
    )

    [message] = form.errors["file"]
    assert message.startswith(sentence)


def test_a_document_replaced_under_another_name_keeps_its_old_addresses(admin_client, client):
    def upload(name):
        return {"title": "CV", "file": SimpleUploadedFile(name, PDF)}

    admin_client.post(reverse("wagtaildocs:add"), upload("cv.pdf"))
    document = get_document_model().objects.get()
    addresses = [document.url]
    for name in ("cv-2027.pdf", "cv.pdf", "cv-2028.pdf"):
        admin_client.post(reverse("wagtaildocs:edit", args=[document.pk]), upload(name))
        document.refresh_from_db()
        addresses.append(document.url)

    assert len(set(addresses)) == 3
    for address in addresses:
        answer = client.get(address, follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, addresses[-1])

    document.delete()
    assert client.get(addresses[-1]).status_code == 404

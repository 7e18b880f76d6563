"""Files made to do harm are refused with a sentence, or kept without the harm."""

from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from wagtail.documents import get_document_model

from pages.models import SiteImage
from pages.uploads.documents import check_content
from pages.uploads.images import normalize_image
from tests.support.image_files import (
    HTML,
    PHP,
    PIXELS,
    PROGRAM,
    SVG,
    draw,
    encode,
    loop_exif,
    make_png,
    pack_chunk,
    repeat_scans,
    resize_box,
    resize_gif,
    resize_jpeg,
    resize_webp,
)
from tests.support.reading import field_of

BOUNDARY = "----boundary-of-the-form"
PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"

# The content of images, and words of the message about each.
IMAGES = {
    "a PNG of 200 megapixels": (partial(make_png, 20_000, 10_000), "too many pixels"),
    "a PNG of the largest sides": (partial(make_png, 2**31 - 1, 2**31 - 1), "too many pixels"),
    "a PNG without sides": (partial(make_png, 0, 0), "damaged"),
    "a GIF of 4,294 megapixels": (resize_gif, "too many pixels"),
    "a JPEG of 4,225 megapixels": (partial(resize_jpeg, 65_000, 65_000), "too many pixels"),
    "a WebP of 256 megapixels": (resize_webp, "too many pixels"),
    "an AVIF of 225 megapixels": (partial(resize_box, "AVIF", 15_000, 15_000), "too many pixels"),
    "an AVIF of the largest sides": (
        partial(resize_box, "AVIF", 2**31 - 1, 2**31 - 1),
        "damaged",
    ),
    "a HEIC with wrong sides": (partial(resize_box, "HEIF", 15_000, 15_000), "damaged"),
    "a JPEG of 1,000 scans": (partial(repeat_scans, 1_000), "too long to decode"),
    "a profile that unpacks to 9 MB": (partial(pack_chunk, b"iCCP", 9_000_000), "damaged"),
    "a text that unpacks to 9 MB": (partial(pack_chunk, b"zTXt", 9_000_000), "damaged"),
    "a file of 21 MB": (lambda: bytes(21 * 2**20), "fewer pixels"),
    "an empty file": (bytes, "empty"),
    "a PNG cut off": (lambda: encode(draw(), "PNG")[:-40], "damaged"),
    "a WebP cut off": (lambda: encode(draw(), "WEBP")[:-40], "damaged"),
    "a GIF cut off": (lambda: encode(draw(mode="P"), "GIF")[:-30], "damaged"),
    "a JPEG cut off": (lambda: encode(draw(400, 400), "JPEG")[:2000], "damaged"),
    "noise for pixels": (partial(make_png, 64, 48, (b"IDAT", b"noise")), "damaged"),
    "a TIFF": (lambda: encode(draw(), "TIFF"), "export it as AVIF, GIF, HEIC"),
    "a drawing with scripts": (lambda: SVG, "export it as AVIF, GIF, HEIC"),
    "a web page": (lambda: HTML, "not an image"),
    "a program": (lambda: PROGRAM, "not an image"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not an image"),
    "a script that begins like a GIF": (lambda: b"GIF89a" + PHP, "damaged"),
}
# Documents by extension, each with content that it must not have.
DOCUMENTS = [
    *(("pdf", HTML), ("mp4", HTML), ("pptx", HTML), ("csv", PROGRAM), ("webm", PROGRAM)),
    *(("pdf", HTML + PDF), ("pdf", PDF[:-8]), ("zip", b"Rar!\x1a\x07\0" + bytes(99))),
]
# Images with a second meaning, and the bytes that must be gone.
HARMLESS = {
    "a GIF that is a script": (
        lambda: encode(draw(mode="P"), "GIF", comment=b"*/=1;alert(1)//") + HTML,
        b"alert",
    ),
    "a JPEG that is a page": (lambda: encode(draw(), "JPEG", comment=HTML) + HTML, b"<script"),
    "a PNG that is PHP": (
        lambda: make_png(64, 48, (b"tEXt", b"Comment\0" + PHP), PIXELS) + PHP,
        b"<?php",
    ),
    "a WebP that is a page": (lambda: encode(draw(), "WEBP", xmp=HTML) + HTML, b"<script"),
    "metadata that point at themselves": (loop_exif, b"<script"),
}
# File names in requests, and the names of the stored files.
NAMES = {
    "../../../etc/cron.d/root.png": "root.png",
    "..\\..\\Windows\\win.png": "win.png",
    "a\0.php.png": "a.php.png",
    "\u202egpj.exe.png": "gpj.exe.png",
    "script.php": "script.png",
    "<script>alert(1)<%2fscript>.png": "scriptalert12fscript.png",
    "a.png;filename=b.html.png": "a.pngfilenameb.html.png",
    "a%0d%0aSet-Cookie: x=1.png": "a0d0aSet-Cookie_x1.png",
    "x" * 300 + ".png": None,
    "\U0001f4a3" * 80 + ".png": "picture.png",
}


@pytest.mark.parametrize("case", IMAGES)
def test_a_harmful_image_is_refused_with_a_sentence(case):
    make, sentence = IMAGES[case]

    with pytest.raises(ValidationError) as caught:
        normalize_image("a.png", ContentFile(make()))

    assert sentence in caught.value.message
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(("extension", "content"), DOCUMENTS)
def test_a_document_with_other_content_than_its_extension_is_refused(extension, content):
    with pytest.raises(ValidationError, match=f"This is no {extension} file, or it is damaged"):
        check_content(ContentFile(content), extension)


@pytest.mark.parametrize("case", HARMLESS)
def test_a_second_meaning_of_an_image_is_removed(case):
    make, hidden = HARMLESS[case]
    data = make()
    assert hidden in data

    assert hidden not in normalize_image("a.php.png", ContentFile(data)).read()


def send(client, view, name, data):
    """Send the form of an upload as bytes, since clients would correct the name."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'
    title = f'{head}title"\r\n\r\nA title that stays\r\n'
    file = f'{head}file"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    return client.post(
        reverse(view),
        (title + file).encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode(),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )


@pytest.mark.parametrize(
    ("view", "name", "data", "message"),
    [
        ("wagtailimages:add", "a.png", encode(draw(), "PNG")[:-40], "damaged"),
        ("wagtaildocs:add", "a.pdf", HTML, "no pdf file"),
        ("wagtaildocs:add", "a.pdf", b"", "empty"),
        *(("wagtaildocs:add", f"a.{end}", HTML, "not allowed") for end in ("html", "svg", "docm")),
        ("wagtaildocs:add", "a.pdf.exe", PROGRAM, "not allowed"),
        ("wagtaildocs:add", "a.txt", b"x" * 51 * 2**20, "too big"),
    ],
    ids=lambda value: "content" if isinstance(value, bytes) else value,
)
def test_a_refusal_is_shown_at_the_file_keeps_the_title_and_leaves_nothing(
    admin_client, settings, tmp_path, view, name, data, message
):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = set(Path(default_storage.location).rglob("*"))

    response = send(admin_client, view, name, data)

    soup = BeautifulSoup(response.content, "html5lib")
    error = field_of(soup, "file").select_one(".error-message, .w-field__errors")
    assert message in error.text
    assert error.text.strip().endswith(".")
    assert soup.select_one("[name=title]")["value"] == "A title that stays"
    assert not SiteImage.objects.exists()
    assert not get_document_model().objects.exists()
    assert set(Path(default_storage.location).rglob("*")) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_malicious_file_name_becomes_a_plain_one(admin_client, name):
    send(admin_client, "wagtailimages:add", name, encode(draw(), "PNG"))

    kept = Path(SiteImage.objects.get().file.name)
    assert kept.parent == Path("original_images")
    assert kept.suffix == ".png"
    assert len(kept.name) < 100
    assert NAMES[name] in {kept.name, None}
    assert kept.name.isprintable()

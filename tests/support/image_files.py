"""Files of pictures, good and bad, and every way in which an editor uploads one."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.support.factories import make_image


def draw(width=64, height=48, mode="RGB"):
    """Draw a picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    return picture.convert(mode)


def encode(picture, format, **options):
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def make_png(width, height, *chunks):
    """Return a PNG file of a header, the chunks and an end."""

    def chunk(name, content):
        crc = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def upload(name="disc.png", data=None):
    return SimpleUploadedFile(name, encode(draw(), "PNG") if data is None else data)


def add(client, file, **fields):
    form = {"title": "Disc", "file": file, **fields}
    return client.post(reverse("wagtailimages:add"), form)


def add_several(client, file):
    address = reverse("wagtailimages:add_multiple")
    return client.post(address, {"title": "Disc", "files[]": file})


def add_in_chooser(client, file):
    prefix = "image-chooser-upload"
    form = {f"{prefix}-title": "Disc", f"{prefix}-file": file}
    return client.post(reverse("wagtailimages_chooser:create"), form)


def replace(client, file):
    return change(client, make_image(), file)


def change(client, image, file, **fields):
    form = {"title": "Disc", "file": file, **fields}
    return client.post(reverse("wagtailimages:edit", args=[image.pk]), form)


WAYS = [add, add_several, add_in_chooser, replace]

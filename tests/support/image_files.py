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


def make_grey_profile():
    """Return a small ICC profile of greys with a gamma of 2.2."""
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey\0" + bytes(79),
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061),
        b"kTRC": b"curv" + bytes(4) + struct.pack(">IHH", 1, 563, 0),
        b"cprt": b"text" + bytes(4) + b"none\0\0\0\0",
    }
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(content))
        body += content
    head = struct.pack(">I4sI", 128 + len(table + body), b"lcms", 0x2100000) + b"mntrGRAYXYZ "
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


def animate(format, frames=3, **options):
    """Return an animation whose frames are red, green and blue."""
    colours = [Image.new("RGB", (64, 48), name) for name in ("red", "green", "blue")][:frames]
    options = {"duration": [500, 0, 40], "loop": 0, **options}
    return encode(colours[0], format, save_all=True, append_images=colours[1:], **options)


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


# Images made to do harm, so that none lies in git

SCRIPT = b"<script>alert(1)</script>"
HTML = b"<!doctype html>" + SCRIPT
PHP = b"<?php system($_GET[0]); ?>"
PROGRAM = b"MZ\x90\0\x03\0\0\0" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
PIXELS = (b"IDAT", zlib.compress(bytes(48 * 193)))  # of a PNG of 64 by 48


def resize_jpeg(width, height):
    """Return a JPEG whose header has other sides."""
    data = bytearray(encode(draw(), "JPEG"))
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, height, width)
    return bytes(data)


def resize_box(format, width, height):
    """Return an AVIF or HEIC file whose header has other sides."""
    data = bytearray(encode(draw(), format))
    struct.pack_into(">II", data, data.index(b"ispe") + 8, width, height)
    return bytes(data)


def resize_gif():
    data = bytearray(encode(draw(mode="P"), "GIF"))
    struct.pack_into("<HH", data, 6, 65_535, 65_535)
    return bytes(data)


def resize_webp():
    canvas = (16_000 - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + canvas * 2
    body = b"WEBP" + chunk + encode(draw(), "WEBP", lossless=True)[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def repeat_scans(scans):
    """Return a JPEG whose last scan comes again and again."""
    data = encode(draw(), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * scans + b"\xff\xd9"


def pack_chunk(name, size):
    """Return a PNG with a chunk that unpacks to so many bytes."""
    return make_png(64, 48, (name, b"x\0\0" + zlib.compress(bytes(size), 9)), PIXELS)


def loop_exif():
    """Return a JPEG whose metadata point at themselves."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    notes = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry
    return encode(draw(), "JPEG", exif=notes + struct.pack("<I", 8) + SCRIPT)

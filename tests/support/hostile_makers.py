"""Images and documents made to do harm."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from tests.support.image_files import draw, encode, make_png

SCRIPT = b"<script>alert(1)</script>"
HTML = b"<!doctype html>" + SCRIPT
PHP = b"<?php system($_GET[0]); ?>"
PROGRAM = b"MZ\x90\0\x03\0\0\0" + bytes(200)
SVG = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
    b"<foreignObject><script>alert(1)</script>&x;</foreignObject></svg>"
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20))
    + b"]><l>&u;</l>"
)
CORE = "<Types/>"
TEXT_DOCUMENT = "application/vnd.oasis.opendocument.text"


def png(**options):
    return encode(draw(), "PNG", **options)


def jpeg(**options):
    return encode(draw(), "JPEG", **options)


def resized_jpeg(width, height):
    """Return a JPEG whose header says that it has other sides."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, at + 5, height, width)
    return bytes(data)


def resized_box(format, width, height):
    """Return an AVIF or HEIC file whose header says that it has other sides."""
    data = bytearray(encode(draw(), format))
    at = data.index(b"ispe")
    struct.pack_into(">II", data, at + 8, width, height)
    return bytes(data)


def large_gif():
    data = bytearray(encode(draw().convert("P"), "GIF"))
    struct.pack_into("<HH", data, 6, 65_535, 65_535)
    return bytes(data)


def large_webp():
    canvas = (16_000 - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + canvas * 2
    pixels = encode(draw(), "WEBP", lossless=True)[12:]
    body = b"WEBP" + chunk + pixels
    return b"RIFF" + struct.pack("<I", len(body)) + body


def long_gif(frames):
    """Return an animation of one frame, again and again."""
    data = encode(draw(8, 8).convert("P"), "GIF")
    start = data.index(b"\x2c")
    return data[:start] + data[start:-1] * frames + b"\x3b"


def make_animation(format, pixels):
    """Return an animation of the largest frames that can be taken, as many as can be."""
    noise = Image.effect_noise((200, pixels // 80_000), 90).convert("RGB")
    frame = noise.resize((2_000, pixels // 8_000), Image.Resampling.NEAREST)
    frames = [frame.rotate(180 * (number % 2)) for number in range(12)]
    options = {"save_all": True, "append_images": frames[1:]}
    if format == "WEBP":
        options["method"] = 0
    return encode(frames[0], format, **options)


def long_png(frames):
    # The first picture stands before the frames, and is counted.
    control = (b"acTL", struct.pack(">II", frames - 1, 0))
    return make_png(64, 48, control, (b"IDAT", zlib.compress(bytes(48 * 193))))


def long_webp(frames):
    pictures = [Image.new("RGB", (2, 2), (n % 256, n // 256, 0)) for n in range(frames)]
    options = {"append_images": pictures[1:], "lossless": True, "method": 0}
    return encode(pictures[0], "WEBP", save_all=True, **options)


def slow_jpeg(scans):
    """Return a JPEG whose last scan comes again and again."""
    data = jpeg(progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * scans + b"\xff\xd9"


def with_profile(size):
    return jpeg(icc_profile=bytes(128) + b"\0" * size)


def packed_chunk(name, beginning, size):
    """Return a PNG with a chunk that unpacks to so many bytes."""
    content = beginning + zlib.compress(bytes(size), 9)
    return make_png(64, 48, (name, content), (b"IDAT", zlib.compress(bytes(48 * 193))))


def endless_exif():
    """Return a JPEG whose notes point at themselves."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    notes = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry
    notes += struct.pack("<I", 8) + SCRIPT
    return jpeg(exif=notes)


def commented_gif():
    data = encode(draw().convert("P"), "GIF", comment=b"*/=1;alert(1)//")
    return data + SCRIPT


def told_png():
    chunk = make_png(64, 48, (b"tEXt", b"Comment\0" + PHP))[33:-12]
    data = png()
    return data[:33] + chunk + data[33:] + PHP


def zipped_png():
    return png() + make_zip({"alert.js": "alert(1)"})


# Documents


def make_zip(files, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def make_office(folder, main, **more):
    names = {name.replace("__", "/").replace("_DOT_", "."): v for name, v in more.items()}
    return make_zip({"[Content_Types].xml": CORE, f"{folder}/{main}.xml": "<x/>", **names})


def make_open_document(kind=TEXT_DOCUMENT, **more):
    names = {name.replace("__", "/"): content for name, content in more.items()}
    return make_zip({"mimetype": kind, "content.xml": "<x/>", **names})


def pdf():
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

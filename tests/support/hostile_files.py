"""Makers of images made to do harm, so that none lies in git."""

import struct
import zlib

from tests.support.image_files import draw, encode, make_png

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

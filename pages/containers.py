"""What may stay in the file of a picture: its pixels, their colours, and nothing else.

The coded pixels are copied as they are, so a picture that needs no other change loses
nothing. What cameras and programs add is left out: place, time, serial numbers, names,
comments, previews, and whatever was hung on behind the end.
"""

import re
import struct


def bare_jpeg(data):
    """Return the bytes of a JPEG file without metadata. Raises ValueError if damaged."""
    kept, at = [data[:2]], 2
    while True:
        if data[at : at + 1] != b"\xff" or at + 4 > len(data):
            raise ValueError("no marker where one is due")
        if data[at + 1] == 0xFF:  # Any number of them may stand before a marker.
            at += 1
            continue
        marker = data[at + 1]
        if marker == 0xD9:  # the end
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if marker == 0xDA:  # coded pixels, up to a marker other than a restart
            found = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search(data, end)
            end = found.start() if found else len(data)
        if is_kept_of_jpeg(marker, data[at + 4 : end]):
            kept.append(data[at:end])
        at = end
        if marker == 0xDA and data[at : at + 2] in {b"\xff\xd9", b""}:
            break
    return b"".join([*kept, b"\xff\xd9"])


def is_kept_of_jpeg(marker, content):
    """Tell whether a segment is needed to show the pixels as they are meant."""
    if 0xE0 <= marker <= 0xEF:
        known = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
        return marker in known and content.startswith(known[marker])
    return marker != 0xFE  # a comment


PNG_CHUNKS = {
    *(b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"),
    *(b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"sBIT"),
    *(b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"),
}


def bare_png(data):
    """Return the bytes of a PNG file without metadata. Raises ValueError if damaged."""
    kept, at, name = [data[:8]], 8, None
    while name != b"IEND":
        if at + 12 > len(data):
            raise ValueError("the end is missing")
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if name in PNG_CHUNKS:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


WEBP_CHUNKS = {b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"}
WEBP_METADATA_FLAGS = 0x08 | 0x04  # EXIF, XMP


def bare_webp(data):
    """Return the bytes of a WebP file without metadata. Raises ValueError if damaged."""
    kept, at = [], 12
    (size,) = struct.unpack_from("<I", data, 4)
    if 8 + size > len(data):
        raise ValueError("the end is missing")
    while at + 8 <= 8 + size:
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        chunk = bytearray(data[at:end])
        if name == b"VP8X":
            chunk[8] &= ~WEBP_METADATA_FLAGS
        if name in WEBP_CHUNKS:
            kept.append(chunk)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bare_gif(data):
    """Return the bytes of a GIF file without metadata. Raises ValueError if damaged."""

    def colours(flags):
        return 3 << ((flags & 7) + 1) if flags & 0x80 else 0

    def after_blocks(at):
        while data[at]:
            at += 1 + data[at]
        return at + 1

    try:
        at = 13 + colours(data[10])
        kept = [data[:at]]
        while (kind := data[at]) != 0x3B:
            if kind == 0x2C:  # a frame
                end = after_blocks(at + 11 + colours(data[at + 9]))
                is_kept = True
            elif kind == 0x21:  # an extension
                end = after_blocks(at + 2)
                is_timing = data[at + 1] == 0xF9
                is_kept = is_timing or data[at + 3 : at + 14] == b"NETSCAPE2.0"
            else:
                raise ValueError("no block where one is due")
            if is_kept:
                kept.append(data[at:end])
            at = end
    except IndexError as error:
        raise ValueError("the end is missing") from error
    return b"".join([*kept, b"\x3b"])

"""Files that were made to do harm, each by a function, so that none lies in git.

REFUSED has what must not be taken, and what is said about it; HARMLESS what is taken
without what would do harm. Both are by what the file is: a kind of upload, the name that is
sent, the function that makes it, and words of the sentence, or bytes that must be gone.
"""

from functools import partial

from tests.support.hostile_makers import (
    HTML,
    LAUGHS,
    PHP,
    PROGRAM,
    SVG,
    commented_gif,
    endless_exif,
    jpeg,
    large_gif,
    large_webp,
    long_gif,
    long_png,
    long_webp,
    make_animation,
    make_office,
    packed_chunk,
    pdf,
    png,
    resized_box,
    resized_jpeg,
    slow_jpeg,
    told_png,
    with_profile,
    zipped_png,
)
from tests.support.image_files import draw, encode, make_bomb, make_png

REFUSED = {
    # Bombs
    "a PNG of 200 megapixels": ("picture", "a.png", make_bomb, "too many pixels"),
    "a PNG of the largest sides": (
        "picture",
        "a.png",
        partial(make_png, 2**31 - 1, 2**31 - 1),
        "too many pixels",
    ),
    "a PNG without sides": ("picture", "a.png", partial(make_png, 0, 0), "damaged"),
    "a GIF of 4,294 megapixels": ("picture", "a.gif", large_gif, "too many pixels"),
    "a JPEG of 4,225 megapixels": (
        "picture",
        "a.jpg",
        partial(resized_jpeg, 65_000, 65_000),
        "too many pixels",
    ),
    "a WebP of 256 megapixels": ("picture", "a.webp", large_webp, "too many pixels"),
    "an AVIF of 225 megapixels": (
        "picture",
        "a.avif",
        partial(resized_box, "AVIF", 15_000, 15_000),
        "too many pixels",
    ),
    "an AVIF of the largest sides": (
        "picture",
        "a.avif",
        partial(resized_box, "AVIF", 2**31 - 1, 2**31 - 1),
        "damaged",
    ),
    "a HEIC that lies about its sides": (
        "picture",
        "a.heic",
        partial(resized_box, "HEIF", 15_000, 15_000),
        "damaged",
    ),
    "a TIFF": ("picture", "a.tiff", lambda: encode(draw(), "TIFF"), "cannot be taken"),
    "a TIFF named like a PNG": (
        "picture",
        "a.png",
        lambda: encode(draw(), "TIFF"),
        "holds no such picture",
    ),
    "a GIF of 10,000 frames": ("picture", "a.gif", partial(long_gif, 10_000), "10,000 frames"),
    "a PNG of 10,000 frames": ("picture", "a.png", partial(long_png, 10_000), "10,000 frames"),
    "a WebP of 600 frames": ("picture", "a.webp", partial(long_webp, 600), "600 frames"),
    "a JPEG of 1,000 scans": ("picture", "a.jpg", partial(slow_jpeg, 1_000), "too long"),
    "a profile of 6 MB": ("picture", "a.jpg", partial(with_profile, 6_000_000), "colour profile"),
    "a profile that unpacks to 100 MB": (
        "picture",
        "a.png",
        partial(packed_chunk, b"iCCP", b"x\0\0", 100_000_000),
        "damaged",
    ),
    "a text that unpacks to 100 MB": (
        "picture",
        "a.png",
        partial(packed_chunk, b"zTXt", b"x\0\0", 100_000_000),
        "damaged",
    ),
    "a text of 21 MB": (
        "picture",
        "a.png",
        lambda: make_png(64, 48, (b"tEXt", b"x\0" + b"x" * 21 * 2**20)),
        "can be taken",
    ),
    # Other files than pictures
    "an empty picture": ("picture", "a.png", bytes, "empty"),
    "a PNG cut off": ("picture", "a.png", lambda: png()[:-40], "damaged"),
    "a WebP cut off": ("picture", "a.webp", lambda: encode(draw(), "WEBP")[:-40], "damaged"),
    "a GIF cut off": ("picture", "a.gif", lambda: long_gif(3)[:-30], "damaged"),
    "a page named like a picture": ("picture", "a.png", lambda: HTML, "holds no such picture"),
    "a drawing with scripts": ("picture", "a.svg", lambda: SVG, ".svg file cannot be"),
    "a drawing named like a PNG": ("picture", "a.png", lambda: SVG, "holds no such picture"),
    "a program named like a photo": ("picture", "a.jpg", lambda: PROGRAM, "holds no such picture"),
    "a script that begins like a GIF": ("picture", "a.gif", lambda: b"GIF89a" + PHP, ""),
    "a PNG named like a script": ("picture", "a.php", told_png, ".php file cannot be"),
    "a PNG with two endings": ("picture", "a.png.php", told_png, ".php file cannot be"),
    "a PNG that is all ending": ("picture", ".png", png, "without an ending"),
    "PostScript named like a PNG": (
        "picture",
        "a.png",
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "holds no such picture",
    ),
    "a photo cut off": (
        "picture",
        "a.jpg",
        lambda: encode(draw(400, 400), "JPEG")[:2000],
        "damaged",
    ),
    "pixels that are noise": (
        "picture",
        "a.png",
        partial(make_png, 64, 48, (b"IDAT", b"noise")),
        "damaged",
    ),
    "a JPEG named like a PNG": ("picture", "a.png", jpeg, "is named .png but is JPEG"),
    "a PNG named like a HEIC": ("picture", "a.heic", png, "is named .heic but is PNG"),
    "a PNG of 41 megapixels": (
        "picture",
        "a.png",
        partial(make_png, 41_000, 1000),
        "too many pixels (41,000 by 1,000)",
    ),
    # Other files than documents
    "a page named like a paper": (
        "document",
        "a.pdf",
        lambda: HTML,
        "named .pdf but holds no such",
    ),
    "a page named like a film": ("document", "a.mp4", lambda: HTML, "named .mp4 but holds no such"),
    "a page named like slides": (
        "document",
        "a.pptx",
        lambda: HTML,
        "named .pptx but holds no such",
    ),
    "an empty document": ("document", "a.pdf", bytes, "empty"),
    "a page": ("document", "a.html", lambda: HTML, "not allowed"),
    "a script": ("document", "a.js", lambda: b"alert(1)", "not allowed"),
    "a drawing as a document": ("document", "a.svg", lambda: SVG, "not allowed"),
    "a billion laughs": ("document", "a.xml", lambda: LAUGHS, "not allowed"),
    "a program": ("document", "a.exe", lambda: PROGRAM, "not allowed"),
    "a program with two endings": ("document", "a.pdf.exe", lambda: PROGRAM, "not allowed"),
    "a program named like data": ("document", "a.csv", lambda: PROGRAM, "holds no such document"),
    "a program named like a film": (
        "document",
        "a.webm",
        lambda: PROGRAM,
        "holds no such document",
    ),
    "a document for macros": (
        "document",
        "a.docm",
        partial(make_office, "word", "document"),
        "not allowed",
    ),
    "a page before a paper": ("document", "a.pdf", lambda: HTML + pdf(), "holds no such document"),
    "a paper cut off": ("document", "a.pdf", lambda: pdf()[:-8], "holds no such document"),
    "another packer's archive": (
        "document",
        "a.zip",
        lambda: b"Rar!\x1a\x07\0" + bytes(99),
        "holds no such document",
    ),
    "51 MB": ("document", "a.txt", lambda: b"x" * 51 * 2**20, "too big"),
}

HARMLESS = {
    "a GIF that is a script": ("picture", "a.gif", commented_gif, b"alert"),
    "a photo that is a page": ("picture", "a.jpg", lambda: jpeg(comment=HTML) + HTML, b"<script"),
    "a PNG that is PHP": ("picture", "a.png", told_png, b"<?php"),
    "a PNG that is an archive": ("picture", "a.png", zipped_png, b"PK\x05\x06"),
    "a WebP that is a page": (
        "picture",
        "a.webp",
        lambda: encode(draw(), "WEBP", xmp=HTML) + HTML,
        b"<script",
    ),
    "notes that point at themselves": ("picture", "a.jpg", endless_exif, b"<script"),
    "a photo named like a script": ("picture", "a.php.jpg", jpeg, b"<?php"),
    "a page that says it is text": ("document", "a.txt", lambda: HTML, None),
    "a script that says it is data": ("document", "a.csv", lambda: b"=cmd|'/c x'!A", None),
}

# File names in requests, and the names that they are kept by.
NAMES = {
    "../../../etc/cron.d/root.png": "root.png",
    "..\\..\\Windows\\win.png": "win.png",
    "/etc/passwd.png": "passwd.png",
    "C:\\autoexec.png": "autoexec.png",
    "file:///etc/hosts.png": "hosts.png",
    "a\0.php.png": "a.php.png",
    "b.png\0": "b.png",
    "\u202egpj.exe.png": "gpj.exe.png",
    "CON.png": "CON.png",
    "-rf *.png": "-rf_.png",
    "$(reboot);`id`|x.png": "rebootidx.png",
    "<script>alert(1)<%2fscript>.png": "scriptalert12fscript.png",
    "a.png;filename=b.html.png": "a.pngfilenameb.html.png",
    "a%0d%0aSet-Cookie: x=1.png": "a0d0aSet-Cookie_x1.png",
    "x" * 300 + ".png": None,
    "\U0001f4a3" * 80 + ".png": "picture.png",
    "%2e%2e%2fa.png": "2e2e2fa.png",
    "Ünïcode 名前.png": None,
}


def make_largest(pixels):
    """Return a picture of each costly kind with as many pixels as can be taken, alike."""
    flat = partial(draw, 4_000, pixels // 4_000)
    half = partial(draw, 4_000, pixels // 8_000)
    return {
        "a JPEG": ("picture", "a.jpg", lambda: encode(flat(), "JPEG"), ""),
        "a PNG": ("picture", "a.png", lambda: encode(flat("RGBA"), "PNG"), ""),
        "a GIF": ("picture", "a.gif", lambda: encode(flat("P"), "GIF"), ""),
        "a WebP": ("picture", "a.webp", lambda: encode(half(), "WEBP", method=0), ""),
        "an AVIF": ("picture", "a.avif", lambda: encode(half(), "AVIF", speed=10), ""),
        "an animated GIF": ("picture", "a.gif", partial(make_animation, "GIF", pixels), ""),
        "an animated WebP": ("picture", "a.webp", partial(make_animation, "WEBP", pixels), ""),
    }

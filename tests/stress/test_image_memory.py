"""The smallest machine has memory for the costliest images that can be uploaded."""

import re
from functools import partial

from tests.operations.test_environment import load_settings
from tests.support.image_files import draw, encode
from tests.support.site import REPOSITORY, run_python

MEGABYTES = 256
# A process that normalises images one after the other, and prints its peak memory in
# kilobytes.
MEASURE = """
import os, re, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.conf import settings
from django.core.files import File
from pages.uploads.images import normalize_image

settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = int(sys.argv[1])
for path in sys.argv[2:]:
    with open(path, "rb") as file:
        normalize_image(path, File(file))
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


def test_the_smallest_machine_has_memory_for_each_image(tmp_path):
    fly = load_settings(FLY_VM_MEMORY_MB=f"{MEGABYTES}")
    pixels = fly["WAGTAILIMAGES_MAX_IMAGE_PIXELS"]
    flat, half = (partial(draw, 4_000, pixels // width) for width in (4_000, 8_000))
    images = [
        encode(flat(), "JPEG"),
        encode(flat("RGBA"), "PNG"),
        encode(flat("P"), "GIF"),
        encode(half(), "WEBP", method=0),
        encode(half(), "AVIF", speed=10),
        encode(half(), "WEBP", method=0, save_all=True, append_images=[half("L")] * 2),
    ]
    paths = [tmp_path / f"{number}" for number in range(len(images))]
    for path, data in zip(paths, images, strict=True):
        path.write_bytes(data)

    # It has the allocator settings of the served site.
    first_line = (REPOSITORY / "deploy/serve").read_text().partition("\n")[0]
    allocator = dict(re.findall(r"(MALLOC_\w+)=(\S+)", first_line))
    assert allocator
    measured = run_python("-c", MEASURE, f"{pixels}", *map(str, paths), **allocator)

    assert int(measured.stdout) < MEGABYTES * 1024

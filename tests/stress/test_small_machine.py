"""A machine of 256 MB serves readers while the largest pictures are uploaded and shown.

The kernel refuses the process that serves more memory than such a machine has left for it.
"""

import re
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from tests.operations.test_environment import load_settings
from tests.support.image_files import encode
from tests.support.servers import Site, find_family
from tests.support.visitors import Visitors

MEGABYTES = 256
# The kernel keeps 46 MB of such a virtual machine, and the code that runs is in memory too.
USABLE = 210 - 15
VISITORS = 50
PUBLISH = """
from pages.models import HomePage, SiteImage, StandardPage
figures = [
    {"type": "figure", "value": {
        "image": {"image": image.pk, "alt_text": "Noise", "decorative": False},
        "caption": "<p>Noise.</p>", "width": "text"}}
    for image in SiteImage.objects.filter(title="Noise")
]
body = StandardPage._meta.get_field("body").to_python(__import__("json").dumps(figures))
HomePage.objects.get().add_child(instance=StandardPage(title="Noise", slug="noise", body=body))
print(len(figures))
"""


def draw(pixels, mode="RGB"):
    """Draw a picture that compresses badly, with three columns for two rows."""
    height = int((pixels / 1.5) ** 0.5)
    noise = Image.effect_noise((int(height * 1.5), height), 9)
    return Image.merge(mode, [noise] * len(mode))


def make_pictures(pixels):
    """Return file names with the costliest pictures of so many pixels that are taken."""
    dear = pixels // 2
    return {
        "noise.png": encode(draw(pixels, "RGBA"), "PNG", compress_level=1),
        "noise.gif": encode(draw(pixels).convert("P"), "GIF"),
        "noise.heic": encode(draw(pixels), "HEIF", quality=60),
        "noise.jpg": encode(draw(pixels), "JPEG", progressive=True, subsampling=0),
        "noise.webp": encode(draw(dear, "RGBA"), "WEBP", lossless=True, method=0),
        "noise.avif": encode(draw(dear, "RGBA"), "AVIF", speed=10),
    }


def read_kilobytes(pid, name):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[1])


def limit_memory(server):
    """Let the process that serves have what a small machine has left, from now on."""
    processes = list(find_family(server.pid))
    used = {pid: read_kilobytes(pid, "RssAnon") for pid in processes}
    worker = max(used, key=used.get)
    left = USABLE * 1024 - sum(used.values())
    # Stacks of threads are counted whole, though most of each is never used.
    most = (read_kilobytes(worker, "VmData") + left) * 1024
    resource.prlimit(worker, resource.RLIMIT_DATA, (most, most))
    return worker


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path, FLY_VM_MEMORY_MB=f"{MEGABYTES}") as site:
        yield site


def test_a_small_machine_takes_the_largest_pictures_beside_its_readers(site, add_row):
    pixels = load_settings(FLY_VM_MEMORY_MB=f"{MEGABYTES}")["WAGTAILIMAGES_MAX_IMAGE_PIXELS"]
    pictures = make_pictures(pixels)
    sessions = [site.open_session(site.name, site.password)[0] for _ in range(4)]

    def upload(session, name):
        address = f"{site.admin_url}images/add/"
        token = session.cookies["csrftoken"]
        form = {"title": "Noise", "csrfmiddlewaretoken": token}
        form["collection"] = "1"
        files = {"file": (name, pictures[name])}
        return session.post(address, form, files=files, headers={"Referer": address}, timeout=560)

    # Everything that stays in memory has been loaded before the limit counts.
    for path in ("/", "/projects/", "/search/?q=engine", "/admin/images/add/"):
        assert sessions[0].get(site.url + path, timeout=60).status_code == 200

    with Visitors(site.port, [("GET", "/")] * VISITORS, pause=0.1) as visitors:
        visitors.wait()
        worker = limit_memory(site.server)
        for names in (["noise.png"] * 4, list(pictures)):
            with ThreadPoolExecutor(4) as pool:
                for answer in pool.map(upload, sessions * 2, names):
                    assert answer.url == f"{site.admin_url}images/", answer.text[-3000:]
        assert site.run(PUBLISH) == "10"
        assert sessions[0].get(f"{site.url}/noise/", timeout=560).status_code == 200
        visitors.wait()

    fault = f"a machine of {MEGABYTES} MB"
    add_row(fault, f"{VISITORS} readers, 10 of the largest pictures", visitors.answers)
    assert visitors.statuses == {200}
    assert worker in find_family(site.server.pid)
    assert "Traceback" not in site.log

"""Files that were made to do harm are refused with a sentence, or kept without the harm."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.urls import reverse
from wagtail.documents import get_document_model

from pages.models import SiteImage
from tests.operations.test_environment import load_settings
from tests.support.hostile_files import (
    HARMLESS,
    NAMES,
    REFUSED,
    make_largest,
)
from tests.support.image_files import draw, encode
from tests.support.reading import field_of
from tests.support.site import REPOSITORY, run_python

pytestmark = pytest.mark.django_db

ADDRESSES = {"picture": "wagtailimages:add", "document": "wagtaildocs:add"}
TITLE = "A title that must stay"
BOUNDARY = "----boundary-of-the-form"
# A process that takes files as the forms do, one after the other, and tells what became of
# each and the most memory it ever had, in kilobytes.
MEASURE = """
import json, os, re, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from pages.uploads.documents import BEGINNINGS, check_content
from pages.uploads.images import normalize_image

settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = int(sys.argv[2])
told = {}
for case, kind, name, path in json.load(open(sys.argv[1])):
    ending = name.rpartition(".")[2]
    with open(path, "rb") as file:
        try:
            if kind == "picture":
                normalize_image(name, File(file, name))
            elif ending in BEGINNINGS:
                check_content(File(file, name), ending)
            told[case] = "taken"
        except ValidationError:
            told[case] = "refused"
most = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
print(json.dumps([told, int(most)]))
"""


def send(client, kind, name, data, **fields):
    """Send the form of an upload as bytes, since clients would mend a name."""
    shown = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'
        f"{value}\r\n".encode()
        for field, value in {"title": TITLE, **fields}.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
        f'filename="{shown}"\r\nContent-Type: image/png\r\n\r\n'.encode()
    )
    return client.post(
        reverse(ADDRESSES[kind]),
        b"".join([*parts, data, f"\r\n--{BOUNDARY}--\r\n".encode()]),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )


def list_uploads():
    return {path for path in Path(default_storage.location).rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def temporary(settings, tmp_path):
    """The folder of uploads that are on their way."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_do_harm_is_refused_beside_the_file_and_leaves_nothing(
    admin_client, temporary, case
):
    kind, name, make, sentence = REFUSED[case]
    before = list_uploads()

    response = send(admin_client, kind, name, make())

    soup = BeautifulSoup(response.content, "html5lib")
    error = field_of(soup, "file").select_one(".error-message, .w-field__errors")
    assert sentence in error.text
    assert error.text.strip().endswith(".")
    assert soup.select_one("[name=title]")["value"] == TITLE
    assert not SiteImage.objects.exists()
    assert not get_document_model().objects.exists()
    assert list_uploads() == before
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("case", HARMLESS)
def test_what_hides_in_a_file_is_gone_or_stays_asleep(admin_client, client, case):
    kind, name, make, hidden = HARMLESS[case]
    model = SiteImage if kind == "picture" else get_document_model()

    send(admin_client, kind, name, make())

    kept = model.objects.get()
    answer = client.get(kept.file.url if kind == "picture" else kept.url)
    assert hidden is None or hidden not in answer.getvalue()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "html" not in answer["Content-Type"]
    if kind == "document":
        assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_a_trick_becomes_a_plain_one(admin_client, name):
    send(admin_client, "picture", name, encode(draw(), "PNG"))

    kept = Path(SiteImage.objects.get().file.name)
    assert kept.parent == Path("original_images")
    assert kept.suffix == ".png"
    assert len(kept.name) < 100
    assert NAMES[name] in {kept.name, None}
    assert kept.name.isprintable()


def test_the_smallest_machine_has_memory_for_each_of_them(tmp_path):
    megabytes = 256
    pixels = load_settings(FLY_VM_MEMORY_MB=f"{megabytes}")["WAGTAILIMAGES_MAX_IMAGE_PIXELS"]
    files = []
    for number, (case, made) in enumerate({**REFUSED, **make_largest(pixels)}.items()):
        kind, name, make, _ = made
        path = tmp_path / f"{number}"
        path.write_bytes(make())
        files.append([case, kind, name, str(path)])
    listed = tmp_path / "files.json"
    listed.write_text(json.dumps(files))

    # It keeps as much memory for itself as where it is served.
    first_line = (REPOSITORY / "deploy/serve").read_text().partition("\n")[0]
    memory = dict(re.findall(r"(MALLOC_\w+)=(\S+)", first_line))
    assert memory
    done = run_python("-c", MEASURE, str(listed), f"{pixels}", **memory)

    told, most = json.loads(done.stdout)
    assert [case for case in make_largest(pixels) if told[case] != "taken"] == []
    assert most < megabytes * 1024

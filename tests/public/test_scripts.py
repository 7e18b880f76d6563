"""Scripts of public pages run only with the content of the release."""

import base64
import hashlib
import re
from pathlib import Path

import brotli
from bs4 import BeautifulSoup
from django.core.files.storage import FileSystemStorage

from pages.serving.static_storage import StaticFilesStorage
from pages.templatetags.pages import script

ROOT = Path(__file__).resolve().parents[2]
# Scripts of the editor come from Wagtail's own templates.
PUBLIC = [
    path
    for path in ROOT.glob("*/templates/**/*.html")
    if not {"accounts", "desk", "wagtailadmin"} & {*path.parts}
]


def render(name, how):
    return BeautifulSoup(script(name, how), "html5lib").script


def release(tmp_path, text):
    """Return the storage of a release that has one script."""
    for folder in ("source", "collected"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "one.js").write_text(text)
    source = FileSystemStorage(tmp_path / "source")
    storage = StaticFilesStorage(location=tmp_path / "collected", base_url="/static/")
    assert list(storage.post_process({"one.js": (source, "one.js")}))
    return storage


def test_a_script_names_the_hash_of_its_file_in_this_release(monkeypatch, tmp_path):
    text = "second()"
    release(tmp_path, "first()")
    storage = release(tmp_path, text)
    monkeypatch.setattr("pages.templatetags.pages.staticfiles_storage", storage)
    monkeypatch.setattr("django.contrib.staticfiles.storage.staticfiles_storage", storage)

    found = render("one.js", "defer")

    digest = base64.b64encode(hashlib.sha384(text.encode()).digest())
    assert found["integrity"] == f"sha384-{digest.decode()}"
    assert (tmp_path / "collected" / Path(found["src"]).name).read_text() == text
    assert found.has_attr("defer")


def test_templates_load_scripts_only_by_the_tag_and_no_script_imports_another():
    for path in PUBLIC:
        assert not re.search(r"<script[^>]* src=", path.read_text()), path
    for path in (ROOT / "pages/static/js").glob("*.js"):
        assert not re.search(r"^import |\bimport\(", path.read_text(), re.MULTILINE), path


def test_all_scripts_of_visitors_together_are_small():
    texts = "".join(path.read_text() for path in PUBLIC)
    names = set(re.findall(r'{% script "([^"]+)"', texts))

    sizes = {
        name: len(brotli.compress((ROOT / "pages/static" / name).read_bytes())) for name in names
    }
    assert len(names) >= 3
    assert sum(sizes.values()) <= 4_000, sizes

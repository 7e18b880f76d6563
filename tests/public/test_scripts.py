"""Scripts of public pages run only with the content of the release."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import FileSystemStorage
from django.template import Context, Template

from pages.serving.static_storage import StaticFilesStorage

ROOT = Path(__file__).resolve().parents[2]
# Scripts of the editor come from Wagtail's own templates.
PUBLIC = [
    path
    for path in ROOT.glob("*/templates/**/*.html")
    if not {"accounts", "desk", "wagtailadmin"} & {*path.parts}
]


def render(*words):
    arguments = " ".join(f'"{word}"' for word in words)
    template = Template(f"{{% load pages %}}{{% script {arguments} %}}")
    return BeautifulSoup(template.render(Context()), "html5lib").script


def release(tmp_path, text):
    """Return the storage of a release that has one script."""
    source = FileSystemStorage(tmp_path / "source")
    (tmp_path / "source").mkdir(exist_ok=True)
    (tmp_path / "source/one.js").write_text(text)
    storage = StaticFilesStorage(location=tmp_path / "collected", base_url="/static/")
    (tmp_path / "collected").mkdir(exist_ok=True)
    (tmp_path / "collected/one.js").write_text(text)
    assert list(storage.post_process({"one.js": (source, "one.js")}))
    return storage


def hash_text(text):
    digest = hashlib.sha384(text.encode()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


@pytest.mark.parametrize("text", ["first()", "second()"])
def test_a_script_names_the_hash_of_its_file_in_this_release(monkeypatch, tmp_path, text):
    release(tmp_path, "before()")
    storage = release(tmp_path, text)
    monkeypatch.setattr("pages.templatetags.pages.staticfiles_storage", storage)
    monkeypatch.setattr("django.contrib.staticfiles.storage.staticfiles_storage", storage)

    script = render("one.js", "defer")

    assert script["integrity"] == hash_text(text)
    assert (tmp_path / "collected" / Path(script["src"]).name).read_text() == text
    assert script.has_attr("defer")


def test_a_script_has_no_hash_in_development():
    script = render("js/embed.js", "module")

    assert script.attrs == {"src": "/static/js/embed.js", "type": "module"}


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_templates_load_scripts_only_by_the_tag(path):
    assert not re.search(r"<script[^>]* src=", path.read_text())


def test_no_public_script_imports_another():
    for path in (ROOT / "pages/static/js").glob("*.js"):
        assert not re.search(r"^import |\bimport\(", path.read_text(), re.MULTILINE), path

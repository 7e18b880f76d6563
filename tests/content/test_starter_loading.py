"""Loading the starter site: only into an empty site, and whole or not at all."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import HomePage, Owner, SiteImage
from pages.starter import CONTENT, load_starter


def dump_site():
    """Return every row of every table, and the paths of all uploads."""
    files = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    return {model: list(model._base_manager.values()) for model in apps.get_models()}, files


def test_an_empty_site_that_has_been_visited_is_filled_once(db):
    Owner.load()
    assert load_starter() is True
    before = dump_site()

    assert load_starter() is False

    assert dump_site() == before


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("none", ["/"]),
        ("structure", ["/", "/about/", "/contact/", "/projects/", "/publications/"]),
    ],
)
def test_a_site_can_begin_without_a_person(
    name, addresses, db, unlocked, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path

    call_command("prepare_site", starter=name, verbosity=0, stdout=StringIO())

    pages = Page.objects.filter(depth__gt=1)
    assert sorted(page.url for page in pages) == addresses
    assert {client.get(address).status_code for address in addresses} == {200}
    assert Owner.load().name == ""
    assert not SiteImage.objects.exists()
    assert not Redirect.objects.exists()
    assert load_starter() is False


def retitle(welcome):
    welcome.title = "My site"
    welcome.save()


def add_page(welcome):
    welcome.add_child(instance=HomePage(title="Home"))


def sign(welcome):
    Owner.objects.create(name="Somebody Else")


@pytest.mark.parametrize("touch", [retitle, Page.save_revision, add_page, Page.delete, sign])
def test_an_edited_site_is_not_changed(touch, db):
    touch(Page.objects.get(depth=2))
    before = dump_site()

    assert load_starter() is False

    assert dump_site() == before


@pytest.mark.parametrize(
    ("file", "right", "wrong", "problem", "notes"),
    [
        ("site.yaml", "/: swan.yaml", "/: swam.yaml", "swam.yaml", ["swam.yaml"]),
        ("site.yaml", ": /projects/swan/", ": /x/", "/x/", []),
        ("swan.yaml", "finished_on: ", "finished_on: x", "“x", ["finished_on", "swan.yaml"]),
        ("two-stream.yaml", "latex: ", "text: ", "text", ["body", "two-stream.yaml"]),
        ("two-stream.yaml", "latex: ", "latex: $", "StreamBlock", ["body", "two-stream.yaml"]),
    ],
)
def test_a_mistake_in_a_file_is_located_and_changes_nothing(
    file, right, wrong, problem, notes, tmp_path, db
):
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    before = dump_site()

    with pytest.raises(Exception) as mistake:  # noqa: PT011 - it is that of any field
        load_starter(folder)

    assert problem in str(mistake.value)
    assert getattr(mistake.value, "__notes__", []) == [f"In {place}" for place in notes]
    assert dump_site() == before

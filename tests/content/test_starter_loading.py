"""Loading the starter site: only into an empty site, and with clear errors."""

import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from wagtail.models import Page

from pages.models import AboutPage, HomePage, Owner
from pages.starter import CONTENT, ContentError, load_starter


def dump_database():
    """Return every row of every table."""
    return {model: list(model._base_manager.values()) for model in apps.get_models()}


def list_uploads():
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


# Only an empty site


def test_an_empty_site_is_filled_once(db):
    assert load_starter() is True
    before, uploads = dump_database(), list_uploads()

    assert load_starter() is False

    assert dump_database() == before
    assert list_uploads() == uploads


def test_an_edited_page_is_kept(starter):
    about = AboutPage.objects.get()
    about.bio = "<p>I write this myself.</p>"
    about.save_revision().publish()

    assert load_starter() is False

    assert AboutPage.objects.get().bio == "<p>I write this myself.</p>"


def test_deleted_pages_do_not_come_back(starter):
    HomePage.objects.get().delete()

    assert load_starter() is False

    assert list(Page.objects.values_list("depth", flat=True)) == [1]


def retitle(welcome):
    welcome.title = "My site"
    welcome.save()


def save_draft(welcome):
    welcome.save_revision()


def add_page(welcome):
    welcome.add_child(instance=HomePage(title="Home"))


def delete_page(welcome):
    welcome.delete()


def sign(welcome):
    owner = Owner.load()
    owner.name = "Somebody Else"
    owner.save()


@pytest.mark.parametrize("touch", [retitle, save_draft, add_page, delete_page, sign])
def test_an_edited_site_is_not_changed(touch, db):
    touch(Page.objects.get(depth=2))
    before = dump_database()

    assert load_starter() is False

    assert dump_database() == before


def test_a_visit_leaves_the_site_empty(db):
    Owner.load()

    assert load_starter() is True


# Errors in the content

MISTAKES = [
    ("swan.yaml", "on: 2018-11-11", "on: soon", ", finished_on: “soon”"),
    ("swan.yaml", "title: ", "heading: ", ": unknown or missing: ProjectPage has no"),
    ("swan.yaml", "type: projects.", "type: x.", ": unknown or missing: No installed"),
    ("swan.yaml", "type: ", "slug: ", ": unknown or missing: 'type'"),
    ("swan.yaml", "projects.ProjectPage", "pages.HomePage", ": HomePage is not allowed"),
    ("swan.yaml", "      value: GPL v3\n", "", ", facts, 4, value: This field is"),
    ("swan.yaml", "label: Licence", "name: Licence", ", facts, 4, fact, name: "),
    ("swan.yaml", "doi: 10.1021/", "doi: 11/", ", links, 2, doi: “11/acsaelm"),
    ("swan.yaml", "  - buttons:", "  - button:", ", body, 7: unknown or missing"),
    ("swan.yaml", "page: /", "page: /x", ", body, 7, buttons, buttons, 1, page: there"),
    ("swan.yaml", "date: 2018-03", "date: 2018-13", ", talks, 1, date: “2018-13”"),
    ("swan.yaml", "publication: /", "publication: /x", ", chosen_publications, 1, pub"),
    ("about.yaml", 'href="/', 'href="/x', ", experience, 2, position, text: there"),
    ("about.yaml", "from: /projects/", "from: /x/", ", projects_from: there is no"),
    ("about.yaml", "portrait: mono", "portrait: ", ", portrait: there is no"),
    ("home.yaml", "page: /", "page: /x", ", numbers, 1, number, page: there is no"),
    ("paper-acs-2019.yaml", '"2019"', '"19"', ", published_on: “19” is not a date"),
    ("paper-dls-2019.yaml", ": H. Li", ":", ", authors, 4, name: This field cannot"),
    ("two-stream.yaml", '"78.8", ', '"78,8", ', ", body, 6, table, 2, 3: “78,8” is"),
    ("two-stream.yaml", '"78.8", ', "", ", body, 6, results_table, table: each row"),
    ("two-stream.yaml", r"\left(", "(", ", body, 16, latex: The formula cannot"),
    ("owner.yaml", "kind: github", "kind: hub", ", profiles, 1, kind: Value 'hub'"),
    ("owner.yaml", "name: Wushi Dong", "name: [", ": while parsing"),
    ("site.yaml", ": /projects/swan/", ": /x/", ", redirects, /swan: there is no page"),
    ("site.yaml", "/: swan.yaml", "/: swam.yaml", ", swam.yaml: "),
    ("site.yaml", "redirects:", "moved:", ": unknown or missing: 'redirects'"),
    ("site.yaml", "title: Monogram", "title:", ", monogram, title: This field cannot"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "place"), MISTAKES)
def test_an_error_names_its_place_and_changes_nothing(file, right, wrong, place, tmp_path, db):
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    before, uploads = dump_database(), list_uploads()

    with pytest.raises(ContentError) as mistake:
        load_starter(folder)

    assert str(mistake.value).startswith(f"{file}{place}")
    assert dump_database() == before
    assert list_uploads() == uploads

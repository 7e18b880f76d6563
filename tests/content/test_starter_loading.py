"""Loading the starter site: only into an empty site, and with clear errors."""

import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from wagtail.models import Page

from pages.models import AboutPage, HomePage, Owner
from pages.starter import CONTENT, ContentError, load_starter
from pages.starter.values import Library, fill
from projects.models import ProjectPage, PublicationPage


def dump_site():
    """Return every row of every table, and the paths of all uploads."""
    files = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    return {model: list(model._base_manager.values()) for model in apps.get_models()}, files


# Only an empty site


def test_an_empty_site_that_has_been_visited_is_filled_once(db):
    Owner.load()
    assert load_starter() is True
    before = dump_site()

    assert load_starter() is False

    assert dump_site() == before


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
    before = dump_site()

    assert load_starter() is False

    assert dump_site() == before


# Errors in the content


@pytest.mark.parametrize(
    ("file", "right", "wrong", "message"),
    [
        ("site.yaml", "/: swan.yaml", "/: swam.yaml", "site.yaml, swam.yaml: "),
        ("site.yaml", "title: Monogram", "title:", "site.yaml, title: This field cannot"),
        ("owner.yaml", "name: Wushi Dong", "name: [", "owner.yaml: cannot be read: while"),
        ("swan.yaml", "type: projects.", "type: x.", "swan.yaml: unknown or missing: No"),
        ("swan.yaml", "type: ", "slug: ", "swan.yaml: unknown or missing: 'type'"),
        ("swan.yaml", "projects.ProjectPage", "pages.HomePage", "swan.yaml: HomePage is not"),
        ("site.yaml", ": /projects/swan/", ": /x/", "site.yaml: there is no page “/x/”"),
    ],
)
def test_an_error_in_a_file_names_it_and_changes_nothing(file, right, wrong, message, tmp_path, db):
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    before = dump_site()

    with pytest.raises(ContentError) as mistake:
        load_starter(folder)

    assert str(mistake.value).startswith(message)
    assert dump_site() == before


def make_table(*rows):
    columns = [{"text": "Work"}, {"number": "Accuracy"}]
    table = {"columns": columns, "rows": rows}
    return [{"results_table": {"caption": "Accuracy", "table": table}}]


BUTTON = {"text": "Go", "page": "/x/"}
TALK = {"title": "Transport", "event": "APS March Meeting", "date": "2018-13"}


@pytest.mark.parametrize(
    ("model", "name", "value", "message"),
    [
        (ProjectPage, "heading", "Swan", "unknown or missing: ProjectPage has no"),
        (ProjectPage, "finished_on", "soon", "“soon”"),
        (ProjectPage, "facts", [{"fact": {"label": "Licence"}}], "1, value: This field is"),
        (ProjectPage, "facts", [{"fact": {"name": "x"}}], "unknown or missing: 'name'"),
        (ProjectPage, "talks", [{"talk": TALK}], "1, date: “2018-13”"),
        (ProjectPage, "links", [{"link": {"doi": "11/x"}}], "1, doi: “11/x"),
        (ProjectPage, "chosen_publications", [{"publication": "/x/"}], "1, publication: there"),
        (ProjectPage, "body", [{"button": BUTTON}], "unknown or missing: 'button'"),
        (ProjectPage, "body", [{"buttons": {"buttons": [BUTTON]}}], "there is no page “/x/”"),
        (ProjectPage, "body", [{"formula": {"latex": "$x$"}}], "1, latex: Write the formula"),
        (ProjectPage, "body", make_table(["Ours", "78,8"]), "1, table, 1, 2: “78,8” is not"),
        (ProjectPage, "body", make_table(["Ours"]), "each row must have as many cells"),
        (AboutPage, "bio", '<a href="/x/">x</a>', "there is no page “/x/”"),
        (AboutPage, "portrait", "x", "there is no image “x”"),
        (PublicationPage, "published_on", "19", "“19” is not a date"),
        (PublicationPage, "authors", [{"name": "H. Li"}, {}], "2, name: This field cannot"),
        (Owner, "profiles", [{"kind": "hub"}], "1, kind: Value 'hub'"),
    ],
)
def test_an_error_in_a_field_names_its_place(model, name, value, message, db):
    with pytest.raises(ContentError) as mistake:
        fill(model(), {name: value}, Library())

    separator = ", " if message[0].isdigit() else ": "
    assert str(mistake.value).startswith(f"{name}{separator}{message}")

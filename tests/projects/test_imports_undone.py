"""Undoing of imports, and who may import what."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse

from pages.models import User
from projects.models import PublicationImport, PublicationPage, SelectedPublication
from tests.support.factories import make_owner, make_publication
from tests.support.imports import ADD, ENGINE, LOOM, list_outcomes, paste, press
from tests.support.reading import read_html

# Tables that are not compared, by the reason.
NOT_UNDONE = {
    "the import itself": {"projects.publicationimport", "projects.importedentry"},
    "tells what was done": {"wagtailcore.pagelogentry", "wagtailcore.modellogentry"},
    "search index": {"wagtailsearch.indexentry", "wagtailsearch.sqliteftsindexentry"},
    "tells that pages have changed": {"pages.siteversion"},
    "the login": {"sessions.session"},
}


def read_tables():
    """Return all rows of all tables that an undone import leaves as they were."""
    left_out = set().union(*NOT_UNDONE.values())
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in left_out and hasattr(model, "objects")
    }


@pytest.fixture
def published(publication_index):
    """A publication that is the same work as that of ENGINE, with other fields."""
    page = make_publication(publication_index, title="Sketch", doi="10.1000/engine", volume="4")
    page.save_revision().publish()
    return PublicationPage.objects.get()


@pytest.mark.parametrize("action", ["publish", "drafts"])
def test_undoing_leaves_the_database_as_it_was(published, publication_index, admin_client, action):
    make_owner()
    draft = make_publication(publication_index, title="The Loom", published_on="1804", live=False)
    draft.save_revision()
    other = "@book{a, title={Passages}, year=1864, author={Babbage, Charles}, doi={10.1000/b}}\n"
    made = paste(admin_client, ENGINE + LOOM + other)
    before = read_tables()
    take = {
        f"take-{entry.pk}-{field}": "theirs"
        for entry in made.entries.all()[:2]
        for field in ("title", "volume", "author", "container-title", "issued")
    }
    press(admin_client, made, action, chosen=[entry.pk for entry in made.entries.all()], **take)
    after = read_tables()
    press(admin_client, made, "undo")

    assert {name for name in before if before[name] != after[name]} >= {
        "projects.Author",
        "projects.PublicationPage",
        "wagtailcore.Page",
        "wagtailcore.Revision",
    }
    now = read_tables()
    assert {name: rows for name, rows in now.items() if rows != before[name]} == {}
    assert list_outcomes(made) == ["undone", "undone", "undone"]
    assert "This import was undone" in read_html(admin_client, made.get_absolute_url())


def test_what_was_edited_published_or_used_since_stays_and_is_listed(
    publication_index, admin_client
):
    titles = ["Edited", "Published", "Selected", "Saved", "Untouched"]
    text = "\n".join(f"@misc{{{title}, title={{{title}}}, year=1900}}" for title in titles)
    made = paste(admin_client, text)
    press(admin_client, made, "drafts")
    pages = {page.title: page for page in PublicationPage.objects.all()}
    pages["Edited"].summary = "By hand."
    pages["Edited"].save_revision()
    pages["Published"].save_revision().publish()
    selected = SelectedPublication(publication=pages["Selected"])
    publication_index.selected_publications = [selected]
    publication_index.save()
    # Saved, but not edited.
    pages["Saved"].save_revision()
    press(admin_client, made, "undo")

    left = {page.title for page in PublicationPage.objects.all()}
    assert left == {"Edited", "Published", "Selected"}
    html = read_html(admin_client, made.get_absolute_url())
    assert "except for 3 publications below that stay" in html
    assert "Edited since, so it stays." in html
    assert "Published or taken down since, so it stays." in html
    assert "Used by “Publications” since, so it stays." in html


def test_a_changed_page_that_was_edited_since_keeps_the_change(published, admin_client):
    made = paste(admin_client, ENGINE)
    press(admin_client, made, "publish", chosen=[made.entries.get().pk])
    page = PublicationPage.objects.get()
    page.summary = "By hand."
    page.save_revision().publish()
    press(admin_client, made, "undo")

    assert PublicationPage.objects.get().venue == "Scientific Memoirs"
    assert made.entries.get().reason == "Edited since, so it stays."


# Permissions


def log_in(client, role):
    user = User.objects.create_user(role.lower())
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def test_contributors_make_drafts_and_see_their_own_imports_alone(
    publication_index, published, admin_client, client
):
    others = paste(admin_client, LOOM)
    log_in(client, "Contributor")
    made = paste(client, ENGINE + LOOM)
    html = read_html(client, made.get_absolute_url())
    assert "Publish what is ticked" not in html
    press(client, made, "publish")
    assert not PublicationPage.objects.filter(title="The Loom").exists()
    press(client, made, "drafts", chosen=[entry.pk for entry in made.entries.all()])

    assert list_outcomes(made) == ["failed", "draft"]
    assert made.entries.first().reason == "You may not edit this publication."
    assert client.get(others.get_absolute_url()).status_code == 404
    press(client, made, "undo")
    assert list_outcomes(made) == ["failed", "undone"]


def test_a_locked_publication_is_not_changed(published, admin_client):
    PublicationPage.objects.update(locked=True)
    made = paste(admin_client, ENGINE)
    press(admin_client, made, "publish", chosen=[made.entries.get().pk])

    assert made.entries.get().reason == "The publication is locked."
    assert PublicationPage.objects.get().get_latest_revision_as_object().venue == ""


def test_without_the_right_to_add_publications_there_is_no_way_to_import(
    publication_index, admin_client, client
):
    made = paste(admin_client, ENGINE)
    user = log_in(client, "Editor")
    Group.objects.get(name="Editor").page_permissions.all().delete()
    html = read_html(client, reverse("wagtailadmin_home"))

    assert "Add publications" not in html
    for address in (ADD, made.get_absolute_url()):
        assert client.get(address).status_code == 302
        assert client.post(address, {"text": ENGINE}).status_code == 302
    assert PublicationImport.objects.count() == 1
    assert user.groups.exists()


def test_buttons_lead_there_from_the_dashboard_and_the_list(publication_index, admin_client):
    explorer = reverse("wagtailadmin_explore", args=[publication_index.pk])
    for address in (reverse("wagtailadmin_home"), explorer):
        html = read_html(admin_client, address)
        # The menu names it without a link in the page itself.
        assert f'href="{ADD}"' in html


def test_a_form_without_its_token_is_refused(publication_index, admin_user, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(admin_user)

    assert client.post(ADD, {"text": ENGINE}).status_code == 403

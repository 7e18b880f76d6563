"""The admin opens on everything that the owner edits."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from modelcluster.models import get_all_child_relations
from wagtail.models import get_page_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.models import BasePage, HomePage, Owner
from projects.models import (
    NoteIndexPage,
    NotePage,
    ProjectIndexPage,
    ProjectPage,
    PublicationIndexPage,
    PublicationPage,
)
from tests.support.factories import make_project

OURS = [model for model in get_page_models() if issubclass(model, BasePage)]


def test_a_page_of_every_type_can_be_begun_and_seen_in_its_preview(
    home, index, publication_index, note_index, admin_client
):
    parents = {ProjectPage: index, PublicationPage: publication_index, NotePage: note_index}
    parents[HomePage] = home.get_parent()
    # There is one of each of these, so that another is begun without it.
    single = [NoteIndexPage, PublicationIndexPage, HomePage]
    for model in [*(model for model in OURS if model not in single), *single]:
        parent = parents.get(model, home)
        if model in single:
            model.objects.get().delete()
        kind = [model._meta.app_label, model._meta.model_name, parent.pk]
        fields = read_form(admin_client, reverse("wagtailadmin_pages:add", args=kind), model)
        preview = reverse("wagtailadmin_pages:preview_on_add", args=kind)

        told = admin_client.post(preview, {**fields, "title": "Begun", "slug": "begun"})

        assert told.json()["is_valid"], model
        assert admin_client.get(preview).status_code == 200, model


def read_form(client, address, model):
    """Return the fields of the editor at the address, as it sends them untouched.

    The blocks of its streams are left out, since a script makes their fields.
    """
    html = BeautifulSoup(client.get(address).content, "html5lib")
    form = html.find(attrs={"data-edit-form": True}) or html
    fields = {
        field["name"]: field.get("value") or field.get_text()
        for field in form.find_all(["input", "textarea"], attrs={"name": True})
        if field.get("type") != "checkbox" and "__prefix__" not in field["name"]
    }
    for field in form.find_all("select", attrs={"name": True}):
        chosen = field.find("option", selected=True)
        fields[field["name"]] = chosen["value"] if chosen else ""
    for name, field in model.get_edit_handler().get_form_class().base_fields.items():
        if hasattr(field, "block"):
            fields |= nested_form_data({name: streamfield([])})
    return fields


def test_the_owner_is_edited_among_the_settings(home, admin_client, client):
    address = reverse("wagtailsettings:edit", args=["pages", "owner", Owner.load().pk])
    assert admin_client.get(address).status_code == 200
    fields = [field.name for field in Owner._meta.fields if field.name != "id"]
    form = nested_form_data(
        {
            **dict.fromkeys(fields, ""),
            "name": "Ada Lovelace",
            "profiles": inline_formset([{"kind": "github", "address": "https://github.com/ada"}]),
        }
    )

    admin_client.post(address, form)

    html = client.get("/").text
    assert "Ada Lovelace" in html
    assert "https://github.com/ada" in html


def test_a_list_ordered_by_hand_is_shown_with_handles_for_dragging(index, admin_client):
    make_project(index, title="Second")
    address = reverse("wagtailadmin_explore", args=[index.pk])
    assert "w-orderable" not in admin_client.get(address).text

    index.order = ProjectIndexPage.Order.BY_HAND
    index.save()

    assert "w-orderable" in admin_client.get(address).text


@pytest.mark.parametrize("model", OURS)
def test_every_field_of_a_page_type_can_be_edited(model):
    form = model.get_edit_handler().get_form_class()
    own = {field.name for field in model._meta.local_fields if field.editable}
    own |= {field.name for field in BasePage._meta.local_fields if field.editable}
    children = {relation.get_accessor_name() for relation in get_all_child_relations(model)}

    assert own - {"page_ptr"} <= form.base_fields.keys()
    # Wagtail edits comments beside the page, and topics as one field.
    assert children - {"wagtail_admin_comments", "topic_uses"} <= form.formsets.keys()


def test_the_form_for_a_document_asks_for_the_file_first_and_says_what_it_may_be(admin_client):
    html = admin_client.get(reverse("wagtaildocs:add")).text

    assert html.index('name="file"') < html.index('name="title"')
    assert "webm, xlsx or zip, up to 50.0" in html


@pytest.mark.parametrize("has_mail", [True, False])
def test_the_login_offers_a_new_password_only_where_mail_can_bring_it(
    home, client, settings, has_mail
):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = has_mail

    assert ("Forgotten password?" in client.get("/admin/login/").text) == has_mail
    assert (client.get("/admin/password_reset/").status_code == 200) == has_mail

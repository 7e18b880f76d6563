"""Previews are shown to their author only."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.models import Owner
from tests.support.desk import make_project, open_editor
from tests.support.factories import make_owner, make_page


@pytest.fixture
def page(home):
    return make_page(home, title="Engine", slug="engine")


def preview_page(page):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = {"title": "Unsaved words", "slug": page.slug, "body": streamfield([])}
    return address, nested_form_data({**form, "comments": inline_formset([])})


def preview_owner():
    owner = make_owner(name="Ada King")
    kind = ["pages", "owner", owner.pk]
    address = reverse("wagtailsettings:preview_on_edit", args=kind)
    fields = [field.name for field in Owner._meta.fields if field.name != "id"]
    form = {**dict.fromkeys(fields, ""), "name": "Unsaved words"}
    return address, nested_form_data({**form, "profiles": inline_formset([])})


@pytest.mark.parametrize("kind", ["page", "owner"])
def test_a_preview_leaves_nothing_for_visitors(page, admin_client, client, kind):
    addresses = [page.url, "/"]
    before = [client.get(address).content for address in addresses]
    address, form = preview_page(page) if kind == "page" else preview_owner()
    if kind == "owner":
        before = [client.get(address).content for address in addresses]

    told = admin_client.post(address, form)
    preview = admin_client.get(address)

    assert told.json()["is_valid"]
    assert "Unsaved words" in preview.content.decode()
    answers = [client.get(address) for address in addresses]
    assert [answer.content for answer in answers] == before
    assert not client.cookies


def test_words_are_previewed_while_they_are_typed_at_three_widths(served_site, owner, visitor):
    page, slug = make_project(served_site, "Shown engine")
    open_editor(owner, served_site, page)
    owner.get_by_role("button", name="Toggle preview").click()
    owner.fill("[name=summary]", "Words that nobody has published.")

    preview = owner.frame_locator("#w-preview-iframe")
    preview.get_by_text("Words that nobody has published.").wait_for()
    widths = []
    for size in owner.locator("[name=preview-size]").all():
        size.check(force=True)
        widths.append(preview.locator("html").evaluate("() => innerWidth"))
    visitor.goto(f"{served_site.url}/projects/{slug}/")

    assert widths == sorted(set(widths))
    assert len(widths) == 3
    assert visitor.locator(".lead").inner_text() == "It computes."
    assert visitor.context.cookies() == []

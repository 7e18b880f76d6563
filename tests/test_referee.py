"""The referee judges a page as a whole, is shown to its editor, and stops nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from pages.models import BasePage, StandardPage
from pages.referee import find
from projects.models import ProjectPage
from tests.support.factories import (
    make_body,
    make_image,
    make_owner,
    make_page,
    make_project,
)
from tests.support.refereeing import (
    BY_ROW,
    MIXED,
    claim,
    figure,
    judge_body,
    link,
    results,
    sentences,
)

# The whole


@pytest.mark.parametrize("model", [ProjectPage, StandardPage])
@pytest.mark.django_db
def test_a_page_that_was_just_begun_can_be_checked(model):
    assert "The page has no description." in sentences(model())


def test_findings_follow_the_order_of_the_page(home):
    found = judge_body(
        ("heading", {"text": "Deep", "level": "h3"}),
        claim('<a href="https://example.org">here</a>'),
        link(99_999),
        summary="",
    )

    assert [finding.place for finding in found] == ["", "Heading", "Text", "Text"]


def test_a_longer_page_takes_no_more_queries(home, index):
    pages = [
        make_page(home, title=f"{n}", slug=f"p{n}", summary=f"{n}", live=False)
        for n in range(12)
    ]
    images = [make_image(title=f"{n}.png", width=40 + n) for n in range(12)]

    def judge(number):
        body = make_body(
            *(figure(image) for image in images[:number]),
            *(link(page.pk) for page in pages[:number]),
            *(claim(f"The best of {n}.") for n in range(number)),
            *(results(BY_ROW, *MIXED) for _ in range(number)),
        )
        project = make_project(index, title=f"With {number}", body=body)
        project = ProjectPage.objects.get(pk=project.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(find(project)) > number
        return len(queries)

    make_owner()
    judge(1)
    few = judge(2)

    assert judge(12) == few


# Where it is shown


def form_of(page, **fields):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def preview(client, page, query="", **fields):
    """Return the preview of what is typed into the editor of `page`."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(address, form_of(page, **fields))
    return client.get(address + query).content.decode()


def test_the_editor_opens_with_what_was_found(home, admin_client):
    page = make_page(home)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    html = admin_client.get(address).content.decode()

    assert "Worth mending" in html
    assert "The page has no description." in html
    assert 'href="#id_summary"' in html


def test_a_new_page_is_not_blamed_for_being_empty(home, admin_client):
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])

    html = admin_client.get(address).content.decode()

    assert "Worth mending" in html
    assert "The page has no description." not in html


def test_the_preview_beside_the_editor_carries_what_was_found_in_the_form(
    home, admin_client
):
    page = make_page(home, summary="It was fine when it was saved.")
    body = streamfield(
        [("prose", rich_text('<p><a href="https://x.org">here</a></p>'))]
    )

    html = preview(admin_client, page, "?in_preview_panel=true", body=body)

    assert '<template id="referee">' in html
    assert "The page has no description." in html
    assert "A link says only “here”." in html


def test_a_preview_in_a_window_of_its_own_has_the_findings_in_the_user_bar(
    home, admin_client
):
    page = make_page(home)

    html = preview(admin_client, page)

    assert "1 thing worth mending" in " ".join(html.split())
    assert "The page has no description." in html
    assert '<template id="referee">' not in html


def test_nothing_of_it_is_in_what_anybody_gets(home, client, admin_client):
    page = make_page(home)

    for reader in (client, admin_client):
        html = reader.get(page.url).content.decode()
        assert "worth mending" not in html.lower()
        assert "referee" not in html
        assert "no description" not in html


def test_findings_keep_nobody_from_publishing(home, admin_client):
    page = make_page(home, live=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    admin_client.post(address, form_of(page, **{"action-publish": "action-publish"}))

    page.refresh_from_db()
    assert page.live
    assert find(page)


def test_wagtail_does_not_say_again_what_the_referee_says(home, admin_client):
    page = make_page(home)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    html = admin_client.get(address).content.decode()

    ran = html.partition("checker-axe-configuration")[2].partition("messages")[0]
    assert "heading-order" in ran
    assert "empty-meta-description" not in ran.partition("runOnly")[2]


def test_every_picture_field_has_a_width(db):
    for model in BasePage.__subclasses__():
        for name in model.picture_fields:
            assert model._meta.get_field(name).related_model.__name__ == "SiteImage"

"""Bulk actions on pages, and approval of drafts."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from pages.models import SiteImage
from projects.models import Author, PublicationPage
from tests.support.factories import (
    make_body,
    make_image,
    make_page,
    make_project,
    make_publication,
)
from tests.support.reading import read_messages


def act(client, action, pages, model=("wagtailcore", "page"), **fields):
    """Confirm an action on the pages, as the list does, and follow to where it leads."""
    address = reverse("wagtail_bulk_action", args=[*model, action])
    query = "&".join(f"id={page.pk}" for page in pages)
    next_page = reverse("wagtailadmin_home")
    return client.post(f"{address}?{query}&next={next_page}", fields, follow=True)


@pytest.fixture
def pages(home):
    return [make_page(home, title=f"Notes {n}", slug=f"notes-{n}") for n in range(2)]


def make_draft(parent, **fields):
    page = make_page(parent, live=False, **fields)
    page.save_revision(clean=False)
    return page


def test_pages_are_published_and_taken_down_together(pages, admin_client):
    act(admin_client, "unpublish", pages)
    taken_down = [page.live for page in Page.objects.filter(pk__in=[p.pk for p in pages])]
    act(admin_client, "publish", pages)
    published = [page.live for page in Page.objects.filter(pk__in=[p.pk for p in pages])]

    assert taken_down == [False, False]
    assert published == [True, True]


def test_pages_and_pictures_are_deleted_together(pages, admin_client):
    pictures = [make_image(title=f"{n}.png") for n in range(2)]

    act(admin_client, "delete", pages)
    act(admin_client, "delete", pictures, model=("pages", "siteimage"))

    assert not Page.objects.filter(title__startswith="Notes").exists()
    assert not SiteImage.objects.exists()


# Unfinished drafts


FORMULA = ("formula", {"latex": r"\frac{1}{2"})


def make_unfinished(index, publication_index, case):
    """Return a draft as the editor saves it by itself, in which something is missing."""
    if case == "a word on the authors":
        page = make_publication(publication_index, live=False)
        page.authors = [Author(name="")]
    else:
        page = make_project(index, live=False)
        if case == "a summary":
            page.summary = ""
        else:
            page.body = make_body(FORMULA)
    page.save_revision(clean=False)
    return page


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ("a summary", "Summary"),
        ("half a formula", "Body"),
        ("a word on the authors", "Authors"),
    ],
)
def test_an_unfinished_draft_keeps_all_from_being_published(
    index, publication_index, pages, admin_client, case, field
):
    unfinished = make_unfinished(index, publication_index, case)
    finished = make_draft(index.get_parent(), title="Finished", slug="finished")

    response = act(admin_client, "publish", [finished, unfinished])

    assert response.status_code == 200
    (message,) = read_messages(response)
    assert f"“{unfinished.title}” is not finished: see its {field}." in message
    assert not Page.objects.filter(pk__in=[finished.pk, unfinished.pk], live=True)
    draft = Page.objects.get(pk=unfinished.pk).get_latest_revision()
    assert draft == unfinished.get_latest_revision()


def test_unfinished_drafts_below_the_chosen_page_count_too(home, admin_client):
    parent = make_page(home, title="Archive", slug="archive")
    below = make_draft(parent, title="Below", slug="below", body=make_body(FORMULA))

    refused = act(admin_client, "publish", [parent], include_descendants="on")
    alone = act(admin_client, "publish", [parent])

    assert "“Below” is not finished" in read_messages(refused)[0]
    assert "1 page has been published" in read_messages(alone)[0]
    assert not Page.objects.get(pk=below.pk).live


def test_finished_drafts_are_published_with_all_their_blocks(
    index, publication_index, admin_client
):
    publication = make_publication(publication_index, live=False)
    project = make_project(index, live=False, topics=["HPC"])
    project.body = make_body(
        ("heading", {"text": "Results", "level": "h2", "anchor": ""}),
        ("prose", "<p>By addition alone.</p>"),
    )
    for page in (publication, project):
        page.save_revision()

    act(admin_client, "publish", [publication, project])

    assert PublicationPage.objects.get().live
    assert Page.objects.get(pk=project.pk).live


@pytest.fixture
def submitted(home):
    """A page that a contributor has submitted, and the address that approves it."""
    contributor = get_user_model().objects.create_user("contributor")
    contributor.groups.add(Group.objects.get(name="Contributor"))
    client = Client()
    client.force_login(contributor)
    form = {
        "title": "Notes",
        "slug": "notes",
        "body": streamfield([("prose", rich_text("<p>By addition.</p>"))]),
        "comments": inline_formset([]),
        "action-submit": "1",
    }
    client.post(
        reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk]),
        nested_form_data(form),
    )
    page = Page.objects.get(title="Notes").specific
    return page, reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", page.current_workflow_task_state.pk],
    )


@pytest.mark.parametrize("is_in_window", [False, True])
def test_a_draft_that_became_unfinished_under_review_is_not_approved(
    submitted, admin_client, is_in_window
):
    page, approve = submitted
    page.body = make_body(FORMULA)
    page.save_revision(clean=False)
    headers = {"X-Requested-With": "XMLHttpRequest"} if is_in_window else {}

    answer = admin_client.post(approve, {"comment": ""}, headers=headers)

    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    to = answer.json()["redirect"] if is_in_window else answer.headers["Location"]
    assert to == editor
    assert "“Notes” is not finished: see its Body." in admin_client.get(editor).content.decode()
    page.refresh_from_db()
    assert not page.live
    assert page.workflow_in_progress


def test_a_finished_draft_is_approved_from_the_dashboard(submitted, admin_client):
    page, approve = submitted

    admin_client.post(approve)

    page.refresh_from_db()
    assert page.live


def test_only_those_who_may_enter_the_admin_approve(submitted, client):
    page, approve = submitted

    answer = client.post(approve)

    assert answer.headers["Location"].startswith("/admin/login/")
    page.refresh_from_db()
    assert not page.live

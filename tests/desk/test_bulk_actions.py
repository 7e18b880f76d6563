"""Bulk actions on pages, and approval of drafts."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from projects.models import Author, PublicationPage
from tests.support.factories import make_body, make_page, make_project, make_publication
from tests.support.reading import read_messages


def act(client, action, pages, model=("wagtailcore", "page"), **fields):
    """Confirm an action on the pages, as the list does, and follow to where it leads."""
    address = reverse("wagtail_bulk_action", args=[*model, action])
    query = "&".join(f"id={page.pk}" for page in pages)
    next_page = reverse("wagtailadmin_home")
    return client.post(f"{address}?{query}&next={next_page}", fields, follow=True)


def make_draft(parent, **fields):
    page = make_page(parent, live=False, **fields)
    page.save_revision(clean=False)
    return page


FORMULA = ("formula", {"latex": r"\frac{1}{2"})


def test_unfinished_drafts_keep_all_from_being_published(
    index, publication_index, home, admin_client
):
    without_summary = make_project(index, title="Engine", slug="a", live=False, summary="")
    half_a_formula = make_project(index, title="Loom", slug="b", live=False)
    half_a_formula.body = make_body(FORMULA)
    unnamed_author = make_publication(publication_index, title="Sketch", live=False)
    unnamed_author.authors = [Author(name="")]
    unfinished = [without_summary, half_a_formula, unnamed_author]
    revisions = [page.save_revision(clean=False) for page in unfinished]
    finished = make_draft(home, title="Finished", slug="finished")

    response = act(admin_client, "publish", [finished, *unfinished])

    assert response.status_code == 200
    told = " ".join(read_messages(response))
    for title, field in (("Engine", "Summary"), ("Loom", "Body"), ("Sketch", "Authors")):
        assert f"“{title}” is not finished: see its {field}." in told
    pages = Page.objects.filter(pk__in=[page.pk for page in (finished, *unfinished)])
    assert not pages.filter(live=True)
    assert [pages.get(pk=page.pk).get_latest_revision() for page in unfinished] == revisions


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


def test_a_draft_that_became_unfinished_under_review_is_not_approved(submitted, admin_client):
    page, approve = submitted
    page.body = make_body(FORMULA)
    page.save_revision(clean=False)
    in_window = {"X-Requested-With": "XMLHttpRequest"}

    answer = admin_client.post(approve, {"comment": ""})
    answer_in_window = admin_client.post(approve, {"comment": ""}, headers=in_window)

    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert answer.headers["Location"] == answer_in_window.json()["redirect"] == editor
    assert "“Notes” is not finished: see its Body." in admin_client.get(editor).text
    page.refresh_from_db()
    assert not page.live
    assert page.workflow_in_progress


def test_only_those_who_may_enter_the_admin_approve_a_finished_draft(
    submitted, client, admin_client
):
    page, approve = submitted

    refused = client.post(approve)
    page.refresh_from_db()
    was_live = page.live
    admin_client.post(approve)

    assert refused.headers["Location"].startswith("/admin/login/")
    assert not was_live
    page.refresh_from_db()
    assert page.live

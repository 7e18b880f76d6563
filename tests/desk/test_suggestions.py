"""The findings of the editorial checks, as the editor of a page shows them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from pages.desk.checks.run import run_checks
from projects.models import ProjectPage
from tests.support.editorial import (
    BY_ROW,
    MIXED,
    figure,
    link,
    messages,
    preview,
    prose,
    results,
)
from tests.support.factories import (
    make_body,
    make_data,
    make_image,
    make_owner,
    make_page,
    make_project,
)


def test_the_checks_of_a_longer_page_take_no_more_queries(home, index):
    pages = [
        make_page(home, title=f"{n}", slug=f"p{n}", summary=f"{n}", live=False) for n in range(12)
    ]
    images = [make_image(title=f"{n}.png", width=40 + n) for n in range(12)]

    def count_queries(number):
        body = make_body(
            *(figure(image) for image in images[:number]),
            *(link(page.pk) for page in pages[:number]),
            *(prose(f"The best of {n}.") for n in range(number)),
            *(results(BY_ROW, *MIXED) for _ in range(number)),
        )
        project = make_project(index, title=f"With {number}", body=body)
        project = ProjectPage.objects.get(pk=project.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(run_checks(project)) > number
        return len(queries)

    make_owner()
    count_queries(1)
    few = count_queries(2)

    assert count_queries(12) == few


def test_the_editor_shows_the_findings_of_a_page_that_is_not_new(home, admin_client):
    edit = reverse("wagtailadmin_pages:edit", args=[make_page(home).pk])
    add = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])

    edited, new = admin_client.get(edit).text, admin_client.get(add).text

    assert "Suggestions" in edited
    assert "The page has no description." in edited
    assert 'href="#id_summary"' in edited
    assert "Suggestions" in new
    assert "The page has no description." not in new


def test_the_preview_beside_the_editor_contains_findings_on_unsaved_changes(home, admin_client):
    page = make_page(home, summary="The saved summary.")
    body = streamfield([("prose", rich_text('<p><a href="https://x.org">here</a></p>'))])

    html = preview(admin_client, page, "?in_preview_panel=true", body=body)

    assert '<template id="findings">' in html
    assert "The page has no description." in html
    assert "The text of a link is only “here”." in html


def test_a_published_page_and_a_preview_in_its_own_window_contain_no_findings(
    home, client, admin_client
):
    page = make_page(home)
    own_window = preview(admin_client, page)

    for html in (own_window, client.get(page.url).text, admin_client.get(page.url).text):
        assert '"findings"' not in html
        assert "no description" not in html


@pytest.mark.django_db
def test_a_line_chart_of_numbers_of_very_different_sizes_may_have_a_logarithmic_axis():
    headings = [("Nodes", "number"), ("Loss", "number")]
    rows = [["1", "5"], ["2048", "6"]]
    hint = "The horizontal axis of Figure 1 spans three powers of ten"

    def find(**fields):
        chart = make_data(headings, *rows, kind="lines", **fields)
        found = messages(ProjectPage(title="A", body=make_body(("chart", chart))))
        return [message for message in found if message.startswith(hint)]

    assert len(find()) == 1
    assert find(scale="horizontal") == []
    assert find(scale="both") == []

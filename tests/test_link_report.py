"""The report of the links that are wrong."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.links.check import check_links
from pages.models import Link, Problem
from tests.support.factories import make_page
from tests.support.link_checks import make_prose

REPORT = "/admin/reports/links/"


@pytest.fixture
def wrong_links(home, index):
    page = make_page(
        home, title="Links", body=make_prose("/gone/", "/projects", "https://a.org/x")
    )
    check_links()
    Link.objects.filter(is_external=True).update(
        problem=Problem.UNCLEAR, wrong_since=timezone.now()
    )
    return page


def test_the_report_shows_what_is_wrong_and_where_to_mend_it(wrong_links, admin_client):
    html = admin_client.get(REPORT).content.decode()

    assert "/gone/" in html
    assert "Nothing is there" in html
    assert "https://a.org/x" in html
    assert f'href="/admin/pages/{wrong_links.pk}/edit/"' in html
    assert "/static/css/site.css" not in html
    assert REPORT in admin_client.get("/admin/").content.decode()


def test_the_report_is_narrowed_down(wrong_links, admin_client):
    missing = admin_client.get(f"{REPORT}results/?problem=missing").content.decode()
    elsewhere = admin_client.get(f"{REPORT}results/?is_external=True").content.decode()

    nothing = admin_client.get(f"{REPORT}results/?problem=loop").content.decode()

    assert "/gone/" in missing
    assert "No link matches." in nothing
    assert "a.org" not in missing
    assert "/gone/" not in elsewhere
    assert "https://a.org/x" in elsewhere


def test_the_report_can_be_taken_along(wrong_links, admin_client):
    response = admin_client.get(f"{REPORT}?export=csv")
    lines = response.getvalue().decode().splitlines()

    assert lines[0].startswith("Address,What is wrong,Detail,Wrong since")
    assert lines[1].startswith("/gone/,Nothing is there,The site answers 404.")
    assert "Links (“Read”)" in lines[1]
    assert admin_client.get(f"{REPORT}?export=xlsx").status_code == 200


def test_what_cannot_be_followed_is_no_link_in_the_report(home, admin_client):
    make_page(home, body=make_prose("javascript:alert(1)"))
    check_links()

    html = admin_client.get(REPORT).content.decode()

    assert "javascript:alert(1)" in html
    assert 'href="javascript:' not in html


def test_the_report_without_findings_says_so(home, admin_client):
    before = admin_client.get(REPORT).content.decode()
    check_links()
    after = admin_client.get(REPORT).content.decode()

    assert "run the command check_links" in before
    assert "No link is wrong. Last check:" in after


def test_who_may_not_use_reports_does_not_see_this_one(home, client, django_user_model):
    user = django_user_model.objects.create_user("visitor", password="a")
    client.force_login(user)

    assert client.get(REPORT).status_code == 302


def test_a_longer_report_takes_no_more_queries(home, admin_client):
    def count(number):
        for n in range(number):
            slug = f"page-{number}-{n}"
            body = make_prose(*(f"/gone-{n}-{m}/" for m in range(3)))
            make_page(home, title=slug, slug=slug, body=body)
        check_links()
        admin_client.get(REPORT)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(REPORT).status_code == 200
        return len(queries)

    few = count(1)

    assert count(8) == few

"""Dashboard: new pages, suggestions, drafts and messages."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import GroupPagePermission

from pages.desk import suggestions
from pages.desk.messages import REPLY_LENGTH
from pages.models import User
from projects.models import NoteIndexPage
from tests.support.factories import (
    make_body,
    make_contact,
    make_owner,
    make_page,
    make_project,
    make_publication,
)
from tests.support.reading import count_queries, read_html

DASHBOARD = "/admin/"


@pytest.fixture
def tidy_home(home):
    """A home page without findings."""
    home.summary = "My work on engines."
    home.save()
    return home


def read_dashboard(client):
    return read_html(client, DASHBOARD)


# New pages


def test_a_project_a_publication_and_a_note_are_one_click_away(
    index, publication_index, note_index, admin_client
):
    html = read_dashboard(admin_client)

    works = (("project", index), ("publication", publication_index), ("note", note_index))
    for name, parent in works:
        address = reverse("wagtailadmin_pages:add", args=["projects", f"{name}page", parent.pk])
        assert f'href="{address}"' in html
        assert f"New {name}" in html
        assert admin_client.get(address).status_code == 200


def test_the_list_of_notes_is_one_click_away_until_there_is_one(home, admin_client):
    address = reverse("wagtailadmin_pages:add", args=["projects", "noteindexpage", home.pk])

    assert f'href="{address}"' in read_dashboard(admin_client)
    home.add_child(instance=NoteIndexPage(title="Notes"))
    assert f'href="{address}"' not in read_dashboard(admin_client)


# Suggestions


def test_a_page_with_findings_is_listed_until_it_is_fixed(tidy_home, admin_client):
    page = make_page(tidy_home)
    page.save_revision().publish()
    before = read_dashboard(admin_client)
    page.summary = "Notes on engines."
    page.save_revision().publish()
    after = read_dashboard(admin_client)

    assert "The page has no description." in before
    assert f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#id_summary" in before
    assert "The page has no description." not in after
    assert "All checks passed." in after


def test_suggestions_are_about_the_latest_draft(tidy_home, admin_client):
    page = make_page(tidy_home, summary="Notes on engines.")
    page.body = make_body(("heading", {"text": "Deep", "level": "h3"}))
    page.save_revision()

    assert "“Deep” is a subsection" in read_dashboard(admin_client)


def test_a_page_that_is_taken_down_is_noticed_where_it_is_linked(tidy_home, admin_client):
    target = make_page(tidy_home, title="Target", slug="target", summary="It is here.")
    html = f'<p><a linktype="page" id="{target.pk}">Target</a></p>'
    body = make_body(("prose", html))
    make_page(tidy_home, summary="Notes on engines.", body=body)
    before = read_dashboard(admin_client)
    target.unpublish()

    assert "leads to “Target”" not in before
    assert "leads to “Target”, which is not published." in read_dashboard(admin_client)


def test_a_page_lists_its_first_findings_and_counts_the_rest(tidy_home, admin_client):
    heading = ("heading", {"text": "Deep", "level": "h4"})
    links = [("prose", f'<p><a href="/gone/{n}/">Engine {n}</a></p>') for n in range(5)]
    make_page(tidy_home, body=make_body(heading, *links))

    html = read_dashboard(admin_client)

    assert html.count("where this site has no page") == 1
    assert "and 4 more" in html


def test_findings_of_one_kind_are_one_line_that_leads_to_a_list(
    tidy_home, index, publication_index, admin_client
):
    for page in (index, publication_index):
        page.summary = page.title
        page.save()
    papers = [
        make_publication(publication_index, title=f"Paper {n}", slug=f"p{n}") for n in range(11)
    ]
    make_publication(publication_index, title="With abstract", slug="a", abstract="We compute.")
    make_page(tidy_home, title="Alone", body=make_body(("prose", '<a href="/gone/">Gone</a>')))

    panel = read_dashboard(admin_client)
    listed = read_html(admin_client, reverse("suggestions"))

    assert "11 publications and 1 page have no description" in panel
    assert "Paper 1" not in panel.partition("Drafts")[0]
    assert "The link “Gone” leads to /gone" in panel
    assert f'href="{reverse("suggestions")}#no-description"' in panel
    assert 'id="no-description"' in listed
    for page in papers:
        assert f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#id_summary" in listed
    assert "With abstract" not in listed
    papers[0].delete()
    alone = tidy_home.get_children().get(title="Alone").specific
    alone.summary = "Alone."
    alone.save_revision().publish()
    assert "10 publications have no description" in read_dashboard(admin_client)


def test_no_description_is_missed_where_that_of_the_owner_is_shown(home, admin_client):
    make_owner(description="", claim="")
    assert "has no description" in read_dashboard(admin_client)
    cache.clear()
    make_owner(claim="I compute.")

    assert "All checks passed." in read_dashboard(admin_client)


def test_an_editor_below_one_page_is_shown_nothing_else(home, index, publication_index, client):
    make_page(home, title="Not mine", slug="not-mine")
    make_project(index, title="Mine", slug="mine")
    FormSubmission.objects.create(page=make_contact(home), form_data={"name": "Grace"})
    group = Group.objects.create(name="Below a page")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for permission in Permission.objects.filter(
        codename__in=["add_page", "change_page"], content_type__app_label="wagtailcore"
    ):
        GroupPagePermission.objects.create(group=group, page=index, permission=permission)
    editor = User.objects.create_user("editor")
    editor.groups.add(group)
    client.force_login(editor)

    html = read_dashboard(client)

    for shown in ("Mine", "New project"):
        assert shown in html
    for hidden in ("Not mine", "New publication", "Grace", "Latest messages"):
        assert hidden not in html


def test_a_visit_checks_a_limited_number_of_pages(tidy_home, admin_client, monkeypatch):
    monkeypatch.setattr(suggestions, "CHECKED_AT_ONCE", 2)
    for number in range(4):
        make_page(tidy_home, title=f"Page {number}", slug=f"page-{number}")

    unchecked = [
        "3 pages have not been checked yet" in read_dashboard(admin_client),
        "1 page has not been checked yet" in read_dashboard(admin_client),
        "been checked yet" in read_dashboard(admin_client),
    ]

    assert unchecked == [True, True, False]


# Drafts and scheduled pages


def test_drafts_and_scheduled_pages_are_listed(home, admin_client):
    home.save_revision().publish()
    later = timezone.now() + timedelta(days=3)
    make_page(home, title="Never published", slug="a", live=False)
    changed = make_page(home, title="Changed", slug="b")
    changed.save_revision()
    scheduled = make_page(home, title="Scheduled", slug="c", go_live_at=later, live=False)
    scheduled.save_revision(approved_go_live_at=later)
    make_page(home, title="Ending", slug="d", expire_at=later)
    make_page(home, title="Plain", slug="e", summary="Nothing to say.")

    html = read_dashboard(admin_client)
    waiting = html.partition("Drafts and scheduled pages")[2]

    for title in ("Never published", "Changed", "Scheduled", "Ending"):
        assert title in waiting
    assert "Plain" not in waiting
    assert "goes live" in waiting
    assert "taken down" in waiting


# Messages


def test_the_latest_messages_are_shown_and_lead_to_all(home, admin_client):
    contact = make_contact(home)
    for number in range(6):
        FormSubmission.objects.create(
            page=contact,
            form_data={
                "name": f"Grace {number}",
                "email": "grace@example.org",
                "message": "<b>Hello</b> " + "x" * 200,
            },
        )

    FormSubmission.objects.create(page=contact, form_data={"topic": "Looms"})

    html = read_dashboard(admin_client)

    assert [f"Grace {number}" in html for number in range(6)] == [False] * 2 + [True] * 4
    assert "Looms" in html
    assert "&lt;b&gt;Hello&lt;/b&gt; xxx" in html
    assert "x" * 120 not in html
    assert reverse("wagtailforms:list_submissions", args=[contact.pk]) in html


def test_a_message_is_answered_by_email_with_its_text_quoted(home, admin_client):
    contact = make_contact(home, subject="A message & more")
    text = "Hello Ada,\r\nis 10³ > 5 & 50% right?\nÉmilie"
    for form in (
        {"name": "Émilie", "email": "e+b@example.org", "message": text},
        {"name": "Long", "email": "long@example.org", "message": "好\n" * 5_000},
        {"name": "Nobody", "email": "nobody@example.org?cc=all@example.org", "message": "Hi"},
    ):
        FormSubmission.objects.create(page=contact, form_data=form)

    for address in (DASHBOARD, reverse("wagtailforms:list_submissions", args=[contact.pk])):
        links = BeautifulSoup(admin_client.get(address).text, "html.parser")
        replies = [a["href"] for a in links.select('a[href^="mailto:"]')]

        assert len(replies) == 2
        long, short = sorted(replies, key=len, reverse=True)
        assert len(long) <= REPLY_LENGTH
        assert unquote(long, errors="strict").endswith("> …")
        to, _, query = short.removeprefix("mailto:").partition("?")
        assert to == "e%2Bb@example.org"
        fields = dict(part.split("=") for part in query.split("&"))
        assert unquote(fields["subject"]) == "Re: A message & more"
        body = unquote(fields["body"])
        assert body.endswith("> Hello Ada,\r\n> is 10³ > 5 & 50% right?\r\n> Émilie")
        assert "Émilie wrote:" in body


def test_a_new_contact_page_sends_to_the_account_and_one_without_a_recipient_is_found(
    home, admin_client, admin_user
):
    address = reverse("wagtailadmin_pages:add", args=["pages", "contactpage", home.pk])
    html = admin_client.get(address).text
    field = html.partition('name="to_address"')[2].partition(">")[0]
    assert admin_user.email
    assert f'value="{admin_user.email}"' in field

    make_contact(home, summary="Write.", to_address="")

    assert "No email address is set" in read_dashboard(admin_client)


# All panels


def test_the_dashboard_of_a_larger_site_takes_no_more_queries(
    home, index, publication_index, admin_client
):
    def visit(first, last):
        for number in range(first, last):
            make_page(home, title=f"Page {number}", slug=f"page-{number}", live=False)
            make_project(index, title=f"Project {number}", slug=f"project-{number}")
            make_publication(publication_index, title=f"Paper {number}", slug=f"paper-{number}")
        return count_queries(admin_client, DASHBOARD)

    few = visit(0, 2)

    assert visit(2, 5) <= few

"""A draft is shown to whoever has a link to it, and to nobody else."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import PageViewRestriction

from pages.models import DraftLink, StandardPage
from tests.support.factories import (
    make_about,
    make_contact,
    make_page,
    make_project,
    make_publication,
)


@pytest.fixture
def draft(home):
    """A page that was never published, with words that only its last revision has."""
    page = make_page(home, title="Secret plan", live=False)
    page.title = "Newer plan"
    page.save_revision()
    return page


@pytest.fixture
def link(draft):
    return DraftLink.objects.create(page=draft)


def path(link):
    return reverse("draft", args=[link.token])


def body(response):
    return response.content.decode()


# What a reader gets


def test_a_reader_without_an_account_sees_what_was_saved_last(draft, link, client):
    response = client.get(path(link))

    assert response.status_code == 200
    assert '<h1 dir="auto">Newer plan</h1>' in body(response)
    assert client.get(draft.url).status_code == 404


def test_changes_of_a_published_page_are_seen_through_its_link_alone(home, client):
    page = make_page(home)
    page.save_revision().publish()
    page.title = "Changed"
    page.save_revision()
    link = DraftLink.objects.create(page=page)

    assert '<h1 dir="auto">Changed</h1>' in body(client.get(path(link)))
    assert '<h1 dir="auto">Notes</h1>' in body(client.get(page.url))


def test_a_link_shows_what_is_saved_after_it_was_made(draft, link, client):
    draft.title = "Newest plan"
    draft.save_revision()

    assert '<h1 dir="auto">Newest plan</h1>' in body(client.get(path(link)))


def test_every_page_type_can_be_shared(home, index, publication_index, client):
    pages = [
        home,
        index,
        publication_index,
        make_about(home),
        make_contact(home),
        make_project(index, live=False),
        make_publication(publication_index, live=False),
    ]

    for page in pages:
        link = DraftLink.objects.create(page=page)
        assert client.get(path(link)).status_code == 200, page


def test_no_cache_keeps_a_draft_and_no_search_engine_lists_it(link, client):
    response = client.get(path(link))

    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in body(response)


def test_a_page_that_visitors_see_may_be_listed(home, client):
    response = client.get("/")

    assert "noindex" not in body(response)
    assert "X-Robots-Tag" not in response


def test_a_draft_sets_no_cookie_and_tells_no_other_site_its_address(link, client):
    response = client.get(path(link))

    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    assert link.token not in body(response)


def test_a_shared_draft_is_in_no_feed_no_sitemap_and_no_list(index, client):
    project = make_project(index, title="Hidden", live=False)
    link = DraftLink.objects.create(page=project)
    client.get(path(link))

    for address in ("/atom.xml", "/sitemap.xml", "/projects/", "/robots.txt"):
        text = body(client.get(address))
        assert "idden" not in text
        assert "/draft" not in text


def test_an_editor_who_follows_a_link_sees_what_its_reader_sees(
    link, client, admin_client
):
    read, edited = client.get(path(link)), admin_client.get(path(link))

    assert body(edited) == body(read)
    assert "unsafe-inline" not in edited["Content-Security-Policy"]
    assert "userbar" not in body(edited)


def test_no_form_can_be_sent_from_a_draft(home, client):
    contact = make_contact(home)
    link = DraftLink.objects.create(page=contact)

    shown = client.get(path(link))
    sent = client.post(path(link), {"name": "Grace", "message": "Hello."})

    policies = shown["Content-Security-Policy"].split(",")
    assert policies[-1].strip() == "form-action 'none'"
    assert '<button type="submit" disabled>' in body(shown)
    assert '<button type="submit">' in body(client.get(contact.url))
    assert sent.status_code == 405
    assert not FormSubmission.objects.exists()


def test_a_link_may_be_asked_for_by_its_headers_and_with_a_slash(link, client):
    assert client.head(path(link)).status_code == 200
    assert client.get(f"{path(link)}/").status_code == 200


# When a link shows nothing


def revoke(link):
    link.delete()


def let_expire(link):
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()


def make_private(link):
    parent = link.page.get_parent()
    PageViewRestriction.objects.create(page=parent, restriction_type="login")


def delete_page(link):
    link.page.delete()


@pytest.mark.parametrize("end", [revoke, let_expire, make_private, delete_page])
def test_a_link_that_has_ended_shows_a_kind_sentence(link, client, end):
    address = path(link)
    end(link)

    response = client.get(address)

    assert response.status_code == 404
    assert "plan" not in body(response)
    assert "Please ask whoever sent it to you" in body(response)
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in body(response)
    assert not response.cookies


@pytest.mark.parametrize(
    "token",
    [
        "A" * 43,
        "A" * 42,
        "A" * 10_000,
        "a/b/c",
        "-",
        "%00" * 43,
        "A" * 42 + "%00",
        "%F0%9F%98%80" * 43,
        "%FF%FE",
        "' OR 1=1 --",
        "%2e%2e/%2e%2e",
    ],
)
def test_whoever_guesses_learns_nothing(link, client, token):
    guessed = client.get(f"/draft/{token}")
    address = path(link)
    revoke(link)
    ended = client.get(address)

    assert guessed.status_code == 404
    assert body(guessed) == body(ended)
    assert dict(guessed.headers) == dict(ended.headers)


def test_a_token_counts_letter_by_letter(link, client):
    other = link.token[:-1] + ("A" if link.token[-1] != "A" else "B")

    for token in (other, link.token.swapcase(), link.token[:-1], f"{link.token}A"):
        assert client.get(f"/draft/{token}").status_code == 404


def test_two_links_have_nothing_in_common(draft):
    tokens = [DraftLink.objects.create(page=draft).token for _ in range(20)]

    assert len({token[:8] for token in tokens}) == 20
    assert {len(token) for token in tokens} == {43}


def test_a_link_ends_after_two_weeks_unless_told_otherwise(link):
    left = link.expires_at - timezone.now()

    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)


def break_rendering(monkeypatch):
    def fail(*args):
        raise RuntimeError("The template is broken.")

    monkeypatch.setattr(StandardPage, "get_preview_context", fail)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("happens", [None, let_expire, "broken"])
def test_the_log_never_holds_a_token(
    link, caplog, client, monkeypatch, method, happens
):
    caplog.set_level(logging.DEBUG)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if happens == "broken":
        break_rendering(monkeypatch)
    elif happens:
        happens(link)

    response = getattr(client, method)(path(link))

    if happens == "broken" and method == "get":
        assert response.status_code == 500
    assert link.token not in caplog.text
    assert link.token[:20] not in caplog.text


# In the admin


@pytest.fixture
def desk(draft):
    """The address at which the links of the draft are made and ended."""
    return reverse("draft_links", args=[draft.pk])


def log_in(role):
    user = get_user_model().objects.create_user("somebody")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return user, client


def test_the_editor_of_a_page_leads_to_its_links(draft, desk, admin_client):
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert f'href="{desk}"' in body(editor)
    assert "Share the draft" in body(editor)


def test_a_link_is_made_copied_and_followed(draft, desk, admin_client, client):
    response = admin_client.post(desk, {"reader": "Grace", "days": "14"}, follow=True)

    address = re.search(r'value="(http://localhost/draft/[^"]+)"', body(response))[1]
    assert "Grace" in body(response)
    assert '<h1 dir="auto">Newer plan</h1>' in body(client.get(address))
    # The owner comes back for the same address another day.
    assert address in body(admin_client.get(desk))
    assert draft.draft_links.get().created_by.username == "admin"


@pytest.mark.parametrize("days", [1, 7, 14, 30, 90])
def test_the_editor_chooses_how_long_a_link_lasts(draft, desk, admin_client, days):
    admin_client.post(desk, {"reader": "", "days": days})

    left = draft.draft_links.get().expires_at - timezone.now()
    assert timedelta(days=days, hours=-1) < left <= timedelta(days=days)


@pytest.mark.parametrize(
    "wrong", [{"days": "36500"}, {"days": ""}, {"reader": "x" * 101}, {"reader": "\0"}]
)
def test_a_wrong_wish_is_refused(draft, desk, admin_client, wrong):
    response = admin_client.post(desk, {"reader": "Grace", "days": "14", **wrong})

    assert response.status_code == 200
    assert "error" in body(response)
    assert not draft.draft_links.exists()


def test_a_link_is_revoked_with_one_button(draft, link, desk, admin_client, client):
    address = reverse("revoke_draft_link", args=[draft.pk, link.pk])
    assert f'action="{address}"' in body(admin_client.get(desk))

    asked = admin_client.get(address)
    still = client.get(path(link))
    revoked = admin_client.post(address, follow=True)

    assert asked.status_code == 405
    assert still.status_code == 200
    assert "The link is revoked." in body(revoked)
    assert client.get(path(link)).status_code == 404


def test_an_expired_link_is_shown_as_such_and_can_be_removed(link, desk, admin_client):
    let_expire(link)

    html = body(admin_client.get(desk))

    assert "expired" in html
    assert link.token not in html
    assert "Remove" in html


def test_a_private_page_says_why_it_cannot_be_shared(link, desk, admin_client, client):
    make_private(link)

    html = body(admin_client.get(desk))
    refused = admin_client.post(desk, {"reader": "", "days": "14"})
    hidden = client.get(path(link))
    PageViewRestriction.objects.all().delete()

    assert "This page is private" in html
    assert "This page is private" in body(refused)
    assert "Make a link" not in html
    assert link.page.draft_links.count() == 1
    assert hidden.status_code == 404
    assert client.get(path(link)).status_code == 200


@pytest.mark.parametrize(
    ("role", "may"), [("Owner", True), ("Editor", True), ("Contributor", False)]
)
def test_only_those_who_may_edit_a_page_share_it(draft, link, desk, role, may):
    _, client = log_in(role)

    opened = client.get(desk)
    client.post(desk, {"reader": "", "days": "14"})
    made = draft.draft_links.count() == 2
    client.post(reverse("revoke_draft_link", args=[draft.pk, link.pk]))
    revoked = not DraftLink.objects.filter(pk=link.pk).exists()

    assert (opened.status_code == 200) is may
    assert (link.token in body(opened)) is may
    assert made is may
    assert revoked is may


def test_a_contributor_shares_what_they_write(home):
    user, client = log_in("Contributor")
    page = make_page(home, live=False, owner=user)

    client.post(reverse("draft_links", args=[page.pk]), {"reader": "", "days": "14"})

    assert page.draft_links.count() == 1


def test_a_link_is_revoked_only_through_its_own_page(home, link):
    user, client = log_in("Contributor")
    own = make_page(home, live=False, owner=user)

    client.post(reverse("revoke_draft_link", args=[own.pk, link.pk]))

    assert DraftLink.objects.filter(pk=link.pk).exists()


def test_a_stranger_is_led_to_the_login(desk, link, client):
    revoke = reverse("revoke_draft_link", args=[link.page.pk, link.pk])

    for response in (client.get(desk), client.post(desk), client.post(revoke)):
        assert response["Location"].startswith("/admin/login/")
    assert DraftLink.objects.count() == 1


def test_a_link_outlives_the_account_that_made_it(draft, client, admin_user):
    link = DraftLink.objects.create(page=draft, created_by=admin_user)

    admin_user.delete()

    assert client.get(path(link)).status_code == 200


def test_a_copy_of_a_page_is_not_shared(draft, link):
    copy = draft.copy(update_attrs={"slug": "copy", "title": "Copy"})

    assert not copy.draft_links.exists()

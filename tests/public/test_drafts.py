"""A draft is shown to readers with a link to it, and to no other visitors."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import PageViewRestriction

from pages.models import DraftLink, StandardPage
from tests.support.factories import make_contact, make_each_page, make_page, make_project


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


# Before the link ends


@pytest.mark.parametrize("is_published", [False, True])
def test_a_link_shows_the_page_as_it_was_saved_last(home, client, is_published):
    page = make_page(home, live=is_published)
    link = DraftLink.objects.create(page=page)
    page.title = "Changed"
    page.save_revision()

    for address in (path(link), f"{path(link)}/"):
        assert '<h1 dir="auto">Changed</h1>' in client.get(address).text
        assert client.head(address).status_code == 200
    assert client.get(page.url).status_code == (200 if is_published else 404)
    assert "Changed" not in client.get(page.url).text


def test_every_page_type_can_be_shared_and_says_that_it_is_a_draft(db, client):
    for page in make_each_page():
        link = DraftLink.objects.create(page=page)
        response = client.get(path(link))
        assert response.status_code == 200, page
        assert "This is a draft." in response.text
        assert "This is a draft." not in client.get(page.url).text


def test_a_shared_draft_is_in_no_feed_sitemap_or_list(index, client):
    project = make_project(index, title="Hidden", live=False)
    client.get(path(DraftLink.objects.create(page=project)))

    for address in ("/atom.xml", "/sitemap.xml", "/projects/", "/robots.txt"):
        text = client.get(address).text
        assert "idden" not in text
        assert "/draft" not in text


def test_an_editor_who_follows_a_link_sees_the_same_as_its_reader(link, client, admin_client):
    read, edited = client.get(path(link)), admin_client.get(path(link))

    assert edited.text == read.text
    assert "unsafe-inline" not in edited["Content-Security-Policy"]
    assert "userbar" not in edited.text


def test_no_form_can_be_sent_from_a_draft(home, client):
    contact = make_contact(home)
    link = DraftLink.objects.create(page=contact)

    shown = client.get(path(link))
    sent = client.post(path(link), {"name": "Grace", "message": "Hello."})

    policies = shown["Content-Security-Policy"].split(",")
    assert policies[-1].strip() == "form-action 'none'"
    assert '<button type="submit" disabled>' in shown.text
    assert '<button type="submit">' in client.get(contact.url).text
    assert sent.status_code == 405
    assert not FormSubmission.objects.exists()


def test_a_link_outlives_the_account_that_made_it_and_is_not_copied(draft, client, admin_user):
    link = DraftLink.objects.create(page=draft, created_by=admin_user)

    admin_user.delete()
    copy = draft.copy(update_attrs={"slug": "copy", "title": "Copy"})

    assert client.get(path(link)).status_code == 200
    assert not copy.draft_links.exists()


# After the link has ended


def let_expire(link):
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()


def make_private(link):
    parent = link.page.get_parent()
    PageViewRestriction.objects.create(page=parent, restriction_type="login")


def test_a_response_to_a_link_is_uncached_unlisted_and_without_cookies(link, client):
    shown = client.get(path(link))
    link.delete()
    ended = client.get(path(link))

    for response in (shown, ended):
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"
        assert '<meta name="robots" content="noindex">' in response.text
        assert link.token not in response.text
        assert not response.cookies


@pytest.mark.parametrize(
    "end", [let_expire, make_private, lambda link: link.delete(), lambda link: link.page.delete()]
)
def test_a_link_that_has_ended_says_whom_to_ask(link, client, end):
    address = path(link)
    end(link)

    response = client.get(address)

    assert response.status_code == 404
    assert "plan" not in response.text
    assert "Please ask the sender for a new one" in response.text


def test_a_guessed_token_gets_the_same_answer_as_an_ended_link(link, client):
    token, address = link.token, path(link)
    guesses = [
        *(token[:-1], f"{token}A", token.swapcase()),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        *("A" * 43, "A" * 10_000, "a/b/c", "%00" * 43, "A" * 42 + "%00", "%FF%FE"),
    ]
    answers = [client.get(f"/draft/{guess}") for guess in guesses]
    link.delete()
    ended = client.get(address)

    for guess, guessed in zip(guesses, answers, strict=True):
        assert guessed.status_code == 404, guess
        assert guessed.text == ended.text, guess
        assert dict(guessed.headers) == dict(ended.headers), guess


def test_tokens_are_long_and_random(draft):
    tokens = [DraftLink.objects.create(page=draft).token for _ in range(20)]

    assert len({token[:8] for token in tokens}) == 20
    assert {len(token) for token in tokens} == {43}


def test_the_log_never_holds_a_token(link, caplog, monkeypatch):
    def fail(*args):
        raise RuntimeError("The template is broken.")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(StandardPage, "get_preview_context", fail)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    statuses = [client.get(path(link)).status_code, client.post(path(link)).status_code]
    let_expire(link)
    statuses.append(client.get(path(link)).status_code)

    assert statuses == [500, 405, 404]
    assert link.token[:20] not in caplog.text

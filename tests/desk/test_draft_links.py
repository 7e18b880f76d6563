"""Editors make and revoke links to the draft of a page."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from pages.models import DraftLink
from tests.support.factories import make_page


@pytest.fixture
def draft(home):
    return make_page(home, title="Plan", live=False)


@pytest.fixture
def link(draft):
    return DraftLink.objects.create(page=draft)


def path(link):
    return reverse("draft", args=[link.token])


@pytest.fixture
def address(draft):
    return reverse("draft_links", args=[draft.pk])


def log_in(role):
    user = get_user_model().objects.create_user("somebody")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return user, client


def test_a_link_is_made_copied_and_followed(draft, address, admin_client, client):
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert f'href="{address}"' in editor.text

    response = admin_client.post(address, {"reader": "Grace", "days": "14"}, follow=True)

    shared = re.search(r'value="(http://localhost/draft/[^"]+)"', response.text)[1]
    assert "Grace" in response.text
    assert '<h1 dir="auto">Plan</h1>' in client.get(shared).text
    assert shared in admin_client.get(address).text
    assert draft.draft_links.get().created_by.username == "admin"


def test_the_editor_chooses_how_long_a_link_lasts(draft, address, admin_client):
    for days in (1, 7, 14, 30, 90):
        admin_client.post(address, {"reader": str(days), "days": days})

        left = draft.draft_links.get(reader=str(days)).expires_at - timezone.now()
        assert timedelta(days=days, hours=-1) < left <= timedelta(days=days)


def test_a_link_with_a_wrong_field_is_not_made(draft, address, admin_client):
    for wrong in ({"days": "36500"}, {"days": ""}, {"reader": "x" * 101}, {"reader": "\0"}):
        response = admin_client.post(address, {"reader": "Grace", "days": "14", **wrong})

        assert response.status_code == 200
        assert "error" in response.text
    assert not draft.draft_links.exists()


def test_a_link_is_revoked_with_one_button(draft, link, address, admin_client, client):
    revoke = reverse("revoke_draft_link", args=[draft.pk, link.pk])
    assert f'action="{revoke}"' in admin_client.get(address).text

    assert admin_client.get(revoke).status_code == 405
    assert client.get(path(link)).status_code == 200
    revoked = admin_client.post(revoke, follow=True)

    assert "The link was revoked." in revoked.text
    assert client.get(path(link)).status_code == 404


def test_an_expired_link_is_listed_without_its_address(link, address, admin_client):
    link.expires_at = timezone.now() - timedelta(seconds=1)
    link.save()

    html = admin_client.get(address).text

    assert "expired" in html
    assert link.token not in html
    assert "Remove" in html


def test_a_private_page_says_why_it_cannot_be_shared(draft, address, admin_client):
    PageViewRestriction.objects.create(page=draft.get_parent(), restriction_type="login")

    shown = admin_client.get(address).text
    refused = admin_client.post(address, {"reader": "", "days": "14"}).text

    assert "This page is private" in shown
    assert "Create link" not in shown
    assert "This page is private" in refused
    assert not draft.draft_links.exists()


@pytest.mark.parametrize(
    ("role", "may"), [("Owner", True), ("Editor", True), ("Contributor", False), (None, False)]
)
def test_only_editors_of_a_page_share_it(draft, link, address, role, may):
    client = log_in(role)[1] if role else Client()

    opened = client.get(address)
    client.post(address, {"reader": "", "days": "14"})
    made = draft.draft_links.count() == 2
    client.post(reverse("revoke_draft_link", args=[draft.pk, link.pk]))
    revoked = not DraftLink.objects.filter(pk=link.pk).exists()

    assert (opened.status_code == 200) is may
    assert (link.token in opened.text) is may
    assert made is may
    assert revoked is may


def test_a_contributor_shares_and_revokes_only_for_their_own_page(home, link):
    user, client = log_in("Contributor")
    own = make_page(home, live=False, owner=user)

    client.post(reverse("draft_links", args=[own.pk]), {"reader": "", "days": "14"})
    client.post(reverse("revoke_draft_link", args=[own.pk, link.pk]))

    assert own.draft_links.count() == 1
    assert DraftLink.objects.filter(pk=link.pk).exists()

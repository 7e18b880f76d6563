"""The editor tells of each link which page it leads to, with few queries."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from pages.linked_pages import linked_pages
from tests.support.factories import make_body, make_page


@pytest.fixture
def links(home, admin_client):
    """A function that returns what the editor of a draft tells of the links in it."""

    def links(page):
        text = f'<p><a linktype="page" id="{page}">Read</a></p>'
        button = {"buttons": [{"text": "Read", "page": page}]}
        draft = make_page(home, title="Draft", slug="draft")
        draft.body = make_body(("prose", text), ("buttons", button))
        draft.save_revision()
        edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
        html = BeautifulSoup(admin_client.get(edit).content, "html5lib")
        blocks, _ = json.loads(html.select_one("#body")["data-w-block-arguments-value"])
        in_text = json.loads(blocks[0]["value"])["entityMap"]["0"]["data"]
        return in_text, blocks[1]["value"]["buttons"][0]["value"]["page"]

    return links


def test_a_link_is_told_with_its_page_and_the_page_above(home, links):
    page = make_page(home, title="Notes", slug="notes")

    in_text, chosen = links(page.pk)

    assert in_text == {"id": page.pk, "url": page.url, "parentId": home.pk}
    assert (chosen["id"], chosen["parentId"]) == (page.pk, home.pk)
    assert chosen["adminTitle"] == "Notes"


def test_a_link_to_a_page_that_is_gone_stays_one(links):
    in_text, chosen = links(999)

    assert in_text == {"id": 999, "url": None, "parentId": None}
    assert chosen is None


def test_what_was_at_hand_for_one_request_is_not_for_the_next(home, links):
    links(make_page(home).pk)

    assert linked_pages.get() is None

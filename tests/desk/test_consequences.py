"""Consequences that the admin names before a page is unpublished or deleted."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.support.factories import make_body, make_page


@pytest.fixture
def target(home):
    return make_page(home, title="Engine", slug="engine")


def make_link(parent, target, title, **fields):
    prose = f'<p>As <a linktype="page" id="{target.pk}">shown</a>.</p>'
    return make_page(parent, title=title, body=make_body(("prose", prose)), **fields)


def ask(client, action, page):
    """Return the text of the page that asks for a confirmation, and the pages that it lists."""
    response = client.get(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
    main = BeautifulSoup(response.content, "html5lib").main
    listed = [item.get_text() for item in main.select(".consequences a")]
    return " ".join(main.get_text(" ").split()), listed


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_a_page_that_others_link_to_says_which_and_what_visitors_get(
    home, target, admin_client, action
):
    make_link(home, target, "Loom")
    make_link(home, target, "Unread", live=False)
    make_link(home, home, "Aside")

    text, listed = ask(admin_client, action, target)

    assert "Visitors will get “Page not found” (404) at /engine/." in text
    assert "1 page links here:" in text
    assert listed == ["Loom"]
    assert "home page" not in text


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_the_home_page_says_that_it_is_the_first(home, target, admin_client, action):
    make_link(home, target, "Loom")
    text, listed = ask(admin_client, action, home)

    assert "Visitors will get “Page not found” (404) at /." in text
    assert "This is the home page, the first that most visitors see." in text
    assert listed == []


def test_links_to_pages_that_are_deleted_too_count(home, target, admin_client):
    below = make_page(target, title="Mill", slug="mill")
    make_link(home, below, "Loom")
    make_link(target, below, "Store")

    assert ask(admin_client, "delete", target)[1] == ["Loom"]
    assert ask(admin_client, "unpublish", target)[1] == []


def test_a_draft_that_nothing_links_to_says_nothing(home, admin_client):
    text, listed = ask(admin_client, "delete", make_page(home, title="Plan", live=False))

    assert "404" not in text
    assert listed == []

"""Search in the admin finds the texts of pages, published or not."""

import pytest
from wagtail.models import Page

from pages.public.search import search_site
from tests.support.factories import make_body, make_image, make_page

LISTS = ["pages/search/", "pages/{home}/", "choose-page/search/"]


def find(client, home, address, query):
    return client.get(f"/admin/{address.format(home=home.pk)}", {"q": query}).text


@pytest.mark.parametrize("address", LISTS)
def test_pages_are_found_by_their_texts(home, admin_client, address):
    body = make_body(("prose", "<p>The meadows off Sylt, with glmer and quadrats.</p>"))
    make_page(home, title="Seagrass", slug="a", summary="Surveys of a coast.", body=body)
    make_page(home, title="Else", slug="b")

    # Whole, begun, in singular and plural, from title and text together.
    for query in ("glmer", "Sylt", "glm", "quadrat", "survey", "seagrass coasts", "Seag", "SYLT"):
        html = find(admin_client, home, address, query)
        assert "Seagrass" in html, query
        assert "Else" not in html, query
    assert "Seagrass" not in find(admin_client, home, address, "seagrass otter")


def test_a_page_with_the_words_in_its_title_comes_first(home):
    make_page(home, title="Eelgrass", slug="a")
    for title in ("One", "Two"):
        make_page(home, title=title, slug=title, summary="Eelgrass beside eelgrass.")

    for query in ("eelgr", "eelgrass"):
        assert Page.objects.autocomplete(query)[0].title == "Eelgrass"
        assert Page.objects.autocomplete(query).count() == 3


def test_a_draft_is_found_by_its_last_text_in_the_admin_only(home, admin_client):
    page = make_page(home, title="Seagrass", live=False)
    page.body = make_body(("prose", "<p>Written later, near Sylt.</p>"))
    page.save_revision()

    assert "Seagrass" in find(admin_client, home, LISTS[0], "sylt")
    assert not list(search_site(home, "sylt").page)


def test_pictures_are_found_as_before(admin_client):
    make_image(title="Quadrats on a shore")
    make_image(title="Else")

    html = admin_client.get("/admin/images/", {"q": "shor"}).text

    assert "Quadrats on a shore" in html
    assert "Else" not in html

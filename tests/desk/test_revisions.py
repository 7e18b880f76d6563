"""Any earlier version of a page is compared with any other, and brought back."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from pages.blocks import BodyBlock
from tests.support.editorial import BY_ROW, results
from tests.support.factories import make_body, make_image, make_page

BLOCKS = BodyBlock().child_blocks


@pytest.fixture
def page(home):
    return make_page(home, title="Engine", slug="engine")


def save(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def compare(client, page, first, second):
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first, second])
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def test_a_version_with_every_block_is_compared_with_one_without(page, admin_client):
    make_image(description="A disc")
    without = save(page)
    page.body.extend((name, block.get_preview_value()) for name, block in BLOCKS.items())
    with_them = save(page)

    added = compare(admin_client, page, without.pk, with_them.pk)
    taken_away = compare(admin_client, page, with_them.pk, without.pk)

    assert len(added.select(".comparison__child-object.addition")) == len(BLOCKS)
    assert len(taken_away.select(".comparison__child-object.deletion")) == len(BLOCKS)


def test_a_number_that_changed_in_a_table_is_seen(page, admin_client):
    first = save(page, body=make_body(results(BY_ROW, ("Babbage", "80", "5"))))
    stored = page.body.get_prep_value()
    stored[0]["value"]["table"]["rows"][0]["values"][1] = "81.5"
    page.body = page._meta.get_field("body").to_python(stored)
    second = save(page)

    html = compare(admin_client, page, first.pk, second.pk)

    assert "80" in html.select_one(".comparison .deletion").text
    assert "81.5" in html.select_one(".comparison .addition").text

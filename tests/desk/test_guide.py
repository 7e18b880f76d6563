"""The guide in the admin explains everything that can be written."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from pages.models import StandardPage
from projects.models import ProjectPage


@pytest.fixture
def guide(home, admin_client):
    assert reverse("guide") in admin_client.get("/admin/").text
    response = admin_client.get(reverse("guide"))
    return BeautifulSoup(response.content, "html5lib")


def test_every_page_type_is_explained_by_its_purpose_and_its_fields(guide):
    text = guide.get_text(" ", strip=True)
    rows = [(name.text.strip(), name.find_next("dd").text.strip()) for name in guide.find_all("dt")]

    assert len(rows) > 100
    assert [row for row in rows if not all(row)] == []
    assert "Project: its story, facts, results, publications, talks and press." in text
    for name in ("Home page", "About page", "Contact page", "Publication page"):
        assert guide.find("h3", string=name)
    for field in ProjectPage._meta.local_fields:
        if field.help_text:
            assert field.help_text in text


def test_every_block_is_explained_by_its_description_fields_and_preview(guide):
    text = guide.get_text(" ", strip=True)
    frames = {frame["src"] for frame in guide.find_all("iframe")}

    for block in StandardPage.body.field.stream_block.child_blocks.values():
        assert guide.find("h4", string=str(block.label))
        assert block.meta.description in text
        assert f"/admin/block-preview/?id={block.definition_prefix}" in frames
    anchor = guide.find("h4", string="Heading").find_next("dt", string="Anchor")
    assert "The part of the address after #" in anchor.find_next("dd").text

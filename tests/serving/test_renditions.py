"""Renditions are made after a change, before the first visitor asks for the page."""

import pytest
from django.core.files.base import ContentFile

from pages.models import SiteImage
from pages.serving.cache.warmer import Warmer
from tests.support.cache import connections_kept, make_server, run
from tests.support.factories import (
    make_body,
    make_figure,
    make_image,
    make_owner,
    make_project,
)
from tests.support.image_files import draw, encode


@pytest.fixture
def warm(db):
    """A function that renders the site as the task of the warmer does."""
    # A site without an owner gets one from the first rendering, which would be a change.
    make_owner()
    server = make_server()

    def warm():
        with connections_kept():
            run(Warmer(server.cache).warm())

    return warm


@pytest.fixture
def made(monkeypatch):
    """The titles of the images whose renditions are made from now on."""
    made = []
    make = SiteImage.generate_rendition_file

    def note(image, filter, **options):
        made.append(image.title)
        return make(image, filter, **options)

    monkeypatch.setattr(SiteImage, "generate_rendition_file", note)
    return made


def test_a_published_or_replaced_picture_is_there_before_the_first_visitor(
    home, index, client, warm, made
):
    image = make_image("figure")
    project = make_project(
        index,
        cover=make_image("cover"),
        body=make_body(("figure", make_figure(image))),
    )

    warm()

    assert set(made) == {"cover", "figure"}
    made.clear()
    for address in ("/", index.url, project.url, "/atom.xml"):
        assert client.get(address).status_code == 200
    assert made == []

    image.file = ContentFile(encode(draw(90, 30), "PNG"), "new.png")
    image.save()

    warm()

    assert set(made) == {"figure"}
    made.clear()
    client.get(project.url)
    assert made == []

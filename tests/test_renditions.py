"""Pictures are made in all their sizes when a page is published, not when it is visited."""

import threading

import pytest
from django.core.files.base import ContentFile
from wagtail.blocks import ListBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from pages import renditions
from pages.blocks import BodyBlock
from pages.models import BasePage, SiteImage, SiteRendition
from pages.starter import load_starter
from tests.support.factories import (
    make_about,
    make_body,
    make_contact,
    make_document,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
)
from tests.support.picture_files import draw, encode


@pytest.fixture
def publish(monkeypatch, django_capture_on_commit_callbacks):
    """A function that publishes pages and waits for what follows from it."""
    monkeypatch.setattr(renditions, "start", renditions.make_renditions)

    def publish(*pages, by=lambda page: page.save_revision().publish()):
        with django_capture_on_commit_callbacks(execute=True):
            for page in pages:
                by(page)

    return publish


@pytest.fixture
def made(monkeypatch):
    """A list of the renditions that are made from now on."""
    made = []
    make = SiteImage.generate_rendition_file

    def note(image, filter, **options):
        made.append((image.title, filter.spec))
        return make(image, filter, **options)

    monkeypatch.setattr(SiteImage, "generate_rendition_file", note)
    return made


def holds_picture(block):
    """Tell whether a picture can be chosen in the block or in one within it."""
    if isinstance(block, (ImageBlock, ImageChooserBlock)):
        return True
    within = [*getattr(block, "child_blocks", {}).values()]
    if isinstance(block, ListBlock):
        within.append(block.child_block)
    return any(map(holds_picture, within))


def make_bodies():
    """Return a body for each block that can hold a picture, by the name of the block."""
    picture = make_figure(make_image("in a gallery"))["image"]
    return {
        "figure": [("figure", make_figure(make_image("in a figure")))],
        "gallery": [("gallery", {"pictures": [{"image": picture}] * 2})],
        "embed": [
            (
                "embed",
                {
                    "title": "A film",
                    "poster": make_image("poster of a film").pk,
                    "document": make_document("film.mp4").pk,
                },
            ),
            (
                "embed",
                {
                    "title": "A film elsewhere",
                    "poster": make_image("poster of a film elsewhere").pk,
                    "address": "https://vimeo.com/1",
                },
            ),
        ],
    }


def test_every_block_with_a_picture_is_tested_here(db):
    blocks = BodyBlock().child_blocks

    assert {name for name in blocks if holds_picture(blocks[name])} == set(
        make_bodies()
    )


@pytest.mark.parametrize("name", ["figure", "gallery", "embed"])
def test_a_visitor_waits_for_no_picture_of_a_block(index, client, publish, made, name):
    project = make_project(index, body=make_body(*make_bodies()[name]))

    publish(project)

    assert made
    made.clear()
    for address in (project.url, f"{project.url.rstrip('/')}.md", "/atom.xml"):
        assert client.get(address).status_code == 200
    assert made == []


def test_a_visitor_waits_for_no_picture_beside_a_form(home, client, publish, made):
    body = make_body(("figure", make_figure(make_image())))
    contact = make_contact(home, body=body)

    publish(contact)

    assert made
    made.clear()
    client.get(contact.url)
    assert made == []


def test_a_visitor_waits_for_no_picture_in_a_field(home, index, client, publish, made):
    make_owner(portrait=make_image("owner"))
    pages = [
        home,
        index,
        make_about(home, portrait=make_image("on the page about"), projects_from=index),
        make_project(index, cover=make_image("cover")),
    ]
    fields = {
        (type(page), name) for page in pages for name in type(page).picture_fields
    }
    assert fields == {
        (model, name)
        for model in BasePage.__subclasses__()
        for name in model.picture_fields
    }

    publish(*pages)

    assert {title for title, _ in made} == {"owner", "on the page about", "cover"}
    made.clear()
    for page in pages:
        assert client.get(page.url).status_code == 200
    assert made == []


def test_a_new_portrait_of_the_owner_is_made_when_it_is_saved(
    home, client, publish, made
):
    make_about(home)
    publish(home)
    owner = make_owner()
    owner.portrait = make_image("owner")

    publish(owner, by=lambda owner: owner.save())

    assert made
    made.clear()
    client.get("/")
    client.get("/about/")
    assert made == []


@pytest.mark.parametrize("place", ["figure", "cover", "owner"])
def test_a_replaced_picture_is_made_anew_when_it_is_saved(
    home, index, client, publish, made, place
):
    image = make_image("old")
    make_owner(portrait=image if place == "owner" else None)
    project = make_project(
        index,
        cover=image if place == "cover" else None,
        body=make_body(*[("figure", make_figure(image))] * (place == "figure")),
    )
    publish(home, project)
    old = set(SiteRendition.objects.values_list("file", flat=True))
    made.clear()
    image.file = ContentFile(encode(draw(90, 30), "PNG"), "new.png")

    publish(image, by=lambda image: image.save())

    assert made
    assert not old & set(SiteRendition.objects.values_list("file", flat=True))
    made.clear()
    client.get("/")
    client.get(project.url)
    assert made == []


def test_a_draft_and_a_picture_that_no_page_shows_make_nothing(home, publish, made):
    page = make_page(home, body=make_body(("figure", make_figure(make_image()))))

    publish(page, by=lambda page: page.save_revision())
    publish(make_image(), by=lambda image: image.save())

    assert made == []


def test_what_goes_wrong_with_one_page_is_noted_and_the_next_is_made(
    home, publish, made, caplog, monkeypatch
):
    bad = make_page(home, title="Bad")
    good = make_page(home, body=make_body(("figure", make_figure(make_image()))))
    serve = type(good).serve

    def fail(page, request):
        if page.pk == bad.pk:
            raise OSError("No room.")
        return serve(page, request)

    monkeypatch.setattr(type(good), "serve", fail)

    publish(bad, good)

    assert made
    assert "The pictures of /bad/ were not all made." in caplog.text


def test_the_starter_site_has_all_its_pictures(db, client, publish, made):
    publish(None, by=lambda _: load_starter())

    assert made
    made.clear()
    for page in Page.objects.live().filter(depth__gt=1):
        assert client.get(page.url).status_code == 200
    assert made == []


@pytest.fixture
def threads(monkeypatch):
    """The names of the threads that renditions were made in, with the pages."""
    threads = []
    monkeypatch.undo()
    monkeypatch.setattr(
        renditions,
        "make_renditions",
        lambda pks: threads.append((threading.current_thread().name, pks)),
    )
    return threads


def test_who_edits_does_not_wait_for_pictures(threads):
    request = threading.Thread(target=renditions.start, args=[[1]])

    request.start()
    request.join()
    renditions.worker.submit(lambda: None).result(timeout=60)

    assert threads == [("renditions_0", [1])]


def test_a_command_ends_when_its_pictures_are_made(threads):
    renditions.start([1])

    assert threads == [("MainThread", [1])]

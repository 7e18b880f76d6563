"""Images uploaded, described and replaced in the library."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from pages.models import SiteImage
from tests.support.factories import make_body, make_figure, make_image, make_page
from tests.support.image_files import (
    WAYS,
    add,
    add_several,
    animate,
    change,
    draw,
    encode,
    upload,
)
from tests.uploads.test_images import is_blue, make_exif


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_uploading_normalises_images_and_refuses_other_files(admin_client, way):
    refused = way(admin_client, upload("disc.png", b"<!doctype html>"))
    way(admin_client, upload("photo.heic", encode(draw(), "HEIF", exif=make_exif())))

    assert refused.status_code == 200
    assert "not an image" in refused.text
    image = SiteImage.objects.get(title="Disc")
    assert image.file.name.endswith(".jpg")
    assert (image.width, image.height) == (64, 48)
    assert image.file_size == image.file.size
    assert image.file_hash
    assert b"Cologne" not in image.file.read()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
def test_an_animation_plays_unless_less_motion_is_asked_for(
    home, client, admin_client, way, format
):
    way(admin_client, upload(f"loop.{format.lower()}", animate(format)))
    image = SiteImage.objects.get(title="Disc")
    gallery = {"pictures": [{"image": make_figure(image)["image"], "caption": ""}] * 2}
    body = make_body(("figure", make_figure(image)), ("gallery", {**gallery, "caption": ""}))
    page = make_page(home, body=body)

    soup = BeautifulSoup(client.get(page.url).content, "html.parser")

    for picture in soup.select("picture"):
        moving, *others = picture.select("source")
        assert moving["media"] == "(prefers-reduced-motion: no-preference)"
        assert moving["srcset"] == image.file.url
        assert all("media" not in source.attrs for source in others)
        assert Image.open(image.file.file).n_frames == 3
    assert soup.select_one('script[src*="animation"]')
    for address in ("", "chooser/", f"{image.pk}/"):
        assert admin_client.get(f"/admin/images/{address}").status_code == 200


def test_a_refused_replacement_leaves_the_picture_as_it_was(admin_client):
    image = make_image()

    change(admin_client, image, upload(data=encode(draw(), "PNG")[:-40]))

    assert SiteImage.objects.get().file.read() == image.file.read()


def test_an_upload_that_waits_for_its_title_is_normalised_too(admin_client):
    # The form for several asks again when a title is too long for the database.
    data = encode(draw(), "JPEG", exif=make_exif(orientation=6))
    admin_client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "D" * 300, "files[]": upload("photo.jpg", data)},
    )
    waiting = UploadedFile.objects.get()

    admin_client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk]),
        {f"uploaded-image-{waiting.pk}-title": "Disc"},
    )

    image = SiteImage.objects.get()
    assert (image.width, image.height) == (48, 64)
    assert b"Cologne" not in image.file.read()


def test_every_way_of_uploading_asks_what_the_picture_shows(admin_client):
    pages = [
        admin_client.get(reverse("wagtailimages:add")).text,
        admin_client.get(reverse("wagtailimages_chooser:choose")).json()["html"],
        add_several(admin_client, upload()).json()["form"],
    ]

    for html in pages:
        soup = BeautifulSoup(html, "html.parser")
        words = soup.select_one("input[name$=description]")
        assert words
        assert not words.has_attr("required")
        label = soup.select_one(f"label[for={words['id']}]")
        assert "What does the image show?" in label.text
        assert "read aloud" in soup.text


@pytest.mark.django_db
def test_the_words_given_at_upload_are_offered_where_the_picture_is_placed(admin_client):
    add(admin_client, upload(), description="A disc in red and blue")
    image = SiteImage.objects.get()

    chosen = admin_client.get(reverse("wagtailimages_chooser:chosen", args=[image.pk]))

    assert chosen.json()["result"]["default_alt_text"] == "A disc in red and blue"


def picture_addresses(html):
    """Return the addresses of all renditions on a page."""
    soup = BeautifulSoup(html, "html.parser")
    sets = [tag.get("srcset", "") for tag in soup.select("picture > *")]
    return {part.split()[0] for srcs in sets for part in srcs.split(",") if part}


def test_a_replaced_picture_shows_everywhere_at_once(
    home, admin_client, client, django_capture_on_commit_callbacks
):
    image = make_image(title="a-name-that-is-longer-than-a-rendition-keeps.png")
    page = make_page(home, body=make_body(("figure", make_figure(image))))
    name = image.title
    seen = []

    for colour in ("red", "green", "blue"):
        data = encode(Image.new("RGB", (64, 48), colour), "PNG")
        # A deleted file frees its name for the next.
        with django_capture_on_commit_callbacks(execute=True):
            change(admin_client, image, upload(name, data))
        seen.append(picture_addresses(client.get(page.url).content.decode()))
    thumbnail = SiteImage.objects.get().get_rendition("width-32|format-jpeg")

    assert all(seen)
    assert not seen[0] & seen[1]
    assert not seen[0] & seen[2]
    assert not seen[1] & seen[2]
    assert is_blue(Image.open(thumbnail.file.file).getpixel((9, 9)))


@pytest.mark.django_db
def test_a_file_replaced_by_code_leaves_no_rendition_behind():
    image = make_image()
    old = image.get_rendition("width-32|format-jpeg")

    data = encode(Image.new("RGB", (90, 30), "green"), "PNG")
    image.file = ContentFile(data, "disc.png")
    image.save()

    new = SiteImage.objects.get().get_rendition("width-32|format-jpeg")
    assert (new.width, new.height) == (32, 10)
    assert new.url != old.url
    assert image.renditions.count() == 1
    assert image.file_size == len(data)
    assert image.file_hash


@pytest.mark.parametrize(("size", "stays"), [((64, 48), True), ((48, 64), False)])
def test_a_focal_point_stays_only_while_the_picture_has_its_size(admin_client, size, stays):
    image = make_image()
    point = {"x": 10, "y": 10, "width": 8, "height": 8}
    form = {f"focal_point_{name}": value for name, value in point.items()}
    change(admin_client, image, "", **form)

    data = encode(draw(*size), "PNG")
    change(admin_client, image, upload(data=data), **form)

    assert SiteImage.objects.get().has_focal_point() == stays

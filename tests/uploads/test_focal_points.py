"""Focal points of images, wherever something crops them."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from pages.models import SiteImage
from tests.support.factories import make_about, make_owner, make_project
from tests.support.image_files import draw, encode
from tests.support.reading import read_page
from tests.uploads.test_images import is_blue, is_red

ROOT = Path(__file__).resolve().parents[2]


def make_halves(x):
    """Make a wide picture, red at the left and blue at the right, with a focal point."""
    file = ContentFile(encode(draw(1600, 800), "PNG"), "halves.png")
    return SiteImage.objects.create(
        title="Halves",
        file=file,
        focal_point_x=x,
        focal_point_y=400,
        focal_point_width=60,
        focal_point_height=60,
    )


def show_portrait(index, image):
    make_owner(portrait=image)
    return index.get_parent(), ".portrait"


def show_portrait_of_about(index, image):
    make_owner(portrait=image)
    return make_about(index.get_parent()), ".portrait"


def show_cover(index, image):
    make_project(index, cover=image)
    return index, ".thumbnail"


@pytest.mark.parametrize("show", [show_portrait, show_portrait_of_about, show_cover])
@pytest.mark.parametrize(("x", "is_shown"), [(100, is_red), (1500, is_blue)])
def test_a_page_crops_around_the_focal_point_in_every_size(index, client, show, x, is_shown):
    page, place = show(index, make_halves(x))

    picture = read_page(client, page).select_one(place).picture

    sets = [part["srcset"] for part in picture.find_all(["source", "img"])]
    addresses = {address for text in sets for address in re.findall(r"/media/\S+\.\w+", text)}
    assert len(addresses) > 6
    for address in addresses:
        content = b"".join(client.get(address))
        shown = Image.open(BytesIO(content)).convert("RGB")
        assert shown.width / shown.height == pytest.approx(
            int(picture.img["width"]) / int(picture.img["height"]), abs=0.03
        )
        assert is_shown(shown.getpixel((shown.width // 2, shown.height // 2))), address


@pytest.mark.parametrize(("x", "is_shown"), [(100, is_red), (1500, is_blue)])
def test_an_icon_is_cropped_around_the_focal_point_and_has_an_address_for_each(
    home, client, x, is_shown
):
    owner = make_owner(icon=make_halves(x))
    version = owner.icon_version

    shown = Image.open(BytesIO(client.get("/icon-192.png").content)).convert("RGB")

    assert is_shown(shown.getpixel((96, 96)))
    owner.icon.focal_point_x = 800
    assert owner.icon_version != version


def test_no_style_sheet_crops_beside_the_server():
    """`object-fit: cover` has no focal point, and the policy of pages forbids a style for each."""
    for path in (ROOT / "pages/static/css").glob("*.css"):
        assert not re.search(r"object-fit: cover|background-size: cover", path.read_text()), path

"""Icons in tabs and on home screens, and the manifest that lists them."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageChops

from pages.drawing.colors import ACCENT, PAPER
from pages.drawing.favicon import ICONS, draw_initials, draw_portrait
from pages.drawing.monogram import find_initials
from tests.support.factories import make_image, make_owner, make_page
from tests.support.image_files import make_png
from tests.support.reading import read_page

INDIGO = (75, 0, 130)  # of the pictures of make_image


def read_icon(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return Image.open(io.BytesIO(response.content))


def rgb(color):
    return tuple(bytes.fromhex(color.removeprefix("#")))


def find_letters(picture, background):
    """Return the box of everything that differs clearly from the background."""
    ground = Image.new("RGB", picture.size, background)
    difference = ImageChops.difference(picture.convert("RGB"), ground)
    return difference.convert("L").point(lambda value: 255 * (value > 64)).getbbox()


def test_an_icon_of_each_size_shows_the_initials_and_is_drawn_once(home, client, monkeypatch):
    make_owner()
    for name, (size, _) in ICONS.items():
        picture = read_icon(client, f"/{name}")
        assert picture.size == (size, size)
        colors = {color for _, color in picture.convert("RGB").getcolors(size * size)}
        assert {rgb(ACCENT), rgb(PAPER)} <= colors
        # Phones paint transparent corners black.
        assert picture.convert("RGBA").getpixel((0, 0)) == (*rgb(ACCENT), 255)

    monkeypatch.setattr("pages.public.well_known.draw_icon", None)
    assert client.get("/icon-192.png").status_code == 200
    for name in ("icon-7.png", "myicon.png", "favicon.png"):
        assert client.get(f"/{name}").status_code == 404


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Wushi Dong", "WD"),
        ("Ada", "A"),
        ("ada king lovelace", "AL"),
        ("Vincent (Vince) van Gogh", "VG"),
        ("董悟时", "董"),
        ("ßen", "S"),
        ("👩🏽‍🔬", ""),
        ("   ", ""),
    ],
)
def test_initials_come_from_the_first_and_last_word(name, initials):
    assert find_initials(name) == initials


def test_initials_that_no_font_has_give_way_to_two_leaves():
    leaves = draw_initials("", 192).tobytes()

    assert draw_initials("\U00012000", 192).tobytes() == leaves
    assert draw_initials("董", 192).tobytes() != leaves
    assert draw_initials("Ø", 192).tobytes() != leaves


@pytest.mark.parametrize("initials", ["WW", "I", "ØÅ", "", "董", "김", "מי"])
def test_a_mark_is_large_and_inside_the_circle_that_phones_keep(initials):
    left, top, right, bottom = find_letters(draw_initials(initials, 100), ACCENT)

    assert max(right - left, bottom - top) >= 50
    for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
        assert (x - 50) ** 2 + (y - 50) ** 2 <= 45**2


@pytest.mark.parametrize("name", ["Øyvind Ålesund", "董悟时", "محمد بن موسى"])
def test_a_portrait_shows_a_mark_between_its_lines(name):
    picture = Image.open(io.BytesIO(draw_portrait(name)))
    between = picture.crop((0, 345, 960, 855))

    left, top, right, bottom = find_letters(between, PAPER)

    assert picture.size == (960, 1200)
    assert 90 < top < bottom < 420
    assert abs(left + right - 960) <= 4


def test_a_picture_of_the_owner_replaces_initials_unless_its_file_is_missing_or_damaged(
    home, client
):
    icon = make_image(width=300, height=200)
    make_owner(icon=icon)

    whole = read_icon(client, "/icon-192.png").convert("RGB")
    maskable = read_icon(client, "/icon-maskable-512.png").convert("RGB")

    assert {color for _, color in whole.getcolors()} == {INDIGO}
    assert maskable.getpixel((0, 0)) == rgb(PAPER)
    assert maskable.getpixel((256, 256)) == INDIGO
    name, storage = icon.file.name, icon.file.storage
    storage.delete(name)
    assert read_icon(client, "/icon-32.png").getpixel((0, 0)) == rgb(ACCENT)
    # A chunk with a wrong checksum.
    storage.save(name, ContentFile(make_png(9, 9, (b"IDAT", b"x")).replace(b"IDATx", b"IDATy")))
    assert read_icon(client, "/apple-touch-icon.png").getpixel((0, 0)) == rgb(ACCENT)


def test_browsers_keep_an_address_until_the_icon_changes(home, client):
    make_owner()
    page = make_page(home)
    address = read_page(client, page).find("link", rel="icon")["href"]

    kept = client.get(address)
    plain = client.get("/icon-32.png")
    make_owner(name="Grace Hopper")
    stale = client.get(address)

    assert "immutable" in kept["Cache-Control"]
    for response in (plain, stale):
        assert response["Cache-Control"] == "public, max-age=3600"
    assert stale.content != kept.content
    assert read_page(client, page).find("link", rel="icon")["href"] != address


def test_the_manifest_lists_icons_that_exist(home, client):
    make_owner(name="محمد بن موسى")

    response = client.get("/site.webmanifest")

    manifest = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == "محمد بن موسى"
    assert manifest["start_url"] == "/"
    purposes = [icon["purpose"] for icon in manifest["icons"]]
    assert sorted(purposes) == ["any", "any", "maskable"]
    for icon in manifest["icons"]:
        picture = read_icon(client, icon["src"])
        assert icon["sizes"] == "{}x{}".format(*picture.size)
        assert icon["type"] == "image/png"
    html = read_page(client, "/")
    assert html.find("link", rel="manifest")["href"] == "/site.webmanifest"
    assert "manifest-src 'self'" in client.get("/")["Content-Security-Policy"]

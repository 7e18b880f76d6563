"""The marks in tabs and on home screens, and the manifest that tells of them."""

import io
import json

import pytest
from PIL import Image

from pages.drawing.favicon import (
    INK,
    PAPER,
    Icons,
    can_write,
    draw_mark,
    find_initials,
)
from tests.support.factories import make_image, make_owner, make_page
from tests.support.reading import read_page

NAMES = [
    ("favicon.ico", 48),
    ("icon-32.png", 32),
    ("icon-192.png", 192),
    ("icon-512.png", 512),
    ("icon-maskable-512.png", 512),
    ("apple-touch-icon.png", 180),
]


def read_icon(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return Image.open(io.BytesIO(response.content))


def rgb(color):
    return tuple(bytes.fromhex(color.removeprefix("#")))


@pytest.mark.parametrize(("name", "size"), NAMES)
def test_an_icon_of_each_size_is_drawn_of_the_initials(home, client, name, size):
    make_owner()

    picture = read_icon(client, f"/{name}")

    assert picture.size == (size, size)
    colors = {color for _, color in picture.convert("RGB").getcolors(size * size)}
    assert {rgb(INK), rgb(PAPER)} <= colors
    # Nothing to be cut off by a phone, and no hole that it would paint black.
    assert picture.convert("RGBA").getpixel((0, 0)) == (*rgb(INK), 255)


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
        ("", ""),
        ("   ", ""),
    ],
)
def test_initials_are_those_of_the_first_and_last_word(name, initials):
    assert find_initials(name) == initials


@pytest.mark.parametrize("name", ["محمد بن موسى", "董悟时", "👩🏽‍🔬", "", "Øyvind"])
def test_a_name_that_the_font_cannot_write_gets_a_plain_mark(home, client, name):
    make_owner(name=name)

    picture = read_icon(client, "/icon-192.png")

    assert picture.tobytes() == draw_mark("", 192).tobytes()
    assert picture.tobytes() != draw_mark("AL", 192).tobytes()


def test_the_font_is_asked_for_each_letter():
    assert can_write("W")
    assert not can_write("董")


def test_letters_fill_the_square_and_stay_within_what_phones_keep():
    for initials in ("WW", "I", "A"):
        dark = draw_mark(initials, 100).convert("L").point(lambda v: v > 128 and 255)
        left, top, right, bottom = dark.getbbox()
        assert max(right - left, bottom - top) >= 50
        for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
            assert (x - 50) ** 2 + (y - 50) ** 2 <= 45**2


def test_a_picture_of_the_owner_takes_the_place_of_initials(home, client):
    make_owner(icon=make_image(width=300, height=200))

    whole = read_icon(client, "/icon-192.png").convert("RGB")
    maskable = read_icon(client, "/icon-maskable-512.png").convert("RGB")

    indigo = (75, 0, 130)
    assert {color for _, color in whole.getcolors()} == {indigo}
    assert maskable.getpixel((0, 0)) == rgb(PAPER)
    assert maskable.getpixel((256, 256)) == indigo


def test_a_picture_whose_file_is_lost_gives_way_to_initials(home, client):
    icon = make_image()
    make_owner(icon=icon)
    icon.file.storage.delete(icon.file.name)

    assert read_icon(client, "/icon-32.png").getpixel((0, 0)) == rgb(INK)


def test_an_address_is_kept_by_browsers_until_the_mark_changes(home, client):
    make_owner()
    link = read_page(client, make_page(home)).find("link", rel="icon")

    kept = client.get(link["href"])
    plain = client.get("/icon-32.png")
    make_owner(name="Grace Hopper")
    stale = client.get(link["href"])

    assert "immutable" in kept["Cache-Control"]
    for response in (plain, stale):
        assert response["Cache-Control"] == "public, max-age=3600"
    assert stale.content != kept.content
    assert Icons("Grace Hopper").version not in link["href"]


def test_an_icon_is_drawn_once(home, client, monkeypatch):
    make_owner()
    first = client.get("/icon-192.png").content

    monkeypatch.setattr("pages.drawing.favicon.draw_mark", None)

    assert client.get("/icon-192.png").content == first


@pytest.mark.parametrize("path", ["/icon-7.png", "/myicon.png", "/favicon.png"])
def test_no_other_icon_is_drawn(home, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["Ada Lovelace", "محمد بن موسى", "👩🏽‍🔬"])
def test_the_manifest_tells_phones_of_icons_that_are_there(home, client, name):
    make_owner(name=name)

    response = client.get("/site.webmanifest")

    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == name
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

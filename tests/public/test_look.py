"""Look of the site: what its owner chooses, and what visitors get of it."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from PIL import Image, ImageColor, ImageFont

from pages.drawing.colors import ACCENT
from pages.models import Look, Owner
from pages.public.look import FACES
from pages.serving.cache.policy import is_cacheable_path, may_keep
from tests.support.factories import make_each_page, make_owner, make_page
from tests.support.reading import field_of, read_page

ROOT = Path(__file__).resolve().parents[2]
GREEN = "#0b6b3a"


def find_sheets(html):
    return [link["href"] for link in html.find_all("link", rel="stylesheet")]


def find_fonts(html):
    fonts = [link["href"] for link in html.find_all("link", rel="preload")]
    return [re.search(r"recto-[a-z-]+", font)[0] for font in fonts]


def send(client, look, **changed):
    """Save a look in its editor, and return the answer."""
    address = reverse("wagtailsettings:edit", args=["pages", "look", look.pk])
    form = {"accent": look.accent, "face": look.face, "margin": look.margin, **changed}
    return client.post(address, form)


def test_the_usual_look_costs_no_request(home, client):
    make_owner()

    html = read_page(client, home)

    assert find_sheets(html) == ["/static/css/site.css"]
    assert find_fonts(html) == ["recto-serif", "recto-serif-italic"]
    assert not html.find("style")
    assert "Set in Recto Serif, a cut of Source Serif." in html.footer.get_text()
    assert client.get("/look-0123456789ab.css").status_code == 404


def test_another_look_is_one_small_sheet_that_browsers_and_the_site_keep(home, client):
    make_owner(accent=GREEN, face="slab", margin="narrow")

    html = read_page(client, home)
    site, address = find_sheets(html)
    answer = client.get(address)

    assert site == "/static/css/site.css"
    assert find_fonts(html) == ["recto-slab", "recto-slab-italic"]
    assert "Set in Recto Slab, a cut of Bitter." in html.footer.get_text()
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert is_cacheable_path(address)
    assert may_keep(answer)
    assert answer.text.startswith("@layer tokens {")
    assert f"--accent: light-dark({GREEN}, #" in answer.text
    assert "--margin-width: 11rem;" in answer.text
    assert '--serif: "Recto Slab", "Recto Letters",' in answer.text
    assert "/static/fonts/recto-slab.woff2" in answer.text
    assert len(answer.content) < 2_000


def test_the_address_of_an_earlier_look_leads_to_the_present_one(home, client):
    make_owner(accent=GREEN)
    [_, earlier] = find_sheets(read_page(client, home))
    make_owner(accent="#00508f")
    [_, present] = find_sheets(read_page(client, home))

    answer = client.get(earlier)

    assert earlier != present
    assert (answer.status_code, answer["Location"]) == (302, present)
    assert not may_keep(answer)


@pytest.mark.parametrize(
    ("chosen", "said", "unsaid"),
    [
        ({"accent": GREEN}, "--accent", "font-face|margin"),
        ({"face": "sans"}, "font-face", "accent|series|margin"),
        ({"margin": "narrow"}, "margin", "accent|series|font-face"),
    ],
)
def test_a_look_changes_nothing_besides_what_is_chosen(home, client, chosen, said, unsaid):
    make_owner(**chosen)

    text = client.get(find_sheets(read_page(client, home))[1]).text

    assert said in text
    assert not re.search(unsaid, text)


def test_every_page_has_the_look(db, client):
    make_owner(accent=GREEN)

    for page in make_each_page():
        assert len(find_sheets(read_page(client, page))) == 2, page


@pytest.mark.parametrize("face", Owner.Face)
def test_each_face_takes_the_space_of_recto_serif(face):
    text = "The quick brown fox jumps over the lazy dog, and the results are in the table."
    fonts = ROOT / "pages/static/fonts"
    for font, usual in zip(FACES[face][2:4], FACES[Owner.Face.SERIF][2:4], strict=True):
        width = ImageFont.truetype(fonts / f"{font.file}.woff2", 1000)
        width.set_variation_by_axes([400])
        size = float(font.size.rstrip("%")) / 100
        same = ImageFont.truetype(fonts / f"{usual.file}.woff2", 1000)
        same.set_variation_by_axes([400])
        assert width.getlength(text) * size == pytest.approx(same.getlength(text), rel=0.02)


def test_icons_cards_and_the_manifest_have_the_accent(home, client):
    make_owner(accent=GREEN)
    page = make_page(home)
    green = ImageColor.getrgb(GREEN)
    html = read_page(client, page)

    icon = Image.open(BytesIO(client.get(html.find("link", rel="icon")["href"]).content))
    card = client.get(html.find("meta", property="og:image")["content"])
    colors = Image.open(BytesIO(card.content)).convert("RGB").getcolors(1 << 16)

    assert icon.convert("RGB").getpixel((0, 0)) == green
    assert green in {color for _, color in colors}
    assert client.get(reverse("manifest")).json()["theme_color"] == GREEN


# In the admin


def test_a_look_is_saved_among_the_settings_and_leaves_the_owner_alone(home, admin_client, client):
    make_owner(name="Ada King", employer="Engines")
    look = Look.load()

    answer = send(admin_client, look, accent=" 0B6B3A", face="book", margin="narrow")

    owner = Owner.objects.get()
    assert answer.status_code == 302
    assert (owner.accent, owner.face, owner.margin) == (GREEN, "book", "narrow")
    assert (owner.name, owner.employer) == ("Ada King", "Engines")
    send(admin_client, look, accent="")
    assert Owner.objects.get().accent == ACCENT


def test_an_accent_without_contrast_is_refused_with_the_reason(home, admin_client):
    make_owner()

    answer = send(admin_client, Look.load(), accent="#ffcc00")

    field = field_of(BeautifulSoup(answer.content, "html5lib"), "accent")
    assert "#ffcc00 has a contrast of 1.3 to 1 in the light theme" in field.get_text()
    assert Owner.objects.get().accent == ACCENT


def test_the_preview_shows_a_look_at_once_and_leaves_nothing_for_visitors(
    home, admin_client, client
):
    look = Look.load()
    address = reverse("wagtailsettings:preview_on_edit", args=["pages", "look", look.pk])
    before = client.get("/").content

    told = admin_client.post(address, {"accent": GREEN, "face": "sans", "margin": "narrow"})
    html = BeautifulSoup(admin_client.get(address).content, "html5lib")

    assert told.json()["is_valid"]
    assert f"--accent: light-dark({GREEN}" in html.style.string
    assert find_fonts(html) == ["recto-sans", "recto-sans-italic"]
    assert not [sheet for sheet in find_sheets(html) if "look" in sheet]
    assert client.get("/").content == before

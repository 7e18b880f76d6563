"""The fonts of the site: small, complete, licensed and requested once."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import ImageFont

ROOT = Path(__file__).resolve().parents[2]
WEB = sorted((ROOT / "pages/static/fonts").glob("*.woff2"))
# Letters of Latin names, and signs of scientific texts.
LETTERS = "AZaz09ÆßÿĀžŁșț–—’“”…€№™⁰⁹₀₉←↑→↓∂∆∏∑−√∞∫≈≠≤≥"


@pytest.mark.parametrize("path", WEB, ids=lambda path: path.stem)
def test_a_font_is_small_and_has_every_letter(path):
    font = ImageFont.truetype(path, 20)

    box = bytes(font.getmask("\uffff"))
    lacking = [letter for letter in LETTERS if bytes(font.getmask(letter)) == box]

    assert path.stat().st_size <= 45_000
    assert not lacking


def test_roman_and_italic_range_from_regular_to_semibold():
    fonts = [ImageFont.truetype(path, 20) for path in WEB]

    ranges = [(a["minimum"], a["maximum"]) for f in fonts for a in f.get_variation_axes()]
    assert [font.getname()[1] for font in fonts] == ["Italic", "Regular"]
    assert ranges == [(400, 600), (400, 600)]


def test_each_font_has_its_licence_beside_it_and_not_the_reserved_name():
    for path in [*WEB, *(ROOT / "pages/fonts").glob("*.ttf")]:
        licence = (path.parent / "OFL.txt").read_text()

        assert "SIL OPEN FONT LICENSE" in licence
        assert ImageFont.truetype(path, 20).getname()[0] == "Recto Serif"


def test_a_page_requests_each_font_once(served_site, tab):
    requested = []
    tab.on("request", lambda request: requested.append(urlsplit(request.url)))

    tab.goto(served_site.url, wait_until="networkidle")

    fonts = [Path(parts.path).name for parts in requested if parts.path.endswith(".woff2")]
    assert sorted(name.split(".")[0] for name in fonts) == sorted(path.stem for path in WEB)
    assert {parts.netloc for parts in requested} == {urlsplit(served_site.url).netloc}

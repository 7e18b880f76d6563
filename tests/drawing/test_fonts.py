"""The fonts of the site: small, complete and licensed."""

import re
from pathlib import Path

import pytest
from PIL import ImageFont

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "pages/static/fonts"
# Letters of Latin names, and signs of scientific texts.
LETTERS = "AZaz09ÆßÿĀžŁșț–—’“”…€№™⁰⁹₀₉←↑→↓∂∆∏∑−√∞∫≈≠≤≥"


GREEK = "ΑΩαωάϊςΣ"
VIETNAMESE = "ơỜưỰẠạễệỹ₫\u0309\u0323"


@pytest.mark.parametrize("style", ["", "-italic"])
@pytest.mark.parametrize(
    ("face", "script", "letters", "size"),
    [
        ("serif", "", LETTERS, 45_000),
        ("serif", "-greek", GREEK, 15_000),
        ("serif", "-vietnamese", VIETNAMESE, 10_000),
        # Its arrows are those of the fallback.
        ("book", "", re.sub("[←↑→↓]", "", LETTERS), 45_000),
        ("slab", "", LETTERS, 45_000),
        ("sans", "", LETTERS, 45_000),
    ],
)
def test_a_font_is_small_and_has_every_letter_from_regular_to_semibold(
    face, style, script, letters, size
):
    path = WEB / f"recto-{face}{style}{script}.woff2"
    font = ImageFont.truetype(path, 20)

    box = bytes(font.getmask("\uffff"))
    [weight] = font.get_variation_axes()

    assert path.stat().st_size <= size
    assert not [letter for letter in letters if bytes(font.getmask(letter)) == box]
    assert ("Italic" in font.getname()[1]) == bool(style)
    assert (weight["minimum"], weight["maximum"]) == (400, 600)


def test_each_font_has_its_licence_beside_it_and_not_the_reserved_name():
    for path in [*WEB.glob("*.woff2"), *(ROOT / "pages/drawing/fonts").glob("*.ttf")]:
        family = ImageFont.truetype(path, 20).getname()[0]
        kind = family.removeprefix("Recto ").lower()
        licence = "OFL.txt" if kind == "serif" else f"OFL-{kind}.txt"
        assert "SIL OPEN FONT LICENSE" in (path.parent / licence).read_text()


def test_the_font_of_formulas_is_small():
    assert (WEB / "recto-math.woff2").stat().st_size <= 40_960

"""Text in any script: its letters, their fonts, and their order on a line."""

import unicodedata

import pytest
from PIL import Image, ImageDraw

from pages.drawing import lettering
from pages.drawing.lettering import CJK, FONT, draw_text, keep_drawable, measure, split_runs

needs_shaping = pytest.mark.skipif(not lettering.IS_SHAPING, reason="libfribidi is not installed")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Hello 👩‍🚀 world", "Hello world"),
        ("Cafe\u0301", "Café"),
        ("Two\n\tlines", "Two lines"),
        ("x\u200by\ufeff", "xy"),
        ("Of 𝔐 and ﬁelds \ue000", "Of M and ﬁelds"),
        *((text, text) for text in ("β-Ga₂O₃", "Привет", "λ ≤ 5 µm → ∞", "10⁻³ ∈ ℝ", "Nguyễn")),
        *((text, text) for text in ("Notes of 董悟时", "日本語、", "한국어", "ไทย", "Հայերեն")),
        *((text, "") for text in ("", "🎉🎉", "\u200f \u200b", "\u0301")),
    ],
)
def test_letters_that_no_font_has_are_left_out(text, written):
    assert keep_drawable(text) == written


@needs_shaping
@pytest.mark.parametrize(
    "text", ["مرحبا بالعالم", "שָׁלוֹם", "पुनर्निर्माण", "می\u200cخواهم", "தமிழ்", "ខ្មែរ"]
)
def test_scripts_that_need_shaping_are_written(text):
    assert keep_drawable(text) == unicodedata.normalize("NFC", text)


def test_scripts_that_need_shaping_are_left_out_without_it(monkeypatch):
    plain = [face for face in lettering.FACES if "Arabic" not in face.name]
    monkeypatch.setattr(lettering, "FACES", plain)
    monkeypatch.setattr(lettering, "IS_SHAPING", False)

    assert keep_drawable("BERT في 2019") == "BERT 2019"
    assert measure("量子 BERT") > 3


@needs_shaping
@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Notes of 董悟时 here", ["Notes of", "董悟时", "here"]),
        ("BERT עברית here", ["BERT", "עברית", "here"]),
        ("עברית BERT 2019 עוד", ["עוד", "BERT 2019", "עברית"]),
        ("עברית (BERT) العربية", ["العربية", ")", "BERT", "(", "עברית"]),
    ],
)
def test_the_parts_of_a_line_stand_in_the_order_of_its_scripts(text, order):
    assert [part for run in split_runs(text) if (part := run.text.strip())] == order


@needs_shaping
def test_arabic_letters_are_joined():
    sheet = Image.new("1", (400, 200))
    draw_text(ImageDraw.Draw(sheet), 50, 120, "محمد", 100, 1)
    left, _, right, _ = sheet.getbbox()

    assert all(sheet.crop((x, 0, x + 1, 200)).getbbox() for x in range(left, right))


def test_chinese_text_has_the_forms_of_china_and_japanese_those_of_japan():
    assert split_runs("骨董")[0].face == split_runs("骨のある")[0].face == CJK
    assert split_runs("骨董")[0].options().get("language") != "ja"
    assert "language" not in split_runs("骨のある")[0].options()
    assert split_runs("bone")[0].face == FONT


def test_a_line_is_as_wide_as_it_is_measured():
    for text in ("WAVE", "Notes of 董悟时 on MoS₂"):
        sheet = Image.new("L", (1400, 200))
        draw_text(ImageDraw.Draw(sheet), 50, 120, text, 100, 255)
        left, _, right, _ = sheet.getbbox()
        assert abs(right - left - 100 * measure(text)) < 20

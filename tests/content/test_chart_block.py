"""Chart blocks: validation, and the printed SVG."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail import blocks

from pages.blocks import ChartBlock
from tests.support.factories import make_data
from tests.support.reading import read_fragment, render_block, text_of

MINUS = "\u2212"


def make_chart(kind, headings, *rows, **fields):
    return ChartBlock().to_python(make_data(headings, *rows, kind=kind, **fields))


def make_bars(*rows):
    return make_chart("bars", [("Place", "text"), ("Change (%)", "number")], *rows)


def make_lines(*rows):
    return make_chart("lines", [("Year", "number"), ("Visitors", "number")], *rows)


def refusal(value):
    with pytest.raises(blocks.StructBlockValidationError) as caught:
        value.block.clean(value)
    (sentence,) = caught.value.block_errors["table"].messages
    return sentence


def parts_of(tree, name, **attributes):
    """Return the SVG elements of `tree` with that tag and those attributes."""
    found = tree.iterfind(f".//{{http://www.w3.org/2000/svg}}{name}")
    return [e for e in found if all(e.get(k) == v for k, v in attributes.items())]


# Validation

TEXT, NUMBER = ("Place", "text"), ("N", "number_higher")
YEARS = [("Year", "number"), ("Visitors", "number")]
SERIES = [(f"S{n}", "number") for n in range(7)]


@pytest.mark.parametrize(
    ("kind", "headings", "rows", "problem"),
    [
        ("bars", [NUMBER], [["1"]], "need a Text column"),
        ("bars", [TEXT], [["A"]], "need a Number column"),
        ("bars", [TEXT, NUMBER], [["A", ""], ["B", "-"]], "Every bar is empty"),
        ("bars", [TEXT, *SERIES], [["A", *"1234567"]], "6 series, and this"),
        ("bars", [TEXT, NUMBER], [["A", "1"]] * 61, "60 rows, and this"),
        ("lines", [NUMBER, TEXT], [["1", "a"]], "Lines need two Number columns"),
        ("lines", [NUMBER, *SERIES, *SERIES], [["1"] * 15] * 2, "12 series, and this"),
        ("lines", YEARS, [["2012", "1"]], "two rows with different"),
        ("lines", YEARS, [["2012", "1"]] * 2, "two rows with different"),
        ("lines", YEARS, [["2012", "1"], ["", "2"]], "two rows with different"),
        ("lines", YEARS, [["2012", "1"], ["1", ""]], "two rows with different"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(kind, headings, rows, problem):
    assert problem in refusal(make_chart(kind, headings, *rows))


def test_an_unfinished_chart_is_saved_as_a_draft_and_shows_only_its_table():
    stream = blocks.StreamBlock([("chart", ChartBlock())])
    chart = make_bars(["A", ""])
    stored = {"type": "chart", "value": chart.block.get_prep_value(chart)}
    value = stream.to_python([stored])

    html = stream.clean_deferred(value)[0].render()

    assert "<svg" not in html
    assert "<table" in html
    with pytest.raises(ValidationError):
        stream.clean(value)


# SVG


def test_the_preview_draws_every_number_and_lists_it():
    block = ChartBlock()

    tree = read_fragment(block.render(block.get_preview_value()))

    values = [text_of(text) for text in parts_of(tree, "text", **{"class": "value"})]
    assert values == ["72.7%", "81.0%", "85.9%", "73.1%", "78.8%", "82.0%"]
    assert len(parts_of(tree, "rect")) == 6
    details = tree.find(".//details")
    assert text_of(details.find("summary")) == "The numbers"
    cells = [text_of(cell) for cell in details.iterfind(".//td")]
    assert cells == ["72.7", "best 81.0", "best 85.9", "best 73.1", "78.8", "82.0"]
    block.clean(block.to_python(block.meta.preview_value))


def test_the_title_of_a_drawing_summarises_it():
    headings = [("Place", "text"), ("Change (%)", "number"), ("Age", "number")]
    rows = [["A", "-0.5", ""], ["B", "1.5", ""]]
    bars = read_fragment(render_block(make_chart("bars", headings, *rows), anchor="figure-1"))
    lines = read_fragment(render_block(make_lines(["2012", "9"], ["2013", "10"])))

    (title,), (svg,) = parts_of(bars, "title"), parts_of(bars, "svg")
    assert text_of(title) == f"Bar chart: Change from {MINUS}0.5 to 1.5 %; Age: no value."
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", title.get("id"))
    (title,) = parts_of(lines, "title")
    assert text_of(title) == "Line chart by Year: Visitors from 9 to 10."


def test_ids_differ_between_charts_with_and_without_anchors():
    def ids(html):
        return re.findall(r' id="([^"]*)"', html)

    one, other = make_bars(["A", "1"]), make_bars(["A", "2"])
    stream = blocks.StreamBlock([("chart", ChartBlock())])
    raw = {"type": "chart", "value": one.block.get_prep_value(one)}
    copies = stream.to_python([raw | {"id": "first"}, raw | {"id": "second"}])

    assert ids(render_block(one, anchor="figure-1")) == ["figure-1", "figure-1-title"]
    assert ids(render_block(one)) != ids(render_block(other))
    assert [ids(render_block(copy.value, block=copy)) for copy in copies] == [
        ["first-title"],
        ["second-title"],
    ]


def test_lengths_are_the_same_in_a_language_with_decimal_commas():
    value = make_lines(["2012", "1.5"], ["2013", "2.5"])
    english = re.findall(r'[xyd]="[^"]*"', render_block(value))

    with translation.override("de"):
        german = re.findall(r'[xyd]="[^"]*"', render_block(value))

    assert english == german


def test_lines_are_labelled_and_styled_by_series():
    headings = [("Year", "number"), ("Ours", "number"), ("Theirs", "number")]
    value = make_chart("lines", headings, ["1", "1", "2"], ["2", "3", "4"])

    tree = read_fragment(render_block(value))

    curves = parts_of(tree, "path", **{"class": "curve"})
    names = parts_of(tree, "text", **{"class": "curve-name"})
    series = [curve.get("data-series") for curve in curves]
    assert dict(zip(series, map(text_of, names), strict=True)) == {"1": "Ours", "2": "Theirs"}


def test_typed_text_is_never_markup():
    evil = '"><script>alert(1)</script>'
    headings = [(evil, "text"), (f"{evil} ({evil})", "number"), (evil, "number")]
    rows = [[evil, "1", "2"], ["", "2", "3"]]

    for kind in ("bars", "lines"):
        value = make_chart(kind, headings, *rows, caption=evil)
        html = render_block(value, number=evil, anchor=evil)

        assert "<script" not in html
        region = read_fragment(html).find(".//div[@role='group']")
        assert region.attrib["aria-label"] == f"The numbers: {evil}"


def test_the_text_of_a_chart_is_searchable_but_not_its_kind():
    value = make_bars(["Bern", "1"])
    del value["source"]

    found = value.block.get_searchable_content(value)

    texts = {"Accuracy by work.", "Place", "Change (%)", "Bern", "1"}
    assert texts <= set(found)
    assert not {"Bars", "bars", "None"} & set(found)

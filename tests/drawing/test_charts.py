"""Charts: the geometry of drawings, validation, and the printed SVG."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from pages.drawing.axis import choose_log_ticks, choose_ticks
from pages.drawing.bars import draw_bars
from pages.drawing.lines import draw_lines
from pages.drawing.series import Look, Series

MINUS = "\u2212"
TIMES = "\u00d7"


def make_series(*numbers, name="Ours", unit=""):
    """Return a Series; a number of None is a missing value."""
    texts = ["" if number is None else str(number) for number in numbers]
    known = [None if number is None else Decimal(str(number)) for number in numbers]
    return Series(name, unit, known, texts)


def lengths(*texts):
    return [float(re.fullmatch(r"(-?[0-9.]+)(%|em)", text)[1]) for text in texts]


def places(drawing):
    """Return the (x, y) of each point of the first curve, y as a share of the plot."""
    top, plot = lengths(drawing.top, drawing.plot)
    found = [lengths(x, y) for x, y in drawing.curves[0].points]
    return [(x, round((y - top) / plot, 2)) for x, y in found]


# Ticks


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        ("0", "10", ["0", "5", "10"]),
        ("0.38", "2.3", ["0", "0.5", "1.0", "1.5", "2.0", "2.5"]),
        ("-3", "4", [f"{MINUS}4", f"{MINUS}2", "0", "2", "4"]),
        ("2012", "2016", ["2012", "2013", "2014", "2015", "2016"]),
        ("90000", "312500", ["0", "100,000", "200,000", "300,000", "400,000"]),
        ("0.0001", "0.0004", ["0.0001", "0.0002", "0.0003", "0.0004"]),
        ("0", "3e-9", ["0", f"1{TIMES}10⁻⁹", f"2{TIMES}10⁻⁹", f"3{TIMES}10⁻⁹"]),
        ("0", "4e200", ["0", *[f"{n}{TIMES}10²⁰⁰" for n in (1, 2, 3, 4)]]),
    ],
)
def test_ticks_are_round_and_enclose_the_numbers(low, high, texts):
    ticks, found = choose_ticks(Decimal(low), Decimal(high), 4, is_outside=True)

    assert found == texts
    assert ticks[0] <= Decimal(low) < Decimal(high) <= ticks[-1]


# Bars


@pytest.mark.parametrize(
    ("numbers", "bars", "zero"),
    [
        ((50, 100), [("0.00%", "50.00%"), ("0.00%", "100.00%")], ""),
        ((-1, 3), [("0.00%", "25.00%"), ("25.00%", "75.00%")], "25.00%"),
        ((-4,), [("0.00%", "100.00%")], "100.00%"),
        ((0, 0), [("0.00%", "0.00%")] * 2, ""),
        ((1, None), [("0.00%", "100.00%"), ("", "")], ""),
        (("1e300", "25e298"), [("0.00%", "100.00%"), ("0.00%", "25.00%")], ""),
        (("1e-300", "25e-302"), [("0.00%", "100.00%"), ("0.00%", "25.00%")], ""),
    ],
)
def test_bars_run_from_zero_to_their_numbers(numbers, bars, zero):
    drawing = draw_bars(["A", "B"][: len(numbers)], [make_series(*numbers)])

    found = [bar for group in drawing.groups for bar in group.bars]
    assert [(bar.x, bar.width) for bar in found] == bars
    assert [bar.label[0].text for bar in found] == ["A", "B"][: len(numbers)]
    assert drawing.zero == zero


def test_bars_and_their_labels_never_overlap():
    name = "A name so long that it has to be broken into lines on any screen"
    series = [make_series(1, None, name=name), make_series(3, 4, name="Theirs")]

    drawing = draw_bars([name, "B"], series)

    below = 0.0
    for group in drawing.groups:
        lines = [*group.heading]
        for bar in group.bars:
            for line in [*lines, *bar.label]:
                (y,) = lengths(line.y)
                assert y - 0.75 > below
                below = y
            lines = []
            top, thickness = lengths(bar.y, drawing.thickness)
            assert top - 0.25 > below
            below = top + thickness
    assert below < lengths(drawing.height)[0]
    headings = [group.heading[0].text for group in drawing.groups]
    assert headings[1:] == ["B"]
    assert [bar.label[0].text for bar in drawing.groups[1].bars][1:] == ["Theirs"]
    assert [bar.look.hue for bar in drawing.groups[1].bars] == ["1", "2"]
    assert draw_bars(["A"], [make_series(1)]).groups[0].heading == []


def test_more_bars_than_twenty_stand_between_labels_and_values_in_margins_that_fit_them():
    def draw(label, *numbers):
        return draw_bars([f"{label}{n}" for n in range(21)], [make_series(*numbers)])

    drawing = draw("Country ", *range(21))

    bars = [group.bars[0] for group in drawing.groups]
    assert drawing.is_beside
    assert (drawing.start, drawing.end) == ("large", "small")
    assert bars[20].x == "0.00%"
    assert bars[20].width == "100.00%"
    assert all(abs(lengths(bar.y)[0] + 0.3 - lengths(bar.value_y)[0]) < 0.5 for bar in bars)
    short = draw("C", *range(100_000, 100_021))
    assert (short.start, short.end) == ("small", "medium")
    assert lengths(short.value_dx) > lengths(drawing.value_dx) > [0]
    assert lengths(drawing.heading_dx) < lengths(short.heading_dx) < [0]
    assert not draw_bars(["A"] * 20, [make_series(*range(20))]).is_beside


# Lines


def test_each_of_twelve_series_differs_by_its_mark_and_six_by_their_hue():
    looks = [Look.of(index) for index in range(12)]

    assert len({(look.mark, look.is_filled) for look in looks}) == 12
    assert len({look.color for look in looks[:6]}) == 6
    assert {(look.hue, look.is_dashed) for look in looks} == {
        (hue, is_dashed) for hue in "123456" for is_dashed in (False, True)
    }


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (1, 2048, ["1", "10", "100", "1,000", "10,000"]),
        ("0.5", 3, ["0.5", "1", "2", "5"]),
        ("0.0002", 1, ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]),
        (1000, 64_000, ["1,000", "2,000", "5,000", "10,000", "20,000", "50,000", "100,000"]),
        ("1e-9", "1e9", ["10⁻⁹", "10⁻⁵", "10⁻¹", "10³", "10⁷", "10¹¹"]),
    ],
)
def test_a_logarithmic_axis_has_powers_of_ten(low, high, texts):
    low, high = Decimal(low), Decimal(high)

    assert choose_log_ticks(low, high, 4, is_outside=True)[1] == texts


def test_on_a_logarithmic_axis_equal_factors_are_equal_distances():
    drawing = draw_lines(
        make_series(1, 10, 100), [make_series(1, 10, 100)], is_x_log=True, is_y_log=True
    )

    xs, ys = zip(*places(drawing), strict=True)
    assert xs == (0, 50, 100)
    assert ys == pytest.approx((1, 0.5, 0), abs=0.01)


def test_a_leader_joins_a_label_with_an_end_that_is_not_beside_it():
    series = [
        make_series(1, 1, name="Level"),
        make_series(1.02, 1.02, name="Beside it"),
        make_series(3, None, name="Ends early"),
        make_series(5, 5, name="Alone"),
    ]

    curves = draw_lines(make_series(0, 1), series).curves

    assert [curve.has_leader for curve in curves] == [True, True, True, False]
    assert curves[2].end[0] == "0.00%"


def test_names_that_do_not_fit_at_the_ends_stand_in_a_legend_with_their_looks():
    series = [make_series(0, 1, name=f"A series of name {n}") for n in range(12)]

    drawing = draw_lines(make_series(0, 1), series)

    ys = [lengths(entry.sample_y)[0] for entry in drawing.legend]
    assert [entry.look for entry in drawing.legend] == [curve.look for curve in drawing.curves]
    assert ys == sorted(ys)
    assert lengths(drawing.x_title_y)[0] < ys[0] < ys[-1] < lengths(drawing.height)[0]
    assert not any(curve.label or curve.has_leader for curve in drawing.curves)


def test_points_lie_at_their_numbers_in_the_order_of_the_axis_and_a_missing_one_is_a_gap():
    drawing = draw_lines(make_series(10, 0, 5, name="Epoch"), [make_series(2, 0, 4)])

    assert places(drawing) == [(0.0, 1.0), (50.0, 0.0), (100.0, 0.5)]
    assert drawing.curves[0].path == "M0.00 100.00L50.00 0.00L100.00 50.00"
    assert drawing.x_title == "Epoch"
    gap = draw_lines(make_series(0, 1, 2, None, 4), [make_series(0, None, 2, 3, 4)])
    assert gap.curves[0].path == "M0.00 100.00M50.00 50.00L100.00 0.00"
    assert len(gap.curves[0].points) == 3


@pytest.mark.parametrize("number", [0, 7, -7, "1e300", "-1e-300"])
def test_a_level_line_runs_near_the_middle(number):
    drawing = draw_lines(make_series(3, 3), [make_series(number, number)])

    ((x, y),) = set(places(drawing))
    assert x == 50.0
    assert 0.3 < y < 0.7


def test_every_mark_of_extreme_numbers_stays_in_the_drawing():
    drawing = draw_lines(
        make_series("1e-300", "1e300", "-1e300"),
        [make_series("-9e299", "1e-9", "9e299")],
    )

    assert all(0 <= x <= 100 and 0 <= y <= 1 for x, y in places(drawing))
    assert not {"nan", "inf"} & set(re.findall("[a-z]+", repr(drawing)))


def test_a_series_without_numbers_is_left_out_and_the_others_keep_their_colours():
    series = [make_series(None, None), make_series(1, 2, name="Theirs")]

    drawing = draw_lines(make_series(0, 1), series)

    assert [curve.look.hue for curve in drawing.curves] == ["2"]
    assert drawing.y_title == "Theirs"


def test_a_shared_unit_and_a_single_name_are_printed_once_at_the_axis():
    x = make_series(0, 1)
    ours = make_series(1, 2, unit="ms")

    single = draw_lines(x, [ours])
    alike = draw_lines(x, [ours, make_series(3, 4, name="Theirs", unit="ms")])
    unlike = draw_lines(x, [ours, make_series(3, 4, name="Theirs", unit="s")])

    def labels(drawing):
        return [curve.label[0].text for curve in drawing.curves]

    assert (single.y_title, single.curves[0].label, single.end) == ("Ours (ms)", [], "none")
    assert (alike.y_title, labels(alike)) == ("ms", ["Ours", "Theirs"])
    assert (unlike.y_title, labels(unlike)) == ("", ["Ours (ms)", "Theirs (s)"])


def test_labels_of_lines_that_end_together_do_not_overlap():
    series = [make_series(0, 1, name=f"A series of name {n}") for n in range(6)]

    drawing = draw_lines(make_series(0, 1), series)

    lines = [line for curve in drawing.curves for line in curve.label]
    ys = sorted(lengths(*[line.y for line in lines]))
    assert all(b - a > 1.3 for a, b in pairwise(ys))
    top, bottom = lengths(drawing.top, drawing.bottom)
    assert top < ys[0]
    assert ys[-1] < bottom
    assert all(len(line.text) <= 11 for line in lines)

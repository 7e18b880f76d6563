"""The sparkline: a small drawing of a page's own numbers."""

import pytest

from pages.blocks.body import find_sparkline
from tests.support.factories import make_body, make_data, make_project
from tests.support.reading import read_page


def make_table(*columns, **fields):
    """Return the stored value of a table with `columns` of a type, a heading and cells."""
    headings = [(heading, kind) for kind, heading, _ in columns]
    rows = zip(*(cells for _, _, cells in columns), strict=True)
    return make_data(headings, *rows, **fields)


NAMES = ("text", "Year", ["2012", "2013", "2014"])
METHODS = ("text", "Stream", ["Spatial", "Temporal", "Fused"])
OURS = ("number", "This work (%)", ["70", "80", "90"])
THEIRS = ("number", "The paper (%)", ["75", "80", "85"])


def sparkline_of(*blocks):
    return find_sparkline(make_body(*blocks))


@pytest.mark.parametrize(
    ("name", "table", "lines"),
    [
        (
            "chart",
            make_table(NAMES, OURS, THEIRS, kind="bars"),
            [[[(0, 1), (0.5, 0.5), (1, 0)]], [[(0, 0.75), (0.5, 0.5), (1, 0.25)]]],
        ),
        (
            "chart",
            make_table(
                ("number", "Nodes", ["20", "0", "10"]),
                ("number", "Speed", ["8", "0", "2"]),
                kind="lines",
            ),
            [[[(0, 1), (0.5, 0.75), (1, 0)]]],
        ),
        (
            "chart",
            make_table(NAMES, ("number", "Speed", ["5", "5", "5"]), kind="bars"),
            [[[(0, 0.5), (0.5, 0.5), (1, 0.5)]]],
        ),
        (
            "results_table",
            make_table(NAMES, ("number", "Early", ["", "1", ""]), OURS, THEIRS),
            [[[(0, 1), (0.5, 0.5), (1, 0)]]],
        ),
    ],
    ids=["bars", "lines", "equal numbers", "first full column of a table"],
)
def test_a_sparkline_follows_the_numbers(name, table, lines):
    falling = make_table(NAMES, ("number", "Error (%)", ["3", "2", "1"]))

    assert sparkline_of((name, table)).lines == lines
    assert sparkline_of((name, table), ("results_table", falling)).lines == lines


def test_a_chart_takes_precedence_over_a_table():
    chart = ("chart", make_table(NAMES, OURS, kind="bars"))
    falling = ("number", "Error (%)", ["3", "2", "1"])
    table = ("results_table", make_table(NAMES, falling))

    assert sparkline_of(table, chart) == sparkline_of(chart)


def test_a_missing_number_is_a_gap_in_the_sparkline():
    names = ("text", "Run", list("1234567"))
    ours = ("number", "Speed", ["0", "3", "", "1", "", "6", "4"])
    theirs = ("number", "Rate", ["1", "", "", "", "", "", ""])

    sparkline = sparkline_of(("chart", make_table(names, ours, theirs, kind="bars")))

    assert sparkline.paths == ["M3.0 37.0L42.0 20.0M198.0 3.0L237.0 14.3"]
    assert sparkline.end_position == ["237.0", "14.3"]


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [("prose", "<p>Over 9,000 of 10,000.</p>")],
        [("results_table", make_table(NAMES))],
        [("results_table", make_table(NAMES, ("number", "Speed", ["1", "", ""])))],
        [("chart", make_table(NAMES, kind="bars"))],
        [("chart", make_table(OURS, kind="lines"))],
        [("chart", make_table(METHODS, OURS, kind="bars"))],
        [("results_table", make_table(METHODS, OURS))],
    ],
    ids=[
        *("empty", "words", "no numbers", "one number", "no bars", "no lines"),
        *("bars without an order", "table without an order"),
    ],
)
def test_without_numbers_in_an_order_there_is_no_sparkline(blocks):
    assert sparkline_of(*blocks) is None


def test_a_sparkline_is_at_the_head_of_its_page_and_in_its_row_of_a_list(home, index, client):
    chart = make_table(NAMES, OURS, kind="bars")
    project = make_project(index, body=make_body(("chart", chart)))
    make_project(index, title="Without", summary="No numbers.")

    head = read_page(client, project).select(".page-head svg.sparkline")
    rows = read_page(client, index).select(".rows .row")

    assert len(head) == 1
    assert head[0]["aria-hidden"] == "true"
    assert head[0].path["d"] == "M3.0 37.0L120.0 20.0L237.0 3.0"
    assert not head[0].find(style=True)
    assert [bool(row.select("svg.sparkline")) for row in rows] == [True, False]

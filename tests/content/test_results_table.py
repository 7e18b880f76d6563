"""Results tables: numbers, best values, validation and the printed table."""

import pytest
from wagtail import blocks

from pages.blocks import ResultsTableBlock
from tests.support.factories import make_data, make_page
from tests.support.reading import read_fragment, render_block, text_of

MINUS = "\u2212"
DASH = "\u2013"


def make_table(headings, *rows, **fields):
    return ResultsTableBlock().to_python(make_data(headings, *rows, **fields))


def make_column(kind, *values):
    return make_table([("Value", kind)], *[[value] for value in values])


def find_errors(value):
    """Return the errors of the table of `value`, those of its cells last."""
    with pytest.raises(blocks.StructBlockValidationError) as caught:
        value.block.clean(value)
    error = caught.value.block_errors["table"]
    rows = (error.cell_errors or {}).values()
    cells = [text for row in rows for cell in row.values() for text in cell.messages]
    return [*error.non_block_errors, *cells]


def test_the_unit_is_in_brackets_at_the_end_of_a_heading():
    headings = {
        "Accuracy (%)": ("Accuracy", "%"),
        " Speed (at night) ( m/s ) ": ("Speed (at night)", "m/s"),
        "f(x)": ("f(x)", ""),
        "(%)": ("(%)", ""),
    }
    value = make_table([(text, "number") for text in headings])

    assert [(c.name, c.unit) for c in value.columns] == list(headings.values())
    assert make_table([("Method (year)", "text")]).columns[0].unit == ""


@pytest.mark.parametrize(
    ("kind", "typed", "best"),
    [
        ("number_higher", ["9.5", "10", DASH], ["10"]),
        ("number_lower", ["9.5", "10", DASH], ["9.5"]),
        ("number", ["1", "2"], []),
        ("number_higher", ["82.0", "82.00 ± 0.3", "81.9 ± 5"], ["82.0", "82.00 ± 0.3"]),
        ("number_higher", ["82.0", "", DASH], []),
    ],
)
def test_the_best_numbers_of_a_column_are_marked(kind, typed, best):
    value = make_column(kind, *typed)

    assert [cell.text for row in value.rows for cell in row if cell.is_best] == best
    assert ("Best value per column marked." in render_block(value)) == bool(best)


def test_the_first_text_of_a_row_is_its_heading():
    value = make_table(
        [("Rank", "number"), ("Work", "text"), ("Note", "text")],
        ["1", "This work", "new"],
        ["2", "", "old"],
    )

    headings = [[cell.text for cell in row if cell.is_heading] for row in value.rows]
    assert headings == [["This work"], []]


@pytest.mark.parametrize("make", ["to_python", "normalize"])
def test_stored_rows_of_another_width_and_texts_without_a_number_are_shown(make):
    headings = [("Work", "text"), ("Accuracy", "number")]
    data = make_data(headings, ["Alone"], [], ["A", "1", "2"], ["B", "unknown"])

    value = getattr(ResultsTableBlock(), make)(data)

    cells = [[(cell.text, cell.number) for cell in row] for row in value.rows]
    assert [name for (name, _), _ in cells] == ["Alone", "", "A", "B"]
    assert [number for _, number in cells] == [*[("", None)] * 2, ("1", 1), ("unknown", None)]
    assert "Alone" in render_block(value)


@pytest.mark.parametrize(
    ("headings", "rows", "problem"),
    [
        ([], [], "The table has no columns: add one"),
        ([("Work", "text")], [], "The table has no rows: add one"),
        ([("Work", "text"), ("  ", "number")], [["A", "1"]], "Column 2 has no heading"),
    ],
)
def test_an_incomplete_table_is_refused(headings, rows, problem):
    (error,) = find_errors(make_table(headings, *rows))

    assert error.startswith(problem)


def test_errors_of_cells_and_headings_are_shown_together():
    value = make_table([("", "text"), ("Accuracy", "number")], ["A", "1"], ["B", "fast"])

    heading, cell = find_errors(value)

    assert heading.startswith("Column 1 has no heading")
    assert cell.startswith("“fast” is not a number")


def test_a_table_has_headings_units_and_directions_in_words():
    value = make_table(
        [("Work", "text"), ("Accuracy (%)", "number_higher"), ("Time (s)", "number_lower")],
        ["Ours", "73.1", DASH],
    )

    tree = read_fragment(render_block(value))

    headings = [text_of(th) for th in tree.iterfind(".//th[@scope='col']")]
    assert headings == ["Work", "Accuracy % ↑ higher is better", "Time s ↓ lower is better"]
    assert [text_of(th) for th in tree.iterfind(".//th[@scope='row']")] == ["Ours"]
    assert [text_of(td) for td in tree.iterfind(".//td")] == ["73.1", f"{DASH} no value"]
    region = tree.find(".//div[@role='group']")
    assert region.attrib["aria-label"] == "Accuracy by work."


@pytest.mark.parametrize(
    ("source", "address", "link"),
    [
        ("Paper", "https://example.org/1", ("https://example.org/1", "Paper")),
        ("", "https://example.org/1", ("https://example.org/1",) * 2),
        ("Paper", "", None),
        ("", "", None),
    ],
)
def test_a_source_with_an_address_is_a_link(source, address, link):
    value = make_column("number", "1")
    value["source"], value["source_address"] = source, address

    tree = read_fragment(render_block(value))

    found = tree.find(".//a")
    assert (found if found is None else (found.get("href"), text_of(found))) == link
    assert ("Source:" in text_of(tree)) == bool(source or address)


def test_a_draft_without_a_table_or_a_heading_shows_neither():
    empty = render_block(make_table([]))
    tree = read_fragment(
        render_block(make_table([("", "text"), ("Accuracy", "number")], ["", "1"]))
    )

    assert "Accuracy by work." in empty
    assert "<table" not in empty
    assert [text_of(th) for th in tree.iterfind(".//th")] == ["Accuracy"]


def test_typed_text_is_never_markup():
    evil = '"><script>alert(1)</script>'
    value = make_table([(evil, "text"), ("N", "number")], [evil, evil], caption=evil)
    value["source"] = evil

    html = render_block(value, number=evil, anchor=evil)

    assert "<script" not in html
    assert read_fragment(html).find(".//div").attrib["aria-label"] == evil


def test_numbers_are_stored_as_text_which_every_database_returns_as_typed(home):
    typed = ["1e300", "-1e-300", "0.10", "131,072", "0"]
    page = make_page(home, body=[("results_table", make_column("number", *typed))])

    stored = type(page).objects.get().body[0].value["table"]

    assert [row["values"][0] for row in stored.row_data] == typed


@pytest.mark.parametrize(("columns", "width"), [(5, "text"), (6, "wide")])
def test_a_table_of_many_columns_reaches_into_the_margin(columns, width):
    table = make_table(
        [(f"Column {number}", "number") for number in range(columns)], ["1"] * columns
    )

    assert read_fragment(render_block(table)).find(".//figure").get("data-width") == width

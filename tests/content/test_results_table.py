"""A results table: what its cells take, what is best, and how it is printed."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.admin.telepath import JSContext
from wagtail.blocks.definition_lookup import (
    BlockDefinitionLookup,
    BlockDefinitionLookupBuilder,
)

from pages.blocks import NumberBlock, ResultsTableBlock
from tests.support.reading import read_fragment, render_block, text_of

MINUS = "\u2212"
DASH = "\u2013"


def make_table(headings, *rows, **fields):
    """Return a results table; `headings` pairs each heading with the type of its column."""
    data = {
        "caption": "Accuracy on UCF-101.",
        "table": {
            "columns": [{"heading": text, "type": kind} for text, kind in headings],
            "rows": [{"values": list(row)} for row in rows],
        },
        "source": "",
        "source_address": "",
    }
    return ResultsTableBlock().to_python(data | fields)


def make_column(kind, *values):
    return make_table([("Value", kind)], *[[value] for value in values])


def best_of(value):
    return [cell.text for row in value.rows for cell in row if cell.is_best]


def refusals(value):
    """Return the sentences about the table of `value`, those of its cells last."""
    with pytest.raises(blocks.StructBlockValidationError) as caught:
        value.block.clean(value)
    error = caught.value.block_errors["table"]
    cells = [
        cell for row in (error.cell_errors or {}).values() for cell in row.values()
    ]
    return [
        *error.non_block_errors,
        *[text for cell in cells for text in cell.messages],
    ]


# A cell


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("73.1", "73.1"),
        ("82.0", "82.0"),
        ("0", "0"),
        ("-0.5", "-0.5"),
        (f"{MINUS}0.5", "-0.5"),
        ("131,072", "131072"),
        ("131 072", "131072"),
        ("131\u202f072", "131072"),
        ("1,234,567.89", "1234567.89"),
        ("1.2e-3", "0.0012"),
        ("1.2E+3", "1200"),
        (f"5e{MINUS}2", "0.05"),
        ("1e300", "1e300"),
        ("1e-300", "1e-300"),
        (
            "-1234567890123456789012345678901234567",
            "-1234567890123456789012345678901234567",
        ),
    ],
)
def test_a_number_keeps_its_digits_as_typed_and_is_understood(typed, number):
    value = NumberBlock().clean(typed)

    assert value == typed
    assert value.decimal == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["73.1 ± 0.2", "73.1±0.2", "73.1 +- 0.2", "73.1+/-0.2"]
)
def test_an_uncertainty_is_written_in_one_way(typed):
    value = NumberBlock().clean(typed)

    assert value == "73.1 ± 0.2"
    assert value.decimal == Decimal("73.1")


@pytest.mark.parametrize("typed", ["", "  ", "-", DASH])
def test_an_empty_cell_or_a_dash_is_no_value(typed):
    value = NumberBlock().clean(typed)

    assert value.decimal is None
    assert value.printed == ""


def test_a_minus_sign_is_printed_as_one():
    assert NumberBlock().clean("-0.5").printed == f"{MINUS}0.5"


@pytest.mark.parametrize(
    "typed",
    [
        "about 73",
        "73.1%",
        "73,1",
        "0,731",
        "1,31,072",
        "1,310 720",
        "1310,720",
        "1.310.720",
        ".5",
        "5.",
        "+5",
        "--5",
        "1e",
        "1e1.5",
        "nan",
        "inf",
        "-Infinity",
        "1_000",
        "٧٣",
        "0x1F",
        "73.1 ±",
        "± 0.2",
        "73.1 ± -0.2",
        "73.1 ± 0.2 ± 0.1",
        "<script>",
    ],
)
def test_anything_else_is_refused_with_what_to_type_instead(typed):
    with pytest.raises(ValidationError) as caught:
        NumberBlock().clean(typed)

    (sentence,) = caught.value.messages
    assert "is not a number: type digits and a decimal point, such as 73.1" in sentence


@pytest.mark.parametrize(
    "typed", ["1e301", "1e-301", "1e9999999999999999999", "1 ± 1e400"]
)
def test_a_number_that_no_drawing_can_hold_is_refused(typed):
    with pytest.raises(ValidationError) as caught:
        NumberBlock().clean(typed)

    assert "too large or too small" in caught.value.messages[0]


def test_a_cell_holds_forty_characters():
    assert NumberBlock().clean("1" * 40)

    with pytest.raises(ValidationError, match="at most 40 characters"):
        NumberBlock().clean("1" * 41)


def test_a_stored_cell_that_is_no_number_is_printed_and_counts_as_none():
    value = make_column("number_higher", "unknown", "1", None)

    cells = [row[0] for row in value.rows]
    assert [cell.text for cell in cells] == ["unknown", "1", ""]
    assert [cell.number for cell in cells] == [None, Decimal(1), None]


# A column


def test_the_unit_stands_in_brackets_at_the_end_of_a_heading():
    value = make_table(
        [
            ("Accuracy (%)", "number"),
            (" Speed (at night) ( m/s ) ", "number"),
            ("f(x)", "number"),
            ("(%)", "number"),
            ("Method (year)", "text"),
        ]
    )

    assert [(column.name, column.unit) for column in value.columns] == [
        ("Accuracy", "%"),
        ("Speed (at night)", "m/s"),
        ("f(x)", ""),
        ("(%)", ""),
        ("Method (year)", ""),
    ]


def test_a_column_knows_which_direction_is_better():
    kinds = ["text", "number", "number_higher", "number_lower"]
    value = make_table([(kind, kind) for kind in kinds])

    assert [column.direction for column in value.columns] == [
        None,
        None,
        "higher",
        "lower",
    ]
    assert [column.is_number for column in value.columns] == [False, True, True, True]


# The best


@pytest.mark.parametrize(
    ("kind", "best"), [("number_higher", ["10"]), ("number_lower", ["9.5"])]
)
def test_the_best_is_found_by_number_not_by_text(kind, best):
    assert best_of(make_column(kind, "9.5", "10", DASH)) == best


def test_a_column_without_a_direction_has_no_best():
    assert best_of(make_column("number", "1", "2")) == []


def test_all_that_tie_are_best_whatever_their_digits_and_uncertainty():
    value = make_column("number_higher", "82.0", "82.00 ± 0.3", "81.9 ± 5")

    assert best_of(value) == ["82.0", "82.00 ± 0.3"]


def test_a_number_alone_is_not_best_of_anything():
    value = make_column("number_higher", "82.0", "", DASH)

    assert best_of(value) == []
    assert not value.has_best


# The rows


def test_the_first_text_column_heads_its_row_unless_it_is_empty():
    value = make_table(
        [("Rank", "number"), ("Work", "text"), ("Note", "text")],
        ["1", "This work", "new"],
        ["2", "", "old"],
    )

    headings = [[cell.text for cell in row if cell.is_heading] for row in value.rows]
    assert headings == [["This work"], []]


@pytest.mark.parametrize("make", ["to_python", "normalize"])
def test_short_rows_are_filled_and_long_ones_cut(make):
    data = {
        "caption": "Ragged",
        "table": {
            "columns": [
                {"heading": "Work", "type": "text"},
                {"heading": "Accuracy", "type": "number"},
            ],
            "rows": [
                {"values": ["Alone"]},
                {"values": []},
                {"values": ["A", "1", "2"]},
            ],
        },
    }
    block = ResultsTableBlock()

    value = getattr(block, make)(data)

    rows = [[cell.text for cell in row] for row in value.rows]
    assert rows == [["Alone", ""], ["", ""], ["A", "1"]]
    assert block.clean(block.to_python(data))["table"].columns
    assert "Alone" in block.render(value)


# What is refused


def test_a_table_without_columns_or_rows_or_headings_is_refused():
    no_columns = make_table([])
    no_rows = make_table([("Work", "text")])
    no_heading = make_table([("Work", "text"), ("  ", "number")], ["A", "1"])

    assert refusals(no_columns) == [
        "The table has no columns: add one, and choose Text or Number as its type."
    ]
    assert refusals(no_rows) == ["The table has no rows: add one below the headings."]
    assert refusals(no_heading) == [
        "Column 2 has no heading: type one above its cells."
    ]


def test_a_wrong_cell_is_refused_beside_it_together_with_a_missing_heading():
    value = make_table(
        [("", "text"), ("Accuracy", "number")], ["A", "1"], ["B", "fast"]
    )

    sentences = refusals(value)

    assert sentences[0].startswith("Column 1 has no heading")
    assert sentences[1].startswith("“fast” is not a number")
    with pytest.raises(blocks.StructBlockValidationError) as caught:
        value.block.clean(value)
    where = caught.value.as_json_data()["blockErrors"]["table"]["blockErrors"]
    assert [(row, list(cells)) for row, cells in where.items()] == [(1, [1])]


def test_a_caption_is_required_and_a_source_is_an_address():
    value = make_column("number", "1")
    value["caption"], value["source_address"] = "", "javascript:alert(1)"

    with pytest.raises(blocks.StructBlockValidationError) as caught:
        value.block.clean(value)

    assert set(caught.value.block_errors) == {"caption", "source_address"}


def test_an_unfinished_table_may_be_saved_as_a_draft_but_not_published():
    stream = blocks.StreamBlock([("results_table", ResultsTableBlock())])
    unfinished = {
        "caption": "",
        "table": {"columns": [{"heading": "", "type": "text"}]},
    }
    unfinished["table"]["rows"] = []
    value = stream.to_python([{"type": "results_table", "value": unfinished}])

    assert len(stream.clean_deferred(value)) == 1
    with pytest.raises(ValidationError):
        stream.clean(value)


# The editor


def test_what_the_form_sends_is_what_is_stored():
    block = ResultsTableBlock()
    form = {
        "t-caption": "Accuracy",
        "t-table-caption": "",
        "t-table-column-count": "2",
        "t-table-row-count": "1",
        "t-table-row-0-order": "0",
        "t-table-row-0-deleted": "",
        "t-table-cell-0-0": "This work",
        "t-table-cell-0-1": "73.1 +- 0.2",
        "t-source": "",
        "t-source_address": "",
    }
    for number, kind in enumerate(["text", "number_higher"]):
        form[f"t-table-column-{number}-type"] = kind
        form[f"t-table-column-{number}-order"] = str(number)
        form[f"t-table-column-{number}-heading"] = kind
        form[f"t-table-column-{number}-deleted"] = ""

    value = block.clean(block.value_from_datadict(form, {}, "t"))

    stored = json.loads(json.dumps(block.get_prep_value(value)))
    assert stored["table"]["rows"] == [{"values": ["This work", "73.1 ± 0.2"]}]
    assert block.get_prep_value(block.to_python(stored)) == stored


def test_the_second_caption_of_the_editor_says_that_it_is_not_printed():
    packed = json.dumps(JSContext().pack(ResultsTableBlock()))

    assert "Wagtail caption (not shown)" in packed
    assert "identifies the overall topic" not in packed


def test_a_migration_rebuilds_the_block_from_what_stays():
    builder = BlockDefinitionLookupBuilder()
    index = builder.add_block(ResultsTableBlock())
    lookup = builder.get_lookup_as_dict()

    rebuilt = BlockDefinitionLookup(lookup).get_block(index)

    ours = {path for path, *_ in lookup.values() if not path.startswith("wagtail.")}
    assert ours == {"pages.blocks.table.NumberBlock"}
    assert type(rebuilt) is blocks.StructBlock
    value = rebuilt.to_python(
        ResultsTableBlock().get_prep_value(make_column("number", "1"))
    )
    assert value["table"].row_data == [{"values": ["1"]}]


def test_the_words_of_a_table_are_found_by_search():
    value = make_table([("Work", "text"), ("Accuracy (%)", "number")], ["Ours", "73.1"])
    del value["source"]

    found = value.block.get_searchable_content(value)

    assert {"Accuracy on UCF-101.", "Work", "Accuracy (%)", "Ours", "73.1"} <= set(
        found
    )
    assert "None" not in found


# How it is printed


def test_the_preview_shows_a_table_with_its_best_values():
    block = ResultsTableBlock()

    html = block.render(block.get_preview_value())

    best = [
        text_of(cell)
        for cell in read_fragment(html).iterfind(".//td[@class='number best']")
    ]
    assert best == ["best 81.0", "best 85.9", "best 73.1"]
    assert block.clean(block.to_python(block.meta.preview_value)).has_best


def test_a_figure_has_its_number_and_anchor_only_where_the_page_gives_them():
    value = make_column("number", "1")

    numbered = render_block(value, number="Table 1", anchor="table-1")
    plain = render_block(value)

    assert '<figure class="results-table" id="table-1">' in numbered
    assert "<b>Table 1.</b>" in numbered
    assert '<figure class="results-table">' in plain
    assert "<b>" not in plain


def test_a_table_says_its_headings_units_and_directions_in_words():
    value = make_table(
        [
            ("Work", "text"),
            ("Accuracy (%)", "number_higher"),
            ("Time (s)", "number_lower"),
        ],
        ["Ours", "73.1", DASH],
    )

    tree = read_fragment(render_block(value))

    headings = [text_of(th) for th in tree.iterfind(".//th[@scope='col']")]
    assert headings == [
        "Work",
        "Accuracy % ↑ higher is better",
        "Time s ↓ lower is better",
    ]
    assert [text_of(th) for th in tree.iterfind(".//th[@scope='row']")] == ["Ours"]
    assert [text_of(td) for td in tree.iterfind(".//td")] == [
        "73.1",
        f"{DASH} no value",
    ]
    region = tree.find(".//div[@role='group']")
    assert region.attrib["aria-label"] == "Accuracy on UCF-101."
    assert region.attrib["tabindex"] == "0"


def test_the_caption_explains_the_mark_of_the_best_only_where_there_is_one():
    assert "Best value per column marked." in render_block(
        make_column("number_higher", "1", "2")
    )
    assert "Best value" not in render_block(make_column("number", "1", "2"))


def test_no_heading_cell_is_empty():
    tree = read_fragment(
        render_block(make_table([("", "text"), ("Accuracy", "number")], ["", "1"]))
    )

    assert [text_of(th) for th in tree.iterfind(".//th")] == ["Accuracy"]


def test_the_caption_of_wagtails_own_field_is_not_printed():
    value = make_column("number", "1")
    value["table"].caption = "A note to myself"

    assert "A note to myself" not in render_block(value)


def test_a_source_is_a_link_where_it_has_an_address():
    address = "https://example.org/paper"
    plain = make_column("number", "1")
    plain["source"] = "Paper"
    linked = make_column("number", "1")
    linked["source"], linked["source_address"] = "Paper", address
    bare = make_column("number", "1")
    bare["source_address"] = address

    assert f'<a href="{address}" rel="noopener">Paper</a>' in render_block(linked)
    assert f'<a href="{address}" rel="noopener">{address}</a>' in render_block(bare)
    assert "Source:" in render_block(plain)
    assert "<a" not in render_block(plain)
    assert "Source:" not in render_block(make_column("number", "1"))


def test_what_an_editor_types_is_never_markup():
    evil = '"><script>alert(1)</script>'
    value = make_table([(evil, "text"), ("N", "number")], [evil, evil], caption=evil)
    value["source"] = evil

    html = render_block(value, number=evil, anchor=evil)

    assert "<script" not in html
    assert read_fragment(html).find(".//div").attrib["aria-label"] == evil


def test_an_empty_draft_prints_its_caption_and_no_table():
    html = render_block(make_table([]))

    assert "<table" not in html
    assert "Accuracy on UCF-101." in html

"""Tables of the editor as a person fills them: pasted from a spreadsheet, and by keyboard."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages.drawing.numbers import read_number
from tests.support.browser import find_violations
from tests.support.clipboard import RANGES, paste_into
from tests.support.desk import (
    add_block,
    find_page,
    open_editor,
    publish,
    read_draft,
    wait_until_kept,
)
from tests.support.editorial import results

SCRIPT = Path(__file__).parents[2] / "pages" / "static" / "js" / "table_range.js"
READ = """(formats) => {
    const range = tableRange.read({ getData: (format) => formats[format] ?? "" }, false);
    if (!range) return null;
    const [headings, ...rows] = range;
    const decimal = tableRange.findDecimal(range.flat(), range.usual);
    return headings.map((heading, at) => {
        const cells = rows.map((row) => row[at]);
        const found = tableRange.readColumn(cells, decimal, range.usual);
        return [heading.text, found ? "number" : "text",
                ...(found ? found.numbers : cells.map((cell) => cell.text))];
    });
}"""
RANGE = "Work\tAccuracy\tError\nSimonyan et al.\t72,7 %\t1,5 ± 0,2\nThis work\t73,1 %\t−1,25\n"
MAKE_PAGE = """
from pages.models import HomePage, StandardPage
from tests.support.factories import make_body

StandardPage.objects.filter(slug="sheet").delete()
body = make_body(*{blocks!r})
HomePage.objects.get().add_child(instance=StandardPage(title="Sheet", slug="sheet", body=body))
page = StandardPage.objects.get(slug="sheet")
page.save_revision().publish()
"""


# Clipboards


@pytest.fixture(scope="module")
def reader(browser):
    """A function that returns the columns of a clipboard: heading, type and cells."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_script_tag(path=SCRIPT)
        yield lambda **formats: page.evaluate(
            READ, {f"text/{name}": text for name, text in formats.items()}
        )


@pytest.mark.parametrize(
    ("program", "columns"),
    [
        (
            "libreoffice",
            [
                ["Verfahren", "text", "Simonyan", "Diese Arbeit", "Fläche in m²"],
                ["Genauigkeit", "number", "85.90", "82.05", "1.23"],
                ["Anteil", "number", "73.1", "69.0", "50.0"],
                ["Läufe", "number", "1,234", "12,345", "7"],
            ],
        ),
        (
            "excel",
            [
                ["Verfahren", "text", "Simonyan & Zisserman", "Diese Arbeit"],
                ["Verlust", "number", "0.125", "-1.5"],
                ["Läufe", "number", "1,234", "5,678"],
                ["Dichte (m⁻²)", "number", "1.20e+03", "5.1e3"],
            ],
        ),
        (
            "sheets",
            [
                ["Work", "text", "Ours", ""],
                ["Loss", "number", "1.234", "5.678"],
                ["Share", "number", "73", ""],
            ],
        ),
    ],
)
def test_a_clipboard_of_a_spreadsheet_is_read_with_its_numbers(reader, program, columns):
    html = (RANGES / f"{program}.html").read_text()

    found = reader(html=html, plain="not this one")

    assert found == columns
    numbers = [cell for _, kind, *cells in found if kind == "number" for cell in cells]
    assert all(read_number(number) is not None for number in numbers if number)


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        (["73.1", "-2", "+3"], ["73.1", "-2", "3"]),
        (["73,1", "0,25"], ["73.1", "0.25"]),
        (["1,234", "2"], ["1,234", "2"]),
        (["1,234", "0,5"], ["1.234", "0.5"]),
        (["1.234,5", "1.234"], ["1,234.5", "1,234"]),
        (["1'234.5", "1\u202f234"], ["1,234.5", "1\u202f234"]),
        (["1,5 ± 0,2", "2,5 +/- 0,1", "3"], ["1.5 ± 0.2", "2.5 ± 0.1", "3"]),
        (["−1.5", "–2", ".5", "5."], ["-1.5", "-2", "0.5", "5"]),
        (
            ["1.2\u00d710³", "1.2e-3", "2 · 10^-4", "3 \u00d7 10⁻⁵"],
            ["1.2e3", "1.2e-3", "2e-4", "3e-5"],
        ),
        (["73.1%", "5 %", ""], ["73.1", "5", ""]),
        (["1", "", "-", "n/a", "NaN"], ["1", "", "–", "–", "–"]),
        (["1", "two"], None),
        (["1.2.2024", "3"], None),
        (["2024-01-05", "3"], None),
        (["12.5", "12,5"], None),
        (["5%", "5"], None),
        (["12 ms", "13 ms"], None),
        (["", "-"], None),
    ],
)
def test_a_column_is_one_of_numbers_if_all_of_its_cells_are(reader, cells, stored):
    ((_, kind, *found), _) = reader(plain="\n".join(f"{cell}\tx" for cell in ["Heading", *cells]))

    assert (kind, found) == (("number", stored) if stored else ("text", cells))
    assert all(number in {"", "–"} or read_number(number) is not None for number in stored or [])


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ('a\t"b\nc"\nx\t"say ""hi"""\r\n', [["a", "text", "x"], ["b c", "text", 'say "hi"']]),
        (
            "Name;Loss\nA;1,5\nB;2,5\n",
            [["Name", "text", "A", "B"], ["Loss", "number", "1.5", "2.5"]],
        ),
        ('Name,Loss\n"Dong, W.",1.5\n', [["Name", "text", "Dong, W."], ["Loss", "number", "1.5"]]),
        ("Loss\n1,5\n2,5", [["Loss", "number", "1.5", "2.5"]]),
        ("1,5\n2,5", [["1,5", "number", "2.5"]]),
        ("a\tb", [["a", "text"], ["b", "text"]]),
        ("One value", None),
        ("Dong, W.; Littlewood, P.\n", None),
        ("73.1\r\n", None),
        ("", None),
    ],
    ids=range(10),
)
def test_a_text_is_read_as_a_range_if_it_looks_like_one(reader, text, columns):
    assert reader(plain=text) == columns


def test_a_single_cell_and_a_page_without_a_table_are_no_range(reader):
    assert reader(html="<table><tr><td>73,1</td></tr></table>", plain="73,1") is None
    assert reader(html="<p>Two <b>words</b></p>", plain="Two words") is None
    merged = "<table><tr><td colspan=2>A</td></tr><tr><td>B<br>b</td><td>CO<sub>2</sub></td></tr></table>"
    assert reader(html=merged) == [["A", "text", "B b"], ["", "text", "CO₂"]]


# In the editor


@pytest.fixture
def edit(owner, served_site):
    """A function that opens the editor of a page with these blocks, and returns its tables."""

    def edit(*blocks):
        served_site.run(MAKE_PAGE.format(blocks=blocks))
        open_editor(owner, served_site, find_page(served_site, slug="sheet"))
        return owner.locator(".typed-table-block")

    return edit


def read_table(table):
    """Return the columns of a table: heading, type and cells."""
    kinds = [select.input_value() for select in table.locator("thead select").all()]
    headings = [one.input_value() for one in table.locator("input.column-heading").all()]
    rows = [
        [field.input_value() for field in row.locator("td input[type=text]").all()]
        for row in table.locator("tbody tr").all()
    ]
    columns = zip(*rows, strict=True) if rows else [[]] * len(kinds)
    return [[*parts[:2], *parts[2]] for parts in zip(headings, kinds, columns, strict=True)]


FILLED = [
    ["Work", "text", "Simonyan et al.", "This work"],
    ["Accuracy (%)", "number", "72.7", "73.1"],
    ["Error", "number", "1.5 ± 0.2", "-1.25"],
]
TABLE = results([("text", "Work"), ("number_higher", "Accuracy (%)")], ["A", "1"], ["B", "2"])


def cell(table, row, column):
    """Return the field of a cell, or for row 0 of a heading."""
    if row == 0:
        return table.locator("input.column-heading").nth(column)
    return table.locator("tbody tr").nth(row - 1).locator("td input[type=text]").nth(column)


def test_a_range_fills_an_empty_table_can_be_undone_and_makes_a_chart(
    owner, edit, served_site, listen
):
    complaints = listen(owner, served_site)
    edit()
    block = add_block(owner, "Results table")
    table = block.locator(".typed-table-block")
    start = table.get_by_label("Paste a range from a spreadsheet here")
    expect(block.locator("input[type=text]:visible").first).to_have_attribute(
        "name", "body-0-value-caption"
    )

    assert paste_into(start, plain=RANGE)
    assert read_table(table) == FILLED
    table.get_by_role("button", name="Undo").click()
    assert read_table(table) == []
    assert paste_into(start, plain=RANGE)
    owner.keyboard.press("Control+z")
    expect(start).to_be_focused()
    assert read_table(table) == []
    paste_into(start, plain=RANGE)
    block.locator("input[name$=-value-caption]").fill("Accuracy of both.")
    chart = add_block(owner, "Chart")
    chart.locator("input[name$=-value-caption]").fill("Both.")
    chart.get_by_label("Numbers from").select_option("Table 1: Accuracy of both.")
    expect(chart.locator(".typed-table-block")).to_be_hidden()
    page = find_page(served_site, slug="sheet")
    wait_until_kept(served_site, page, "body", "72.7")
    publish(owner)
    open_editor(owner, served_site, page)

    assert read_table(owner.locator(".typed-table-block").first) == FILLED
    shown = owner.locator("[data-controller=chart-table] select")
    assert shown.locator("option:checked").inner_text() == "Table 1: Accuracy of both."
    owner.goto(f"{served_site.url}/sheet/")
    assert owner.locator("figure.chart svg rect").count() == 4
    table, chart = json.loads(read_draft(served_site, page, "body"))
    assert chart["value"]["numbers_from"] == table["id"]
    assert chart["value"]["table"] == {"columns": [], "rows": [], "caption": ""}
    assert complaints == []


def test_a_range_is_pasted_from_any_cell_on_and_a_single_value_as_ever(owner, edit):
    (table,) = edit(TABLE).all()

    assert paste_into(cell(table, 2, 1), plain="3,5\tx\n4,5\ty\n")
    assert read_table(table) == [
        ["Work", "text", "A", "B", ""],
        ["Accuracy (%)", "number_higher", "1", "3.5", "4.5"],
        ["", "text", "", "x", "y"],
    ]
    assert paste_into(cell(table, 0, 1), plain="Loss\tYear\n7\t2019\n8\t2020\n9\t2021")
    assert read_table(table)[1:] == [
        ["Loss", "number_higher", "7", "8", "9"],
        ["Year", "number", "2019", "2020", "2021"],
    ]
    # All numbers are no headings.
    assert paste_into(cell(table, 0, 2), plain="1\n2\n3")
    assert read_table(table)[2] == ["Year", "number", "1", "2", "3"]

    assert not paste_into(cell(table, 1, 0), plain="One value")
    rows = "\n".join(map(str, range(300)))
    before = read_table(table)
    assert paste_into(cell(table, 1, 0), plain=rows)
    expect(table.get_by_role("status")).to_contain_text("A table holds at most 200 rows")
    assert read_table(table) == before


def test_a_table_is_edited_by_keyboard_and_can_be_left(owner, edit):
    (table,) = edit(TABLE).all()
    cell(table, 0, 0).focus()

    for keys, place in [
        (["Tab"], (0, 1)),
        (["Tab"], (1, 0)),
        (["ArrowDown"], (2, 0)),
        (["ArrowRight"], (2, 1)),
        (["ArrowUp"], (1, 1)),
        (["Enter", "Enter"], (3, 1)),
        (["Shift+Tab"], (3, 0)),
        (["Tab", "Tab"], (4, 0)),
        (["ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp"], (0, 0)),
    ]:
        for key in keys:
            owner.keyboard.press(key)
        expect(cell(table, *place)).to_be_focused()
    assert table.locator("tbody tr").count() == 4
    owner.keyboard.press("ArrowDown")
    owner.keyboard.type("xyz")
    owner.keyboard.press("ArrowLeft")
    expect(cell(table, 1, 0)).to_be_focused()
    assert cell(table, 1, 0).input_value() == "xyz"

    table.get_by_label("Type of column 1").select_option("number_lower")
    assert read_table(table)[0][1] == "number_lower"
    cell(table, 4, 1).focus()
    owner.keyboard.press("Escape")
    owner.keyboard.press("Tab")
    expect(
        table.locator("tbody tr").nth(3).get_by_role("button", name="Delete row")
    ).to_be_focused()
    cell(table, 0, 0).focus()
    owner.keyboard.press("Shift+Tab")
    expect(table.get_by_label("Type of column 1")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_columns_are_visible_or_scroll_within_the_table(owner, edit, theme):
    owner.emulate_media(color_scheme=theme)
    headings = [("text", "Work"), *[("number", f"N{number}") for number in range(5)]]
    (table,) = edit(results(headings, ["A", *"12345"])).all()
    box = table.locator(".typed-table-block__wrapper")

    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert find_violations(owner, ".typed-table-block") == []
    owner.set_viewport_size({"width": 390, "height": 844})
    assert owner.evaluate("document.documentElement.scrollWidth") == 390
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    owner.set_viewport_size({"width": 1400, "height": 1000})

"""Blocks of numbers: tables of results, and charts drawn from such tables."""

from functools import cached_property
from itertools import pairwise
from zlib import crc32

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.drawing.bars import draw_bars
from pages.drawing.lines import draw_lines, pair_numbers
from pages.drawing.numbers import read_magnitude
from pages.drawing.paper import measure_table
from pages.drawing.series import Series

from .table import GridBlock, TableColumn, mark_best
from .validation import ValidatedBlock

MAX_SERIES = {"bars": 6, "lines": 12}
MAX_ROWS = 60
# From so many columns or letters beside each other a table reaches into the margin.
WIDE_COLUMNS, WIDE_LETTERS = 6, 66
# Letters of a name before it breaks, of the mark of the best value, and of padding
NAME, BEST, PADDING = 13, 5, 2
PREVIEW = {
    "caption": "Video-level accuracy on UCF-101, split 1.",
    "table": {
        "columns": [
            {"type": "text", "heading": "Work"},
            {"type": "number_higher", "heading": "Spatial stream (%)"},
            {"type": "number_higher", "heading": "Temporal stream (%)"},
            {"type": "number_higher", "heading": "Fused (%)"},
        ],
        "rows": [
            {"values": ["Simonyan et al.", "72.7", "81.0", "85.9"]},
            {"values": ["This work", "73.1", "78.8", "82.0"]},
        ],
    },
    "source": "Simonyan and Zisserman, 2014",
    "source_address": "https://arxiv.org/abs/1406.2199",
}


class DataValue(blocks.StructValue):
    """Table with a caption and a source. The table is parsed once, on first use."""

    @property
    def table(self):
        return self["table"]

    @cached_property
    def columns(self):
        return [
            TableColumn.parse(column["heading"], column["block"].name)
            for column in self.table.columns
        ]

    @cached_property
    def rows(self):
        heads = next((column for column in self.columns if not column.is_number), None)
        rows = [
            [
                column.parse_cell(value, column is heads)
                for column, value in zip(self.columns, row["values"], strict=True)
            ]
            for row in self.table.row_data
        ]
        for column, *cells in zip(self.columns, *rows, strict=True):
            mark_best(cells, column.direction)
        return rows

    @cached_property
    def number_columns(self):
        return [
            Series(column.name, column.unit, [c.number for c in cells], [c.text for c in cells])
            for column, *cells in zip(self.columns, *self.rows, strict=True)
            if column.is_number
        ]

    @property
    def names(self):
        """Heading of each row; empty for a row without text."""
        return [next((c.text for c in row if c.is_heading), "") for row in self.rows]

    @property
    def has_order(self):
        """Tell whether the names of the rows are rising numbers, such as years."""
        names = [read_magnitude(name) for name in self.names]
        return None not in names and all(one < other for one, other in pairwise(names))

    @property
    def lines(self):
        """Lines of the sparkline: the first column with two numbers; others have other scales."""
        for column in self.number_columns if self.has_order else []:
            line = [pair for pair in enumerate(column.numbers) if pair[1] is not None]
            if len(line) > 1:
                return [line]
        return []

    @cached_property
    def extent(self):
        """Extent on paper."""
        return measure_table(
            [
                (column.is_number, [*column.name.split(), column.unit, *map(str, cells)])
                for column, *cells in zip(self.columns, *self.rows, strict=True)
            ]
        )

    @property
    def width(self):
        """Measure on the page, "text" or "wide"."""
        columns = zip(self.columns, *self.rows, strict=True)
        letters = sum(count_letters(column, cells) for column, *cells in columns)
        is_wide = len(self.columns) >= WIDE_COLUMNS or letters > WIDE_LETTERS
        return "wide" if is_wide else "text"

    @property
    def is_empty(self):
        return not (self.table.columns and self.table.row_data)

    @property
    def has_best(self):
        return any(cell.is_best for row in self.rows for cell in row)

    @property
    def key(self):
        """Id for a block without an anchor; equal for equal content."""
        return f"data-{crc32(repr(self.block.get_prep_value(self)).encode()):08x}"


def count_letters(column, cells):
    """Return how many letters a column takes at least."""
    numbers = [len(cell.text) + BEST * cell.is_best for cell in cells]
    longest = max(map(len, column.name.split()), default=0)
    return PADDING + max(longest, *(numbers if column.is_number else [NAME]), 0)


class DataBlock(ValidatedBlock):
    """Base of tables and charts: numbers, a caption and a source."""

    caption = blocks.CharBlock(
        max_length=300, default="", help_text="Say in a sentence what the numbers show."
    )
    table = GridBlock(
        help_text=(
            "Put the unit in brackets at the end of a heading: Accuracy (%). An empty "
            "cell or a dash means no value. A range from a spreadsheet can be pasted into any "
            "cell. Tab, Enter and the arrow keys move between the cells; Escape, then Tab, "
            "leads out of the table."
        )
    )
    source = blocks.CharBlock(
        required=False,
        max_length=200,
        default="",
        help_text="Say where the numbers come from. For your own, “this work” will do.",
    )
    source_address = blocks.URLBlock(
        required=False, default="", help_text="The web address where the source can be read."
    )

    class Meta:
        value_class = DataValue
        form_layout = blocks.BlockGroup(["caption", "table", "source"], settings=["source_address"])
        group = _("Data")


class ResultsTableBlock(DataBlock):
    """Table of results that marks the best value of each column."""

    class Meta:
        icon = "table"
        label = _("Results table")
        description = (
            "Numbers in columns, like a benchmark or comparison: the best of each is marked."
        )
        template = "blocks/results_table.html"
        preview_value = PREVIEW


class ChartValue(DataValue):
    """Table that can be drawn as a chart."""

    source_table = None  # the results table of the page that the chart takes its numbers from

    @property
    def is_missing(self):
        """Tell whether the chart takes its numbers from a table that is not on the page."""
        return bool(self.get("numbers_from")) and self.source_table is None

    @property
    def table(self):
        if self.get("numbers_from"):
            empty = self.block.child_blocks["table"].normalize(None)
            return empty if self.is_missing else self.source_table["table"]
        return self["table"]

    @property
    def lines(self):
        """Lines of the sparkline: the lines of the chart, or the ends of bars in an order."""
        if self.problem:
            return []
        if self["kind"] == "bars":
            columns = self.number_columns if self.has_order else []
            return [list(enumerate(column.numbers)) for column in columns]
        x, *series = self.number_columns
        return [pair_numbers(x, one) for one in series]

    @cached_property
    def problem(self):
        """Sentence that says why the chart cannot be drawn, or None."""
        if self.is_missing:
            return "The table that it takes its numbers from is gone: choose another one."
        columns, is_bars = self.number_columns, self["kind"] == "bars"
        series = columns if is_bars else columns[1:]
        if is_bars and all(column.is_number for column in self.columns):
            return "Bars need a Text column with the names of the rows: add one."
        if not series:
            if is_bars:
                return "Bars need a Number column: add one."
            return "Lines need two Number columns, the first for the horizontal axis."
        for name, most, count in [
            ("series", MAX_SERIES[self["kind"]], len(series)),
            ("rows", MAX_ROWS, len(self.table.row_data)),
        ]:
            if count > most:
                return (
                    f"A chart holds at most {most} {name}, and this table has {count}: remove some."
                )
        numbers = zip(*(one.numbers for one in series), strict=True)
        filled = [any(number is not None for number in row) for row in numbers]
        if is_bars:
            return None if any(filled) else "Every bar is empty: type a number."
        places = zip(columns[0].numbers, filled, strict=True)
        if len({place for place, is_filled in places if is_filled} - {None}) < 2:
            return (
                "Lines need two rows with different numbers in the first Number column "
                "and a number beside each: add some."
            )
        for axis, axes in {"horizontal": columns[:1], "vertical": series}.items():
            if self.is_logarithmic(axis) and min(n for one in axes for n in one.known) <= 0:
                return (
                    f"The {axis} axis is logarithmic and has numbers that are not above 0: "
                    "remove them or choose a linear axis."
                )
        return None

    def is_logarithmic(self, axis):
        """Tell whether the "horizontal" or "vertical" axis of lines is logarithmic."""
        return self.get("scale") in {axis, "both"}

    @property
    def drawing(self):
        """Drawing of the chart, or None for an incomplete draft."""
        if self.problem:
            return None
        if self["kind"] == "bars":
            return draw_bars(self.names, self.number_columns)
        x, *series = self.number_columns
        is_x_log, is_y_log = map(self.is_logarithmic, ("horizontal", "vertical"))
        return draw_lines(x, series, is_x_log=is_x_log, is_y_log=is_y_log)


def find_sources(stream):
    """Give the charts of a stream the tables that they take their numbers from."""
    charts = [block.value for block in stream.blocks_by_name("chart")]
    charts = [chart for chart in charts if chart.get("numbers_from")]
    # Tables are read from the database only where a chart needs one.
    tables = stream.blocks_by_name("results_table") if charts else []
    values = {table.id: table.value for table in tables}
    for chart in charts:
        chart.source_table = values.get(chart["numbers_from"])


def find_chart_problems(stream):
    """Return the errors of charts that cannot be drawn from another table, by position."""
    find_sources(stream)
    return {
        position: blocks.StructBlockValidationError(
            {"numbers_from": ValidationError(block.value.problem)}
        )
        for position, block in enumerate(stream)
        if block.block_type == "chart" and block.value["numbers_from"] and block.value.problem
    }


class ChartBlock(DataBlock):
    """Bar or line chart, with the table it is drawn from or the id of another one."""

    kind = blocks.ChoiceBlock(
        choices=[("bars", _("Bars")), ("lines", _("Lines"))],
        default="bars",
        search_index=False,
        help_text=(
            "Bars form a group for each row, named by its first text. For lines, the first "
            "Number column is the horizontal axis, and each further one is a line."
        ),
    )

    numbers_from = blocks.CharBlock(
        required=False,
        max_length=100,
        default="",
        search_index=False,
        # The script chart_table.js shows the tables by their captions.
        form_attrs={"data-controller": "chart-table"},
        help_text="A chart of a results table of this page changes as that table does.",
    )

    scale = blocks.ChoiceBlock(
        choices=[
            ("linear", _("Linear")),
            ("vertical", _("Vertical axis logarithmic")),
            ("horizontal", _("Horizontal axis logarithmic")),
            ("both", _("Both axes logarithmic")),
        ],
        default="linear",
        search_index=False,
        help_text="For lines. Choose a logarithmic axis for numbers of very different sizes.",
    )

    def clean(self, value):
        # A draft keeps the numbers that it had.
        if value["numbers_from"] and not self.is_deferred_validation:
            value = self.meta.value_class(self, {**value, "table": None})
        return super().clean(value)

    def find_problems(self, value):
        # The table of another block is known to the body only.
        return {"table": value.problem} if not value["numbers_from"] and value.problem else {}

    class Meta:
        icon = "bars"
        label = _("Chart")
        description = "A graph, plot or diagram: numbers drawn as bars or lines, with a table."
        template = "blocks/chart.html"
        value_class = ChartValue
        form_layout = blocks.BlockGroup(
            ["kind", "caption", "numbers_from", "table", "source"],
            settings=["scale", "source_address"],
        )
        preview_value = {"kind": "bars", **PREVIEW}

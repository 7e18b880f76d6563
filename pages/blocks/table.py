"""Table of results and charts in the editor: columns of text and of numbers."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import (
    TypedTableBlock,
    TypedTableBlockAdapter,
    TypedTableBlockValidationError,
)

from pages.drawing.numbers import PLUS_MINUS, Number, read_number
from pages.drawing.paper import has_long_word

UNIT = re.compile(r"(?P<name>.*\S)\s+\((?P<unit>[^()]+)\)")


class NumberBlock(blocks.CharBlock):
    """Number as typed, with an optional uncertainty; may be empty."""

    def __init__(self, required=False, max_length=40, **kwargs):
        super().__init__(required=required, max_length=max_length, **kwargs)

    def clean(self, value):
        text = Number(PLUS_MINUS.sub(" ± ", super().clean(value)).strip())
        try:
            read_number(text)
        except ValueError as error:
            if not self.is_deferred_validation:
                raise ValidationError(str(error)) from error
        return text

    def normalize(self, value):
        return Number(value or "")

    to_python = value_from_form = normalize

    def get_prep_value(self, value):
        return str(value or "")

    class Meta:
        icon = "decimal"
        default = ""


class GridBlock(TypedTableBlock):
    """Table with columns of text and of numbers."""

    required = True

    text = blocks.CharBlock(required=False, default="", label=_("Text"))
    number = NumberBlock(label=_("Number"))
    number_higher = NumberBlock(label=_("Number, higher is better"))
    number_lower = NumberBlock(label=_("Number, lower is better"))

    def to_python(self, value):
        """Fill short rows with empty cells, on which Wagtail fails."""
        if value:
            width = len(value["columns"])
            rows = [
                {"values": [*row["values"], *[""] * (width - len(row["values"]))]}
                for row in value["rows"]
            ]
            value = {**value, "rows": rows}
        return super().to_python(value)

    def clean(self, value):
        """Validate cells and, except in drafts, that the table is complete.

        None is the table of a chart that takes its numbers from another one.
        """
        if value is None:
            return self.normalize(value)
        is_draft = self.is_deferred_validation
        problems = [] if is_draft else list(find_missing_parts(value))
        try:
            value = super().clean(value)
        except TypedTableBlockValidationError as error:
            raise TypedTableBlockValidationError(error.cell_errors, problems) from error
        if problems:
            raise TypedTableBlockValidationError(non_block_errors=problems)
        return value


class GridBlockAdapter(TypedTableBlockAdapter):
    """Adds the scripts by which a table is edited like a sheet."""

    js_constructor = "pages.blocks.GridBlock"

    @property
    def media(self):
        scripts = ["js/table_range.js", "js/table_sheet.js"]
        return super().media + Media(js=[versioned_static(script) for script in scripts])


register(GridBlockAdapter(), GridBlock)


def find_missing_parts(table):
    """Yield a sentence for each missing part of a table."""
    if not table.columns:
        yield "The table has no columns: add one, or paste a range from a spreadsheet."
    elif not table.row_data:
        yield "The table has no rows: add one below the headings."
    for position, column in enumerate(table.columns, start=1):
        if not column["heading"].strip():
            yield f"Column {position} has no heading: type one above its cells."


@dataclass
class TableCell:
    """Cell of a table; the first text of a row is its heading."""

    text: str
    number: Decimal | None = None
    is_number: bool = False
    is_heading: bool = False
    is_best: bool = False

    @property
    def is_long(self):
        return has_long_word(self.text)

    def __str__(self):
        return f"{_('best')} {self.text}" if self.is_best else self.text


@dataclass(frozen=True)
class TableColumn:
    """Column of a table, parsed from its heading and type."""

    name: str
    unit: str
    direction: str | None  # which is better: "higher", "lower" or None for neither
    is_number: bool

    @property
    def is_long(self):
        return has_long_word(self.name)

    @classmethod
    def parse(cls, heading, kind):
        """Return the column of "Accuracy (%)": its name is "Accuracy", its unit "%"."""
        name, unit, is_number = heading.strip(), "", kind != "text"
        if is_number and (match := UNIT.fullmatch(name)):
            name, unit = match["name"], match["unit"].strip()
        direction = kind.removeprefix("number_") if kind.startswith("number_") else None
        return cls(name, unit, direction, is_number)

    def parse_cell(self, value, is_heading):
        if self.is_number:
            return TableCell(value.printed, value.decimal, is_number=True)
        text = (value or "").strip()
        return TableCell(text, is_heading=is_heading and text != "")


def mark_best(cells, direction):
    """Mark the best of `cells` with its ties, if there are at least two numbers."""
    numbers = [cell.number for cell in cells if cell.number is not None]
    if direction and len(numbers) > 1:
        best = max(numbers) if direction == "higher" else min(numbers)
        for cell in cells:
            cell.is_best = cell.number == best

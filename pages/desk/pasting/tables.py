"""Tables of a clipboard as tables of results: the first row as headings, numbers recognised."""

from pages.drawing.numbers import NO_VALUE, read_number

MAX_CELLS = 4_000
MAX_COLUMNS = 60


class TooLargeError(ValueError):
    """Refusal of a paste, with a sentence for the editor."""


def is_number(text):
    try:
        return text.strip() not in NO_VALUE and read_number(text.strip()) is not None
    except ValueError:
        return False


def read_grid(table, read_cell):
    """Return the cells of an HTML table as rows of equally many texts.

    A cell over several rows is repeated in each; one over several columns fills the first.
    """
    rows, spans = [], {}  # spans: column -> (text, rows that it still fills)
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        cells, column = [], 0
        for cell in row.find_all(["td", "th"], recursive=False):
            column = fill_spans(cells, spans)
            text = read_cell(cell)
            width, height = (read_span(cell, name) for name in ("colspan", "rowspan"))
            for position in range(width):
                part = text if position == 0 else ""
                cells.append(part)
                if height > 1:
                    spans[column + position] = (part, height - 1)
        fill_spans(cells, spans)
        rows.append(cells)
        if len(cells) > MAX_COLUMNS or sum(map(len, rows)) > MAX_CELLS:
            raise TooLargeError(
                f"This table is too large for a page: at most {MAX_COLUMNS} columns and "
                f"{MAX_CELLS:,} cells fit. Upload it as a document, and link to it."
            )
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    filled = [column for column in range(width) if any(row[column] for row in rows)]
    return [[row[column] for column in filled] for row in rows]


def fill_spans(cells, spans):
    """Append the cells that reach down from above, and return the next free column."""
    while len(cells) in spans:
        text, rows = spans.pop(len(cells))
        if rows > 1:
            spans[len(cells)] = (text, rows - 1)
        cells.append(text)
    return len(cells)


def read_span(cell, name):
    number = str(cell.get(name) or "1").strip()
    return max(1, min(MAX_COLUMNS, int(number))) if number.isdecimal() else 1


def make_table(rows, caption="", *, has_headings=False):
    """Return the stored value of a table of results."""
    if not has_headings:
        has_headings = len(rows) > 1 and not all(is_number(text) for text in rows[0] if text)
    headings, rows = (rows[0], rows[1:]) if has_headings else ([""] * len(rows[0]), rows)
    columns = []
    for position, heading in enumerate(headings):
        cells = [row[position] for row in rows if row[position].strip() not in NO_VALUE]
        kind = "number" if cells and all(map(is_number, cells)) else "text"
        columns.append({"type": kind, "heading": heading})
    return {
        "caption": caption[:300],
        "table": {"columns": columns, "rows": [{"values": row} for row in rows], "caption": ""},
        "source": "",
        "source_address": "",
    }

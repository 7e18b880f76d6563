"""The tables of a backup, as lines of JSON that say the same on every database.

A table is one line with the names of its columns, then a line for each row, by primary
key. It is read and written row by row, so that its size is no matter.
"""

import json
from base64 import b64encode
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models.expressions import Col
from django.utils.duration import duration_iso_string

from .refusal import Refusal

# By app or model: what is not in a backup, and why.
LEFT_OUT = {
    "pages.backup": "is about backups themselves",
    "pages.epoch": "names a state of the database, and never that of another",
    "pages.siterendition": "is made again of the pictures",
    "pages.storedsnapshot": "is made again of the rest",
    "pages.throttlecount": "ends within a day",
    "sessions": "who has logged in does so again",
    "wagtailimages.rendition": "is made again of the pictures",
    "wagtailsearch": "is made again of the rest",
}
# Of these, what a restore leaves alone: the first two say something of this database, and
# the third is emptied by triggers.
LEFT_ALONE = {"pages.backup", "pages.epoch", "wagtailsearch.sqliteftsindexentry"}
ROWS = 500  # that are read or written at once


def find_tables(registry=apps):
    """Return the models of all tables of a registry of apps, those of relations too."""
    return [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def is_left_out(model):
    return bool({model._meta.app_label, model._meta.label_lower} & LEFT_OUT.keys())


def find_kept(registry=apps):
    """Return the models whose tables a backup holds, by their labels."""
    models = [model for model in find_tables(registry) if not is_left_out(model)]
    return {model._meta.label_lower: model for model in models}


def find_replaced():
    """Return the models whose tables are emptied by a restore."""
    tables = find_tables()
    return [model for model in tables if model._meta.label_lower not in LEFT_ALONE]


class Column:
    """A column of a table, and how its values are written down."""

    def __init__(self, field):
        self.name = field.column
        self.holds_files = isinstance(field, models.FileField)
        while field.remote_field:
            field = field.target_field
        kind = field.get_internal_type()
        # The text of a JSON value stays as it is; what a field makes of it is its own.
        self.is_json = kind == "JSONField"
        options = {}
        if kind == "DecimalField":
            options = {
                "max_digits": field.max_digits,
                "decimal_places": field.decimal_places,
            }
        self._field = getattr(models, kind)(**options)

    def converters(self, connection):
        """Return functions that make one Python value of what any database returns."""
        column = Col(None, self._field)
        converters = connection.ops.get_db_converters(column)
        if not self.is_json:
            converters = converters + self._field.get_db_converters(connection)
        return [
            lambda value, convert=convert: convert(value, column, connection)
            for convert in converters
        ]

    def prepare(self, value, connection):
        """Return what the database is given for a value of a line."""
        if value is None or self.is_json:
            return value
        return self._field.get_db_prep_save(self._field.to_python(value), connection)


def find_columns(model):
    return [Column(field) for field in model._meta.local_concrete_fields]


def write_value(value):
    """Return a value that JSON does not know as text that Django's fields read."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value)} cannot be written into a backup")


def read_rows(connection, model, columns):
    """Yield the rows of a table by primary key, as tuples of what the database returns."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} ORDER BY {key}")  # noqa: S608
        while rows := cursor.fetchmany(ROWS):
            yield from rows


def read_lines(connection, model):
    """Yield the lines of a table, encoded."""
    columns = find_columns(model)
    yield write_line([column.name for column in columns])
    converters = [column.converters(connection) for column in columns]
    for row in read_rows(connection, model, columns):
        values = list(row)
        for place, functions in enumerate(converters):
            for convert in functions:
                values[place] = convert(values[place])
        yield write_line(values)


def write_line(values):
    text = json.dumps(values, ensure_ascii=False, default=write_value)
    # Half a pair of UTF-16, which SQLite keeps, has no bytes in UTF-8.
    return text.encode(errors="surrogatepass") + b"\n"


def read_line(line):
    return json.loads(line.decode(errors="surrogatepass"))


def write_rows(connection, model, lines, files):
    """Put the lines of a table into the database, and return how many rows there were.

    `files` gives the names of files that they have got where they are now.
    Raises Refusal when the table has other columns.
    """
    lines = iter(lines)
    columns = {column.name: column for column in find_columns(model)}
    names = read_line(next(lines, b"[]"))
    if set(names) != set(columns):
        raise Refusal(
            f"The table {model._meta.db_table} of the backup has other columns than "
            "that of this site: restore it with the version that made it."
        )
    columns = [columns[name] for name in names]
    quote = connection.ops.quote_name
    insert = (
        f"INSERT INTO {quote(model._meta.db_table)} "  # noqa: S608
        f"({', '.join(map(quote, names))}) VALUES ({', '.join(['%s'] * len(names))})"
    )
    count, rows = 0, []
    with connection.cursor() as cursor:
        for line in lines:
            values = [
                files.get(value, value) if column.holds_files else value
                for column, value in zip(columns, read_line(line), strict=True)
            ]
            rows.append(
                [
                    column.prepare(value, connection)
                    for column, value in zip(columns, values, strict=True)
                ]
            )
            count += 1
            if len(rows) == ROWS:
                cursor.executemany(insert, rows)
                rows = []
        if rows:
            cursor.executemany(insert, rows)
    return count


def empty(connection, tables):
    """Delete all rows of these models' tables."""
    with connection.cursor() as cursor:
        for model in tables:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def find_files(connection, tables):
    """Return where the rows of these models name files: (label, key of the row, name)."""
    found = set()
    for model in tables:
        fields = model._meta.local_concrete_fields
        names = [field for field in fields if isinstance(field, models.FileField)]
        if not names:
            continue
        columns = [Column(field) for field in [model._meta.pk, *names]]
        for key, *row in read_rows(connection, model, columns):
            found |= {(model._meta.label_lower, key, name) for name in row if name}
    return found

"""Tables of a backup, as lines of JSON that are the same for every kind of database.

The first line of a table names its columns; the others are its rows, by primary key. They
are read and written in batches, so that large tables need no memory.
"""

import json
import re
from base64 import b64encode
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models
from django.db.models.expressions import Col
from django.utils.duration import duration_iso_string

from .archive import BackupError

# Apps and tables that are not in a backup, with the reason. Older versions of the site have
# the same tables, perhaps for models of other names.
EXCLUDED = {
    "pages_backup": "describes backups themselves",
    "pages_epoch": "identifies a state of this database only",
    "pages_siterendition": "is derived from the images",
    "pages_snapshot": "is derived from the pages",
    "pages_throttlecount": "expires within a day",
    "sessions": "users log in again",
    "wagtailimages_rendition": "is derived from the images",
    "wagtailsearch": "is derived from the pages",
}
# Excluded tables that a restore does not empty, with the reason.
KEPT_BY_RESTORE = {
    "pages_backup": "names backups that still exist",
    "pages_epoch": "identifies a state of this database",
    "pages_snapshot": "has a version in each row, so that older rows are ignored",
    "wagtailsearch_indexentry_fts": "is emptied by triggers of its table",
}
# Tables that requests of visitors write, except visits, which a thread writes.
WRITTEN_BY_VISITORS = {
    *("django_session", "pages_siterendition", "pages_throttlecount"),
    "wagtailforms_formsubmission",
}
BATCH = 500  # rows that are read or written at once
# An escaped NUL after any number of escaped backslashes.
JSON_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def find_tables(registry=apps):
    """Return the models of all tables of an app registry, including many-to-many tables."""
    return [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def is_excluded(model):
    return bool({model._meta.app_label, model._meta.db_table} & EXCLUDED.keys())


def find_included(registry=apps):
    """Return the models whose tables are in a backup, by label."""
    models = [model for model in find_tables(registry) if not is_excluded(model)]
    return {model._meta.label_lower: model for model in models}


def find_replaced():
    """Return the models whose tables are emptied by a restore."""
    tables = find_tables()
    return [model for model in tables if model._meta.db_table not in KEPT_BY_RESTORE]


class Column:
    """A column of a table, and the conversion of its values."""

    def __init__(self, field):
        self.name = field.column
        self.holds_files = isinstance(field, models.FileField)
        while field.remote_field:
            field = field.target_field
        kind = field.get_internal_type()
        # The text of a JSON value is copied unparsed.
        self.is_json = kind == "JSONField"
        names = ["max_digits", "decimal_places"] if kind == "DecimalField" else []
        self._field = getattr(models, kind)(**{name: getattr(field, name) for name in names})

    def converters(self, connection):
        """Return the functions that convert a value of the database to Python, in order."""
        column = Col(None, self._field)
        converters = connection.ops.get_db_converters(column)
        if not self.is_json:
            converters = converters + self._field.get_db_converters(connection)
        return [
            lambda value, convert=convert: convert(value, column, connection)
            for convert in converters
        ]

    def prepare(self, value, connection):
        """Convert a value of a line for the database, without NUL where that is refused."""
        if isinstance(value, str) and connection.vendor == "postgresql":
            value = JSON_NUL.sub(r"\1", value) if self.is_json else value.replace("\0", "")
        if value is None or self.is_json:
            return value
        return self._field.get_db_prep_save(self._field.to_python(value), connection)


def find_columns(model):
    return [Column(field) for field in model._meta.local_concrete_fields]


def write_value(value):
    """Return a value that JSON lacks as text that Django's fields parse."""
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
    """Yield the rows of a table by primary key, as unconverted tuples."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    # In a pool, a cursor of the server ends with its transaction.
    open_cursor = connection.cursor if connection.get_autocommit() else connection.chunked_cursor
    with open_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} ORDER BY {key}")  # noqa: S608
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def read_lines(connection, model):
    """Yield the lines of a table, encoded."""
    columns = find_columns(model)
    yield write_line([column.name for column in columns])
    converters = [column.converters(connection) for column in columns]
    for row in read_rows(connection, model, columns):
        values = list(row)
        for index, functions in enumerate(converters):
            for convert in functions:
                values[index] = convert(values[index])
        yield write_line(values)


def write_line(values):
    text = json.dumps(values, ensure_ascii=False, default=write_value)
    # SQLite stores lone surrogates, which UTF-8 cannot encode.
    return text.encode(errors="surrogatepass") + b"\n"


def read_line(line):
    return json.loads(line.decode(errors="surrogatepass"))


def write_rows(connection, model, lines, files, table=None):
    """Insert the lines of a table, and return the number of rows.

    `files` maps names of files in the archive to those in the storage; `table` is another
    table with the same columns. BackupError when the table has other columns.
    """
    lines = iter(lines)
    columns = {column.name: column for column in find_columns(model)}
    names = read_line(next(lines, b"[]"))
    if set(names) != set(columns):
        raise BackupError(
            f"The table {model._meta.db_table} of the backup has other columns than "
            "that of this site: restore it with the version that made it."
        )
    columns = [columns[name] for name in names]
    quote = connection.ops.quote_name
    insert = (
        f"INSERT INTO {quote(table or model._meta.db_table)} "  # noqa: S608
        f"({', '.join(map(quote, names))}) VALUES ({', '.join(['%s'] * len(names))})"
    )

    def prepare(line):
        values = zip(columns, read_line(line), strict=True)
        return [
            column.prepare(files.get(value, value) if column.holds_files else value, connection)
            for column, value in values
        ]

    rows, count = map(prepare, lines), 0
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(insert, batch)
            count += len(batch)
    return count


def fill_tables(connection, archive, names, log=lambda text: None, *, tables=None, staged=None):
    """Fill the empty tables of a database, by default those of the present models.

    `staged` names other tables to be filled, by label. Raises BackupError when the archive
    has other tables, or inconsistent rows.
    """
    tables = tables or find_included()
    if set(archive.tables) != set(tables):
        raise BackupError(
            f"{archive.path} has other tables than its version of the site: take another backup."
        )
    for label, entry in archive.tables.items():
        table = staged and staged[label]
        count = write_rows(connection, tables[label], archive.read_table(label), names, table)
        if count != entry["rows"]:
            raise BackupError(
                f"The backup has {count} rows for {entry['rows']} of {label}: take another backup."
            )
    if not staged:
        check_rows(connection, tables)
    rows = sum(entry["rows"] for entry in archive.tables.values())
    log(f"Database: {len(tables)} tables with {rows:,} rows")


def check_rows(connection, tables):
    """Raise BackupError when a row names another that is not there."""
    try:
        connection.check_constraints([model._meta.db_table for model in tables.values()])
    except DatabaseError as error:
        raise BackupError(
            "The backup names rows that it does not hold: take another backup."
        ) from error


def stage_tables(connection, archive, names, log):
    """Fill temporary tables of PostgreSQL, and return their names by label."""
    tables = find_included()
    staged = {label: f"restored_{number}" for number, label in enumerate(tables)}
    with connection.cursor() as cursor:
        for label, model in tables.items():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"CREATE TEMP TABLE {staged[label]} (LIKE {table}) ON COMMIT DROP")
    fill_tables(connection, archive, names, log, staged=staged)
    return staged


def move_rows(connection, staged):
    """Insert the rows of the staged tables."""
    tables = find_included()
    with connection.cursor() as cursor:
        for label, table in staged.items():
            target = connection.ops.quote_name(tables[label]._meta.db_table)
            cursor.execute(f"INSERT INTO {target} SELECT * FROM {table}")  # noqa: S608
    check_rows(connection, tables)


def empty_tables(connection, tables):
    """Delete all rows of the tables of these models."""
    with connection.cursor() as cursor:
        for model in tables:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def find_files(connection, tables):
    """Return the files that rows of these models name: (label, primary key, name)."""
    found = set()
    for model in tables:
        fields = model._meta.local_concrete_fields
        names = [field for field in fields if isinstance(field, models.FileField)]
        if names:
            columns = [Column(field) for field in [model._meta.pk, *names]]
            for key, *row in read_rows(connection, model, columns):
                found |= {(model._meta.label_lower, key, name) for name in row if name}
    return found

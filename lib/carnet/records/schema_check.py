"""Bring a chunk of rows to its table's types, or say exactly where it does not follow them."""

from __future__ import annotations

import difflib

import pyarrow as pa
import pyarrow.compute as pc

from carnet.errors import SchemaError
from carnet.language import _
from carnet.records.schema import TABLES, Column, Table


def table_named(name: str) -> Table:
    """The table of that name. Raises SchemaError naming the nearest ones."""
    if name not in TABLES:
        near = difflib.get_close_matches(name, TABLES, n=3) or sorted(TABLES)
        raise SchemaError(_("The warehouse has no table called “{table}”.").format(table=name),
                          _("Did you mean: {names}?").format(names=", ".join(near)))
    return TABLES[name]


def conform(table: Table, chunk: pa.Table, first_row: int = 1) -> pa.Table:
    """The chunk's columns in the table's order with the table's types; optional columns may be absent.

    `first_row` is the number of the chunk's first row, for messages. Raises SchemaError naming table, column, expected
    and found type and the first offending row; never a value, which may be a patient's.
    """
    _check_names(table, chunk)
    columns = {column.name: _cast(table, column, chunk.column(column.name), first_row)
               for column in table.columns if column.name in chunk.column_names}
    return pa.table(columns)


def complete(table: Table, chunk: pa.Table) -> pa.Table:
    """A conforming chunk with the table's whole schema: absent optional columns are null."""
    return pa.Table.from_arrays(
        [chunk.column(column.name) if column.name in chunk.column_names else pa.nulls(chunk.num_rows, column.type)
         for column in table.columns], schema=table.arrow)


def _check_names(table: Table, chunk: pa.Table) -> None:
    given = chunk.column_names
    for name in given:
        if given.count(name) > 1:
            raise SchemaError(_("Table {table}: column {column} is given twice.").format(table=table.name, column=name),
                              _("Give it once."))
        if name not in table:
            near = difflib.get_close_matches(name, table.names, n=3)
            remedy = (_("Did you mean: {names}?").format(names=", ".join(near)) if near
                      else _("Leave it out, or put its values into observation or measurement."))
            raise SchemaError(_("Table {table} has no column {column}.").format(table=table.name, column=name), remedy)
    for column in table.columns:
        if column.required and column.name not in given:
            raise SchemaError(
                _("Table {table}: the required column {column} ({type}) is missing.").format(
                    table=table.name, column=column.name, type=column.type),
                _("Add it (an unknown concept is 0)."))


def _cast(table: Table, column: Column, values: pa.ChunkedArray, first_row: int) -> pa.ChunkedArray:
    found = values.type
    if found != column.type:
        plain = _plain(values)
        if not _may_become(plain.type, column.type):
            at = _first_valid(plain)
            raise _wrong_type(table, column, found, None if at is None else first_row + at)
        try:
            values = plain.cast(column.type)
        except pa.ArrowInvalid:
            raise _wrong_type(table, column, found, first_row + _first_failure(plain, column.type)) from None
    if column.required and values.null_count:
        at = pc.index(pc.is_null(values), True).as_py()
        raise SchemaError(
            _("Table {table}, column {column}, row {row}: empty, but a value ({type}) is required.").format(
                table=table.name, column=column.name, row=first_row + at, type=column.type),
            _("Fill it in, or set the row aside with its reason."))
    return values


def _plain(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionaries decoded; a time with a zone as the UTC time without one."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
        kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        values = values.cast(pa.timestamp(kind.unit, "UTC")).cast(pa.timestamp(kind.unit))
    return values


def _may_become(found: pa.DataType, expected: pa.DataType) -> bool:
    t = pa.types
    if t.is_null(found) or found == expected:
        return True
    if t.is_integer(expected) or t.is_floating(expected):
        return t.is_integer(found) or t.is_floating(found) or t.is_decimal(found)
    if t.is_date(expected) or t.is_timestamp(expected):
        return t.is_date(found) or t.is_timestamp(found)
    if t.is_string(expected):
        return t.is_large_string(found) or t.is_string_view(found)
    return False


def _first_valid(values: pa.ChunkedArray) -> int | None:
    at = pc.index(pc.is_valid(values), True).as_py()
    return None if at < 0 else int(at)


def _first_failure(values: pa.ChunkedArray, expected: pa.DataType) -> int:
    """The position of the first value that cannot be cast, by halving."""
    low, high = 0, len(values)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            values.slice(low, middle - low).cast(expected)
        except pa.ArrowInvalid:
            high = middle
        else:
            low = middle
    return low


def _wrong_type(table: Table, column: Column, found: pa.DataType, row: int | None) -> SchemaError:
    if row is None:
        message = _("Table {table}, column {column}: expected {expected}, found {found}.").format(
            table=table.name, column=column.name, expected=column.type, found=found)
    else:
        message = _("Table {table}, column {column}, row {row}: expected {expected}, found {found} that cannot become it.").format(
            table=table.name, column=column.name, row=row, expected=column.type, found=found)
    return SchemaError(message, _("Convert the column to {expected} first, or set the row aside with its reason.").format(
        expected=column.type))

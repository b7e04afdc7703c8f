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

    Widened or narrowed only where no value changes (1950.0 becomes 1950, a midnight a date, a time with a zone the time
    in UTC); not-a-number becomes null, which is what the engines agree on. `first_row` is the number of the chunk's
    first row, for messages. Raises SchemaError naming table, column, expected and found type and the first offending
    row; never a value, which may be a patient's.
    """
    _check_names(table, chunk)
    return pa.table({column.name: _cast(table, column, chunk.column(column.name), first_row)
                     for column in table.columns if column.name in chunk.column_names})


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
            raise SchemaError(
                _("Table {table} has no column {column}.").format(table=table.name, column=name),
                _("Did you mean: {names}?").format(names=", ".join(near)) if near
                else _("Leave it out, or put its values into observation or measurement."))
    for column in table.columns:
        if column.required and column.name not in given:
            raise SchemaError(
                _("Table {table}: the required column {column} ({type}) is missing.").format(
                    table=table.name, column=column.name, type=column.type),
                _("Add it (a concept that is not known is 0)."))


def _cast(table: Table, column: Column, values: pa.ChunkedArray, first_row: int) -> pa.ChunkedArray:
    found = values.type
    if found != column.type:
        if not _may_become(found, column.type):
            raise _wrong_type(table, column, found, _row(pc.index(pc.is_valid(values), True).as_py(), first_row))
        given = _plain(values)
        options = pc.CastOptions(target_type=column.type, allow_time_truncate=pa.types.is_timestamp(column.type))
        try:
            values = pc.cast(given, options=options)
        except pa.ArrowInvalid:
            raise _wrong_type(table, column, found, first_row + _first_failure(given, options)) from None
        if pa.types.is_timestamp(given.type) and pa.types.is_date(column.type):
            lost = pc.index(pc.not_equal(given, values.cast(given.type)), True).as_py()
            if lost >= 0:
                raise _wrong_type(table, column, found, first_row + lost)
    elif pa.types.is_floating(found):
        values = _without_nan(values)
    if column.required and values.null_count:
        raise SchemaError(
            _("Table {table}, column {column}, row {row}: empty, but a value ({type}) is required.").format(
                table=table.name, column=column.name, type=column.type,
                row=_row(pc.index(pc.is_null(values), True).as_py(), first_row)),
            _("Fill it in, or set the row aside with its reason."))
    return values


def _plain(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionaries decoded, not-a-number as null, a time with a zone as the UTC time without one."""
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_floating(values.type):
        values = _without_nan(values)
    kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        values = values.cast(pa.timestamp(kind.unit, "UTC")).cast(pa.timestamp(kind.unit))
    return values


def _without_nan(values: pa.ChunkedArray) -> pa.ChunkedArray:
    nan = pc.is_nan(values)
    return pc.if_else(nan, pa.scalar(None, values.type), values) if pc.any(nan).as_py() else values


def _may_become(found: pa.DataType, expected: pa.DataType) -> bool:
    t = pa.types
    if t.is_dictionary(found):
        found = found.value_type
    if t.is_null(found) or found == expected:
        return True
    if t.is_integer(expected) or t.is_floating(expected):
        return bool(t.is_integer(found) or t.is_floating(found) or t.is_decimal(found))
    if t.is_timestamp(expected):
        return bool(t.is_date(found) or t.is_timestamp(found))
    if t.is_date(expected):  # which day a time with a zone falls on is for the importer to say
        return bool(t.is_date(found) or (t.is_timestamp(found) and found.tz is None))
    if t.is_string(expected):
        return bool(t.is_large_string(found) or t.is_string_view(found))
    return False


def _first_failure(values: pa.ChunkedArray, options: pc.CastOptions) -> int:
    """The position of the first value that cannot be cast, by halving."""
    low, high = 0, len(values)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            pc.cast(values.slice(low, middle - low), options=options)
        except pa.ArrowInvalid:
            high = middle
        else:
            low = middle
    return low


def _row(position: int, first_row: int) -> int | None:
    return None if position < 0 else first_row + position


def _wrong_type(table: Table, column: Column, found: pa.DataType, row: int | None) -> SchemaError:
    return SchemaError(
        _("Table {table}, column {column}, row {row}: expected {expected}, found {found}.").format(
            table=table.name, column=column.name, row="–" if row is None else row, expected=column.type, found=found),
        _("Convert the column to {expected} first, or set the row aside with its reason.").format(expected=column.type))

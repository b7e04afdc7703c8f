"""Reads the cells of an OMOP column to its type, and says which cannot be read."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.language import _
from carnet.records.importers.statuses import read_status
from carnet.records.importers.values import day_first, is_missing, map_unique, read_date, read_datetime, read_number

_INTEGER = r"^[+-]?\d{1,18}(\.0*)?$"


@dataclass(frozen=True)
class Cells:
    """A column read: `values` of its type (null where empty or unreadable), `bad` true where it could not be read."""

    values: pa.Array
    bad: np.ndarray
    kind: str

    @property
    def reason(self) -> str:
        """The code of the reason for which a row with such a cell is set aside."""
        return {
            "integer": "not_an_integer",
            "float": "not_a_number",
            "date": "not_a_date",
            "datetime": "not_a_date",
        }.get(self.kind, "wrong_type")

    def expected(self) -> str:
        """What the cell should have been, in words."""
        return {"integer": _("whole number"), "float": _("number"), "date": _("date"), "datetime": _("date")}.get(
            self.kind, _("yes or no")
        )


def read_cells(column: pa.Array, kind: str) -> Cells:
    """Read strings as `integer`, `float`, `date`, `datetime`, `boolean` or `text`. Empty cells become null, and are
    not bad."""
    if kind == "text":
        values = pc.if_else(pc.is_in(column, value_set=pa.array(["", "\\N"])), pa.scalar(None, pa.string()), column)
        return Cells(values, np.zeros(len(column), dtype=bool), kind)
    cells = _filled(column)
    if kind == "integer":
        shaped = pc.fill_null(pc.match_substring_regex(cells, _INTEGER), False)
        digits = pc.replace_substring_regex(pc.if_else(shaped, cells, pa.scalar(None, pa.string())), r"^\+|\.0*$", "")
        values = digits.cast(pa.int64())
    elif kind == "float":
        values = map_unique(cells, lambda text: read_number(text, comma=True), pa.float64())
    elif kind == "boolean":
        values = map_unique(cells, lambda text: read_status(text), pa.bool_())
    else:
        first, _certain = day_first(pc.unique(cells).drop_null().to_pylist())
        values = (
            map_unique(cells, lambda text: read_date(text, first), pa.date32())
            if kind == "date"
            else map_unique(cells, lambda text: read_datetime(text, first), pa.timestamp("us"))
        )
    bad = pc.and_(pc.is_valid(cells), pc.is_null(values)).to_numpy(zero_copy_only=False)
    return Cells(values, np.asarray(bad, dtype=bool), kind)


def _filled(column: pa.Array) -> pa.Array:
    """The trimmed cells, null where there is nothing."""
    cells = pc.utf8_trim_whitespace(column)
    unique = pc.unique(cells).to_pylist()
    blanks = [value for value in unique if value is not None and is_missing(value)]
    return pc.if_else(pc.is_in(cells, value_set=pa.array(blanks, pa.string())), pa.scalar(None, pa.string()), cells)

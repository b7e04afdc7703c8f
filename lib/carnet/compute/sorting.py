"""Sort a table by several columns, fast: all of them folded into one whole number per row where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa


def sorted_table(table: pa.Table, by: Sequence[str]) -> pa.Table:
    """The table sorted by those columns (nulls last, ties in their order), with its types kept."""
    import polars as pl

    if not by or table.num_rows < 2:
        return table
    rows = pl.from_arrow(table, rechunk=True)  # gathering from many pieces takes ten times as long
    assert isinstance(rows, pl.DataFrame)
    key = _folded([rows.get_column(name) for name in by])
    if key is None:
        rows = rows.sort(list(by), nulls_last=True, maintain_order=True)
    elif not key.is_sorted():
        rows = rows[key.arg_sort()]
    return rows.to_arrow().cast(table.schema)


def _folded(columns: Sequence[pl.Series]) -> pl.Series | None:
    """One distinct Int64 per row that orders as the columns do, ties by row number; None where 63 bits are too few.

    Sorting that is about three times as fast as sorting text and numbers column by column.
    """
    import polars as pl

    n = len(columns[0])
    key = pl.zeros(n, pl.Int64, eager=True)
    size = 1
    for column in [*columns, pl.int_range(n, eager=True)]:
        ranks = _ranks(column)
        if ranks is None:
            return None
        span = int(str(ranks.max())) + 1
        size *= span
        if size >= 2**63:
            return None
        key = key * span + ranks
    return key


def _ranks(column: pl.Series) -> pl.Series | None:
    """Whole numbers from 0 that order as the values do, nulls last; None for a type that has none."""
    import polars as pl

    kind = column.dtype
    if kind == pl.String:
        values = column.unique().drop_nulls().sort()
        physical = column.cast(pl.Enum(values)).to_physical().cast(pl.Int64)
        return physical.fill_null(len(values))
    if not (kind.is_integer() or kind in (pl.Date, pl.Boolean)):
        return None
    numbers = column.cast(pl.Int32 if kind == pl.Date else pl.Int64).cast(pl.Int64)
    lowest, highest = numbers.min(), numbers.max()
    if lowest is None or highest is None:
        return pl.zeros(len(column), pl.Int64, eager=True)
    if int(str(highest)) - int(str(lowest)) >= 2**62:
        return None
    return (numbers - lowest).fill_null(int(str(highest)) - int(str(lowest)) + 1)

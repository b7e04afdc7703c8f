"""Eager frames on Polars for the floors above, which import no frame library themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl
    import pyarrow as pa


def frame(data: Mapping[str, Any] | pa.Table) -> nw.DataFrame[Any]:
    """An eager Narwhals frame on Polars from columns (lists, NumPy or Arrow arrays) or an Arrow table."""
    import narwhals as nw
    import polars as pl

    native = pl.DataFrame(dict(data)) if isinstance(data, Mapping) else pl.from_arrow(data, rechunk=False)
    return nw.from_native(native, eager_only=True)


def eager(data: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """The same rows on Polars, integers as Int64 (and whole-number decimals, which is what DuckDB's sums are)."""
    import narwhals as nw
    import polars as pl

    native = data.to_native()
    if not isinstance(native, pl.DataFrame):
        native = pl.from_arrow(data.to_arrow())
    narrow = [name for name, kind in native.schema.items() if _becomes_int64(kind)]
    return nw.from_native(native.with_columns(pl.col(narrow).cast(pl.Int64)) if narrow else native, eager_only=True)


def _becomes_int64(kind: pl.DataType) -> bool:
    import polars as pl

    if isinstance(kind, pl.Decimal):
        return kind.scale == 0
    return kind.is_integer() and kind not in (pl.Int64, pl.UInt64)


def to_arrow(data: Any) -> pa.Table:
    """An Arrow table from an Arrow table, an eager frame (Narwhals or native) or a mapping of columns.

    Raises TypeError for anything else (a lazy frame too: collect it with its engine first).
    """
    import narwhals as nw
    import pyarrow as pa

    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if isinstance(data, Mapping):
        return pa.table({name: values if isinstance(values, pa.Array | pa.ChunkedArray) else _array(values)
                         for name, values in data.items()})
    if isinstance(data, nw.LazyFrame):
        raise TypeError("a lazy frame has no rows yet: collect it with its engine first")
    eager_frame: nw.DataFrame[Any] = nw.from_native(data, eager_only=True)
    return eager_frame.to_arrow()


def _array(values: Any) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    if isinstance(values, np.ndarray) and values.dtype.kind == "M" and values.dtype == np.dtype("datetime64[D]"):
        return pa.array(values, pa.date32())
    if hasattr(values, "to_arrow"):
        converted = values.to_arrow()
        return converted.combine_chunks() if isinstance(converted, pa.ChunkedArray) else converted
    return pa.array(values)

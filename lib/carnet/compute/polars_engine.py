"""Queries on this machine's processor, run by Polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carnet.compute.engine import Engine

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa


class PolarsEngine(Engine):
    """Polars' streaming engine on the CPU: bounded memory, row groups pruned by their statistics."""

    name = "cpu"
    label = "CPU"

    def from_arrow(self, table: pa.Table) -> nw.LazyFrame[Any]:
        import narwhals as nw
        import polars as pl

        native = pl.from_arrow(table, rechunk=False)
        assert isinstance(native, pl.DataFrame)
        return nw.from_native(native.lazy())

    def device(self) -> str:
        from carnet.compute.devices import processor

        return processor()

    def version(self) -> str:
        import polars as pl

        return f"Polars {pl.__version__}"

    def _scan(self, paths: list[str]) -> nw.LazyFrame[Any]:
        import narwhals as nw
        import polars as pl

        return nw.from_native(pl.scan_parquet(paths, glob=False, use_statistics=True))

    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        import narwhals as nw

        return nw.from_native(frame.to_native().collect(engine="streaming"), eager_only=True)

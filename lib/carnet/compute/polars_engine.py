"""Queries on this machine's processor, run by Polars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.compute.engine import Engine

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa


class PolarsEngine(Engine):
    """Polars on the CPU; row groups are pruned by their statistics.

    In memory while the files are small against it, which is two to three times as fast for windows and sorts;
    streaming, in bounded memory, once files were scanned that are not (Parquet unpacks about tenfold, and a query
    holds copies).
    """

    name = "cpu"
    label = "CPU"
    SHARE_OF_MEMORY = 1 / 64

    def __init__(self) -> None:
        super().__init__()
        self._large = False

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

        if not self._large:
            import psutil

            size = sum(Path(path).stat().st_size for path in paths)
            self._large = size > self.SHARE_OF_MEMORY * psutil.virtual_memory().total
        return nw.from_native(pl.scan_parquet(paths, glob=False, use_statistics=True))

    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        import narwhals as nw

        engine = "streaming" if self._large else "in-memory"
        return nw.from_native(frame.to_native().collect(engine=engine), eager_only=True)

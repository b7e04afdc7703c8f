"""Queries run by DuckDB, where a site already has it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from carnet.compute.engine import Engine
from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa


class DuckDBEngine(Engine):
    """One in-memory DuckDB database; nothing is written and no extension is fetched.

    A connection serves one thread at a time, so every thread has its own: frames join with those made in their thread.
    """

    name = "duckdb"
    label = "DuckDB"

    def __init__(self) -> None:
        super().__init__()
        try:
            import duckdb
        except ImportError as trouble:
            raise CarnetError(
                _("The DuckDB engine cannot run here: {reason}.").format(reason=_("duckdb is not installed")),
                _("Install it: {command}").format(command="pip install duckdb")) from trouble
        offline = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        self._database = duckdb.connect(config=offline)
        self._threads = threading.local()

    @property
    def _connection(self) -> Any:
        if not hasattr(self._threads, "connection"):
            with self._counting:
                self._threads.connection = self._database.cursor()
        return self._threads.connection

    def from_arrow(self, table: pa.Table) -> nw.LazyFrame[Any]:
        import narwhals as nw

        return nw.from_native(self._connection.from_arrow(table))

    def device(self) -> str:
        from carnet.compute.devices import processor

        return processor()

    def version(self) -> str:
        import duckdb

        return f"DuckDB {duckdb.__version__}"

    def _scan(self, paths: list[str]) -> nw.LazyFrame[Any]:
        import narwhals as nw

        return nw.from_native(self._connection.read_parquet(paths))

    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        return frame.collect(backend="pyarrow")

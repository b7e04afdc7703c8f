"""What an engine is, and which one this process uses."""

from __future__ import annotations

import importlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa

ENGINES = ("auto", "cpu", "gpu", "spark", "duckdb")


@dataclass(frozen=True)
class Fallback:
    """Why some queries ran on the CPU although a GPU was asked for, and how many."""

    reason: str
    queries: int = 1


@dataclass(frozen=True)
class EngineReport:
    """What an engine has done so far: `queries` collected, of which `seconds` in all, and the GPU's fallbacks."""

    name: str
    label: str
    device: str
    version: str
    queries: int
    seconds: float
    fallbacks: tuple[Fallback, ...] = ()
    chosen_because: str = ""


class Engine(ABC):
    """Runs Narwhals queries: opens Parquet files as lazy frames and collects them into CPU memory.

    An engine may be used by several threads; it is opened once per process (see `open_engine`).
    """

    name: str
    label: str

    def __init__(self) -> None:
        self.chosen_because = ""
        self._queries = 0
        self._seconds = 0.0
        self._counting = Lock()

    def scan(self, paths: Sequence[Path], schema: pa.Schema | None = None) -> nw.LazyFrame[Any]:
        """The rows of Parquet files as one lazy frame; with no path, an empty frame of that `schema`.

        Raises CarnetError when a file is not there (any more).
        """
        if not paths:
            if schema is None:
                raise ValueError("scan needs at least one path, or the schema of the empty frame")
            return self.from_arrow(schema.empty_table())
        for path in paths:
            if not Path(path).is_file():
                raise CarnetError(_("The file {path} is missing.").format(path=path), _open_again())
        with _files_read():
            return self._scan([str(path) for path in paths])

    def collect(self, frame: nw.LazyFrame[Any] | nw.DataFrame[Any]) -> nw.DataFrame[Any]:
        """The result of a query as an eager Narwhals frame on Polars, whatever the engine.

        Integers come as Int64 on every engine (a count is UInt32 for Polars, a sum HUGEINT for DuckDB). The order of
        rows is the engine's own unless the query sorts them. Raises CarnetError when a file is damaged or gone.
        """
        import narwhals as nw

        from carnet.compute.frames import eager

        started = perf_counter()
        with _files_read():
            result = eager(self._collect(frame) if isinstance(frame, nw.LazyFrame) else frame)
        with self._counting:
            self._queries += 1
            self._seconds += perf_counter() - started
        return result

    def to_arrow(self, frame: nw.LazyFrame[Any] | nw.DataFrame[Any]) -> pa.Table:
        """The result of a query as an Arrow table."""
        return self.collect(frame).to_arrow()

    def report(self) -> EngineReport:
        """What this engine has done so far."""
        return EngineReport(self.name, self.label, self.device(), self.version(), self._queries, self._seconds,
                            self.fallbacks(), self.chosen_because)

    def fallbacks(self) -> tuple[Fallback, ...]:
        """Queries that did not run where they were meant to."""
        return ()

    @abstractmethod
    def from_arrow(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """A table in memory as a lazy frame of this engine, to join with what was scanned."""

    @abstractmethod
    def device(self) -> str:
        """The hardware, in words."""

    @abstractmethod
    def version(self) -> str:
        """The library that runs the queries, with its version."""

    @abstractmethod
    def _scan(self, paths: list[str]) -> nw.LazyFrame[Any]: ...

    @abstractmethod
    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]: ...


@contextmanager
def _files_read() -> Iterator[None]:
    """Turn an engine's own complaint about its files into one that a person can act on."""
    try:
        yield
    except CarnetError:
        raise
    except Exception as trouble:
        said = str(trouble).lower()
        if isinstance(trouble, FileNotFoundError) or any(sign in said for sign in _GONE):
            raise CarnetError(_("A file of the warehouse is not there any more."), _open_again()) from trouble
        if any(sign in said for sign in _DAMAGED):
            raise CarnetError(_("A Parquet file of the warehouse is damaged."),
                              _("Restore it from a backup, or import the data again.")) from trouble
        raise


_GONE = ("no such file", "no files found", "path_not_found", "file_not_exist")
_DAMAGED = ("out of specification", "magic bytes", "to be a parquet file", "not a parquet file", "out of buffer",
            "tprotocolexception", "encoded schema stored in arrow", "failed_read_file")


def _open_again() -> str:
    return _("If an import has just replaced the warehouse, open it again; if not, import the data again.")


_opened: dict[str, Engine] = {}
_opening = Lock()


def open_engine(name: str | None = None) -> Engine:
    """The engine of that name; without a name the one that `CARNET_ENGINE` says, else `auto`.

    `auto` takes the GPU where an NVIDIA device and cuDF's Polars engine really answer, else the CPU. Each engine is
    opened once per process, so that frames of one engine can be joined and its report covers the session.
    Raises CarnetError when the name is unknown or the engine cannot run here; the remedy says what to install.
    """
    name = (name or os.environ.get("CARNET_ENGINE") or "auto").strip().lower()
    if name not in ENGINES:
        raise CarnetError(_("There is no engine called “{name}”.").format(name=name),
                          _("Choose one of: {engines} (CARNET_ENGINE).").format(engines=", ".join(ENGINES)))
    with _opening:
        if name not in _opened:
            engine = _automatic() if name == "auto" else _open(name)
            _opened[name] = _opened.setdefault(engine.name, engine)
        return _opened[name]


def _automatic() -> Engine:
    from carnet.compute.devices import gpu_trouble

    trouble = gpu_trouble()
    if trouble is None:
        engine = _opened.get("gpu") or _open("gpu")
        engine.chosen_because = _("an NVIDIA GPU and cuDF answer")
    else:
        engine = _opened.get("cpu") or _open("cpu")
        engine.chosen_because = trouble
    return engine


def _open(name: str) -> Engine:
    module, class_name = {"cpu": ("polars_engine", "PolarsEngine"), "gpu": ("gpu_engine", "GPUEngine"),
                          "duckdb": ("duckdb_engine", "DuckDBEngine"), "spark": ("spark_engine", "SparkEngine")}[name]
    return cast(Engine, getattr(importlib.import_module(f"carnet.compute.{module}"), class_name)())

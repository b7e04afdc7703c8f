"""The same Polars queries on an NVIDIA GPU, run by cuDF's Polars engine."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any

from carnet.compute.devices import gpu_name, gpu_trouble, library_version
from carnet.compute.engine import Fallback
from carnet.compute.polars_engine import PolarsEngine
from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    import narwhals as nw

REMEDY = "pip install carnet[gpu]"


class GPUEngine(PolarsEngine):
    """cuDF runs what it can; a query that it cannot run falls back to the CPU, counted and said once per reason."""

    name = "gpu"

    def __init__(self) -> None:
        trouble = gpu_trouble()
        if trouble is not None:
            raise CarnetError(_("The GPU engine cannot run here: {reason}.").format(reason=trouble),
                              _("On a machine with an NVIDIA GPU: {command}; elsewhere CARNET_ENGINE=cpu.").format(command=REMEDY))
        super().__init__()
        self._reasons: Counter[str] = Counter()
        self.label = f"GPU ({gpu_name()})"

    def device(self) -> str:
        return gpu_name()

    def version(self) -> str:
        return f"{super().version()}, cudf-polars {library_version('cudf-polars')}"

    def fallbacks(self) -> tuple[Fallback, ...]:
        return tuple(Fallback(reason, queries) for reason, queries in self._reasons.items())

    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        import narwhals as nw
        import polars as pl

        try:
            return nw.from_native(frame.to_native().collect(engine=pl.GPUEngine(raise_on_fail=True)), eager_only=True)
        except (pl.exceptions.PolarsError, NotImplementedError, MemoryError, RuntimeError) as trouble:
            self._fall_back(_reason(trouble))
        return super()._collect(frame)

    def _fall_back(self, reason: str) -> None:
        with self._counting:
            first = reason not in self._reasons
            self._reasons[reason] += 1
        if first:
            warnings.warn(_("A query ran on the CPU, not on the GPU: {reason}").format(reason=reason), stacklevel=4)


def _reason(trouble: BaseException) -> str:
    return type(trouble).__name__

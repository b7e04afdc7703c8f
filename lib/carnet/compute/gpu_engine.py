"""The same Polars queries on an NVIDIA GPU, run by cuDF's Polars engine."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING, Any

from carnet.compute.devices import gpu_name, gpu_trouble, library_version
from carnet.compute.engine import Fallback
from carnet.compute.polars_engine import PolarsEngine
from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

REMEDY = "pip install 'carnet[gpu]'"


def cudf_engine() -> pl.GPUEngine:
    """Polars' GPU engine, made to raise rather than to run on the CPU without a word.

    cuDF's streaming executor (its default) splits the input, spills to the host's memory and allocates with CUDA's own
    asynchronous pool, never with managed memory. Where it must gather an operation into one piece it stays on the GPU;
    that is no fallback, so its advice about it is silenced unless the site asked for it.
    """
    import polars as pl

    os.environ.setdefault("CUDF_POLARS__EXECUTOR__FALLBACK_MODE", "silent")
    return pl.GPUEngine(raise_on_fail=True)


class GPUEngine(PolarsEngine):
    """cuDF runs what it can; a query that it cannot run falls back to the CPU, counted, and said once per reason."""

    name = "gpu"

    def __init__(self) -> None:
        trouble = gpu_trouble()
        if trouble is not None:
            raise CarnetError(
                _("The GPU engine cannot run here: {reason}.").format(reason=trouble),
                _("On a machine with an NVIDIA GPU: {command}; elsewhere CARNET_ENGINE=cpu.").format(command=REMEDY))
        super().__init__()
        self._reasons: Counter[str] = Counter()
        self._device = Lock()  # one query at a time: there is one device, and its memory is for one
        self.label = f"GPU ({gpu_name()})"

    def device(self) -> str:
        return gpu_name()

    def version(self) -> str:
        return f"{super().version()}, cudf-polars {library_version('cudf-polars')}"

    def fallbacks(self) -> tuple[Fallback, ...]:
        return tuple(Fallback(reason, queries) for reason, queries in self._reasons.items())

    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        import narwhals as nw

        try:
            with self._device:
                return nw.from_native(frame.to_native().collect(engine=cudf_engine()), eager_only=True)
        except Exception as trouble:  # noqa: BLE001 - CUDA, RMM, cuDF and Polars each fail in their own ways
            # a query that is wrong in itself fails on the CPU too, and that error is the one to show
            result = super()._collect(frame)
            self._fall_back(fallback_reason(trouble))
        return result

    def _fall_back(self, reason: str) -> None:
        with self._counting:
            first = reason not in self._reasons
            self._reasons[reason] += 1
        if first:
            warnings.warn(_("A query ran on the CPU, not on the GPU: {reason}").format(reason=reason),
                          RuntimeWarning, stacklevel=4)


def fallback_reason(trouble: BaseException) -> str:
    """Why cuDF did not run a query, in one line and without a value from the data.

    cuDF lists the operations that it lacks as `- NotImplementedError: …` under "The errors were:"; these name
    expressions and types. Any other failure is told by its kind alone, for its message could hold data.
    """
    text = str(trouble)
    listed = [line[2:].strip() for line in text.partition("The errors were:")[2].splitlines() if line.startswith("- ")]
    if listed:
        reason = "; ".join(dict.fromkeys(listed))
        return reason if len(reason) <= 200 else reason[:199] + "…"
    if isinstance(trouble, MemoryError) or "out of memory" in text.lower() or "out_of_memory" in text.lower():
        return _("not enough GPU memory")
    return type(trouble).__name__

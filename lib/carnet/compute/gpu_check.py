"""Run the same workloads on the CPU and on the GPU, compare the answers and the times."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from carnet.compute.arrays import xp_for
from carnet.compute.devices import gpu_name, gpu_trouble, processor
from carnet.compute.engine import Engine, open_engine
from carnet.errors import CarnetError
from carnet.language import _, number


@dataclass(frozen=True)
class Device:
    """What a workload computes with: `engine` for frames, `xp` for arrays (NumPy or CuPy, by the Array API)."""

    name: str
    engine: Engine
    xp: Any


@dataclass(frozen=True)
class Size:
    """How much to prepare: `persons` patients with `rows` records in all; `folder` is for files, removed afterwards."""

    persons: int
    rows: int
    folder: Path


@dataclass(frozen=True)
class Workload:
    """One thing to run on both devices.

    `prepare(size)` makes the input once, in the CPU's memory or in files; it is not timed. `run(input, device)` does
    the work, moving to the device included, and returns an answer in the CPU's memory (so that it has really ended).
    `compare(answer, other)` is the greatest relative difference; up to `tolerance` the answers are equal.
    """

    name: str
    prepare: Callable[[Size], Any]
    run: Callable[[Any, Device], Any]
    compare: Callable[[Any, Any], float]
    tolerance: float = 1e-9


@dataclass(frozen=True)
class Result:
    """One workload on both devices: best times in seconds, NaN where it did not run; `trouble` says why."""

    name: str
    cpu_seconds: float
    gpu_seconds: float
    difference: float
    agrees: bool
    trouble: str = ""

    @property
    def ratio(self) -> float:
        """How many times as fast the GPU is."""
        return self.cpu_seconds / self.gpu_seconds if self.gpu_seconds > 0 else math.nan


@dataclass(frozen=True)
class GpuCheckReport:
    """The outcome: `trouble` says why there is no GPU to check, and `results` is then empty."""

    cpu: str
    gpu: str
    persons: int
    rows: int
    results: tuple[Result, ...] = ()
    fallbacks: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def agrees(self) -> bool:
        """Whether every workload ran on both devices with equal answers."""
        return bool(self.results) and all(result.agrees for result in self.results)

    def lines(self) -> list[str]:
        """The report for a terminal, one line per workload."""
        if self.trouble:
            return [_("No GPU check: {reason}.").format(reason=self.trouble)]
        lines = [_("CPU: {name}").format(name=self.cpu), _("GPU: {name}").format(name=self.gpu),
                 _("{persons} patients, {rows} records").format(persons=number(self.persons), rows=number(self.rows))]
        width = max((len(result.name) for result in self.results), default=0)
        for result in self.results:
            different = _("DIFFERENT answers (by {difference})").format(difference=f"{result.difference:.1e}")
            verdict = result.trouble or (_("equal answers") if result.agrees else different)
            times = _("CPU {cpu} s, GPU {gpu} s, ratio {ratio}").format(
                cpu=number(result.cpu_seconds, 3), gpu=number(result.gpu_seconds, 3), ratio=number(result.ratio, 1))
            lines.append(f"{result.name:<{width}}  {times}  {verdict}")
        lines += [_("Ran on the CPU after all: {reason}").format(reason=reason) for reason in self.fallbacks]
        return lines


def run_gpu_check(workloads: Sequence[Workload] = (), *, persons: int = 1_000_000, rows: int = 10_000_000,
                  repeats: int = 3) -> GpuCheckReport:
    """Run the workloads on both devices and compare; without any, those of `carnet.compute.gpu_workloads`.

    Each is run `repeats` times after one run that does not count (kernels are compiled on first use); the best time
    stands. A workload that fails is told and the others go on. Where there is no usable GPU the report says why.
    """
    trouble = gpu_trouble()
    if trouble is not None:
        return GpuCheckReport(processor(), gpu_name(), persons, rows, trouble=trouble)
    try:
        gpu = Device("gpu", open_engine("gpu"), xp_for("gpu"))
    except CarnetError as error:
        return GpuCheckReport(processor(), gpu_name(), persons, rows, trouble=error.message.rstrip("."))
    cpu = Device("cpu", open_engine("cpu"), xp_for("cpu"))
    return check_devices(workloads, cpu, gpu, persons=persons, rows=rows, repeats=repeats)


def check_devices(workloads: Sequence[Workload], cpu: Device, gpu: Device, *, persons: int, rows: int,
                  repeats: int = 3) -> GpuCheckReport:
    """The comparison itself, between any two devices."""
    from carnet.compute.gpu_workloads import frame_workloads

    before = {fallback.reason: fallback.queries for fallback in gpu.engine.fallbacks()}
    folder = Path(tempfile.mkdtemp(prefix="carnet-gpu-check-"))
    try:
        size = Size(persons, rows, folder)
        results = tuple(_check(workload, size, cpu, gpu, repeats) for workload in workloads or frame_workloads())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    fallbacks = tuple(fallback.reason for fallback in gpu.engine.fallbacks()
                      if fallback.queries > before.get(fallback.reason, 0))
    return GpuCheckReport(cpu.engine.device(), gpu.engine.device(), persons, rows, results, fallbacks)


def _check(workload: Workload, size: Size, cpu: Device, gpu: Device, repeats: int) -> Result:
    cpu_seconds = gpu_seconds = math.nan
    try:
        data = workload.prepare(size)
        expected, cpu_seconds = _timed(workload, data, cpu, repeats)
        answer, gpu_seconds = _timed(workload, data, gpu, repeats)
        difference = float(workload.compare(expected, answer))
    except Exception as error:  # noqa: BLE001 - a check reports whatever fails, and goes on to the next
        told = error.message if isinstance(error, CarnetError) else type(error).__name__
        return Result(workload.name, cpu_seconds, gpu_seconds, math.nan, False, told)
    return Result(workload.name, cpu_seconds, gpu_seconds, difference, difference <= workload.tolerance)


def _timed(workload: Workload, data: Any, device: Device, repeats: int) -> tuple[Any, float]:
    answer = workload.run(data, device)
    best = math.inf
    for _repeat in range(max(1, repeats)):
        started = perf_counter()
        answer = workload.run(data, device)
        best = min(best, perf_counter() - started)
    return answer, best

"""`carnet doctor --gpu-check`: the cohort and survival workloads on both devices, their answers and times compared."""

from typing import Any

import numpy as np

from carnet.cohorts.survival import workloads as survival
from carnet.compute.gpu_check import Device, GpuCheckReport, Size, Workload, run_gpu_check
from carnet.compute.gpu_workloads import frame_workloads

SEED = 7


def compare_devices(persons: int) -> GpuCheckReport:
    """Every workload for that many patients, with ten records each for the queries."""
    both = [*frame_workloads(), *(_on_devices(workload) for workload in survival.WORKLOADS)]
    return run_gpu_check(both, persons=persons, rows=10 * persons)


def _on_devices(workload: survival.Workload) -> Workload:
    """A survival workload as the check runs it: made once on the CPU, moved to the device within the time measured."""

    def prepare(size: Size) -> dict[str, np.ndarray]:
        return workload.make_data(size.persons, SEED, np)

    def run(data: dict[str, np.ndarray], device: Device) -> np.ndarray:
        return workload.run({name: device.xp.asarray(values) for name, values in data.items()})

    return Workload(workload.name, prepare, run, greatest_difference, workload.tolerance)


def greatest_difference(answer: Any, other: Any) -> float:
    """The greatest difference between two answers, relative to the greatest value; NaN only where both are."""
    answer, other = np.asarray(answer, float), np.asarray(other, float)
    if answer.shape != other.shape or not np.array_equal(np.isnan(answer), np.isnan(other)):
        return float("inf")
    known = ~np.isnan(answer)
    if not known.any():
        return 0.0
    scale = max(float(np.abs(answer[known]).max()), 1.0)
    return float(np.abs(answer[known] - other[known]).max()) / scale

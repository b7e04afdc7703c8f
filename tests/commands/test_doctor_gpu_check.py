"""The workloads of `carnet doctor --gpu-check`, run between two CPU devices: same answers, and a difference is seen."""

import numpy as np

from carnet.cohorts.survival.workloads import WORKLOADS
from carnet.commands.gpu_check import _on_devices, greatest_difference
from carnet.compute import open_engine
from carnet.compute.arrays import xp_for
from carnet.compute.gpu_check import Device, check_devices
from carnet.compute.gpu_workloads import frame_workloads


def test_every_workload_agrees_with_itself() -> None:
    cpu = Device("cpu", open_engine("cpu"), xp_for("cpu"))
    both = [*frame_workloads(), *map(_on_devices, WORKLOADS)]
    report = check_devices(both, cpu, cpu, persons=2_000, rows=20_000, repeats=1)
    assert report.agrees, report.lines()
    assert len(report.results) == len(both)


def test_differences_are_relative_and_shapes_and_unknowns_must_match() -> None:
    assert greatest_difference([1.0, 200.0], [1.0, 202.0]) == 0.01
    assert greatest_difference([np.nan], [np.nan]) == 0.0
    assert greatest_difference([np.nan], [1.0]) == float("inf")
    assert greatest_difference([1.0], [1.0, 2.0]) == float("inf")

"""What hardware and which of its libraries are there, found out without importing them before they are needed."""

from __future__ import annotations

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, distributions, version
from importlib.util import find_spec
from pathlib import Path

from carnet.language import _


def library_version(name: str) -> str:
    """The version of an installed distribution; cuDF's carry the CUDA version in their names (`cudf-polars-cu13`)."""
    for candidate in (name, f"{name}-cu13", f"{name}-cu12"):
        try:
            return version(candidate)
        except PackageNotFoundError:
            continue
    return "?"


@cache
def processor() -> str:
    """The processor's name and how many cores this process may use."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.is_file():
        names = [line.partition(":")[2].strip() for line in information.read_text(errors="replace").splitlines()
                 if line.startswith("model name")]
        name = names[0] if names else name
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"{name} × {cores}"


@cache
def gpu_name() -> str:
    """The name of the first NVIDIA GPU, or an empty string."""
    for information in sorted(Path("/proc/driver/nvidia/gpus").glob("*/information")):
        for line in information.read_text(errors="replace").splitlines():
            if line.startswith("Model:"):
                return line.partition(":")[2].strip()
    return ""


@cache
def gpu_trouble() -> str | None:
    """Why the GPU engine cannot run here, in words; None when a query really ran on the GPU."""
    if find_spec("cudf_polars") is None:
        return _("cudf_polars is not installed")
    return _("no NVIDIA GPU was found")

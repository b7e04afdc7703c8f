"""What hardware and which of its libraries are there, found out without importing them before they are needed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
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


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def processor() -> str:
    """The processor's name and how many of its cores this process may use."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    return f"{name} × {cores()}"


@cache
def gpu_name() -> str:
    """The name of the NVIDIA GPU that a query would run on, or an empty string where there is none.

    Asked of `nvidia-smi`, which loads no CUDA context; where `CUDA_VISIBLE_DEVICES` hides the GPUs there is none.
    """
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None and visible.strip() in ("", "-1"):
        return ""
    command = shutil.which("nvidia-smi")
    if command is not None:
        query = [command, "--query-gpu=name", "--format=csv,noheader"]
        try:
            names = subprocess.run(query, capture_output=True, text=True, timeout=20, check=True).stdout.splitlines()
        except (OSError, subprocess.SubprocessError):
            names = []
        if names:
            chosen = (visible or "0").split(",")[0].strip()
            return names[int(chosen) if chosen.isdecimal() and int(chosen) < len(names) else 0].strip()
    for information in sorted(Path("/proc/driver/nvidia/gpus").glob("*/information")):  # containers without nvidia-smi
        for line in information.read_text(errors="replace").splitlines():
            if line.startswith("Model:"):
                return line.partition(":")[2].strip()
    return ""


@cache
def gpu_trouble() -> str | None:
    """Why the GPU engine cannot run here, in words; None when a small query really ran on the GPU.

    Cheap questions first: without cuDF's Polars engine or without a device nothing is imported.
    """
    if find_spec("cudf_polars") is None:
        return _("cudf_polars is not installed")
    if not gpu_name():
        return _("no NVIDIA GPU was found")
    import polars as pl

    from carnet.compute.gpu_engine import cudf_engine

    try:
        numbers = pl.LazyFrame({"a": [1, 2]}).select(pl.col("a").sum()).collect(engine=cudf_engine())
    except Exception as trouble:  # noqa: BLE001 - drivers, CUDA and cuDF fail in their own ways, and all mean the same here
        return _("cuDF does not run on this GPU ({kind})").format(kind=type(trouble).__name__)
    return None if numbers.item() == 3 else _("cuDF gives wrong answers on this GPU")

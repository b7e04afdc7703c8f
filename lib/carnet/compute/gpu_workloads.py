"""Queries as a cohort makes them, on invented records, to compare engines by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from carnet.compute.engine import Engine
from carnet.compute.gpu_check import Device, Size, Workload

CHUNK = 2_000_000
CODES = 3_000


@dataclass(frozen=True)
class Records:
    """Two tables in Parquet: one row per person, several conditions per person."""

    persons: list[Path]
    conditions: list[Path]


def frame_workloads() -> list[Workload]:
    """The queries of `QUERIES`, each as a workload; their input is made once and shared."""
    made: dict[Size, Records] = {}

    def prepare(size: Size) -> Records:
        if size not in made:
            made[size] = make_records(size)
        return made[size]

    return [Workload(name, prepare, partial(_run, query), largest_difference) for name, query in QUERIES.items()]


def make_records(size: Size, seed: int = 7) -> Records:
    """Invent `size.persons` persons with `size.rows` conditions, the same for the same seed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(seed)
    persons = size.folder / "person.parquet"
    identifiers = np.arange(1, size.persons + 1)
    born = random.integers(1930, 2005, size.persons)
    pq.write_table(pa.table({"person_id": identifiers, "year_of_birth": born,
                             "gender_concept_id": random.choice([8507, 8532], size.persons)}), persons)
    codes = np.array([f"{chr(65 + code // 150)}{code % 150 // 2:02d}.{code % 2}" for code in range(CODES)])
    conditions: list[Path] = []
    for start in range(0, size.rows, CHUNK):
        n = min(CHUNK, size.rows - start)
        days = random.integers(14_610, 20_000, n).astype("datetime64[D]")  # 2010 to 2024
        code = pa.DictionaryArray.from_arrays(np.sort(random.integers(0, CODES, n)).astype(np.int32), codes)
        path = size.folder / f"condition-{len(conditions):05d}.parquet"
        pq.write_table(pa.table({"person_id": random.integers(1, size.persons + 1, n), "code": code.cast(pa.string()),
                                 "day": pa.array(days), "value": random.normal(size=n)}), path, row_group_size=131_072)
        conditions.append(path)
    return Records([persons], conditions)


def largest_difference(expected: Any, answer: Any) -> float:
    """The greatest relative difference between two eager frames; infinity where shape, names, texts or nulls differ."""
    if expected.columns != answer.columns or expected.shape != answer.shape:
        return float("inf")
    worst = 0.0
    for name in expected.columns:
        left, right = expected[name].to_list(), answer[name].to_list()
        if any(isinstance(value, float) for value in left):
            a, b = (np.array([np.nan if value is None else value for value in values]) for values in (left, right))
            if (np.isnan(a) != np.isnan(b)).any():
                return float("inf")
            scale = np.maximum(np.abs(a), 1e-300)
            worst = max(worst, float(np.nanmax(np.abs(a - b) / scale, initial=0.0)))
        elif left != right:
            return float("inf")
    return worst


def _run(query: Callable[[Any, Any], Any], records: Records, device: Device) -> Any:
    engine: Engine = device.engine
    return engine.collect(query(engine.scan(records.persons), engine.scan(records.conditions)))


def _one_code(persons: Any, conditions: Any) -> Any:
    import narwhals as nw

    return (conditions.filter(nw.col("code") == "C50.0").join(persons, on="person_id", how="inner")
            .group_by("gender_concept_id").agg(nw.len().alias("n"), nw.col("value").mean())
            .sort("gender_concept_id"))


def _counts(persons: Any, conditions: Any) -> Any:
    import narwhals as nw

    return (conditions.group_by("code").agg(nw.len().alias("n"), nw.col("person_id").n_unique().alias("persons"),
                                            nw.col("value").mean(), nw.col("day").max())
            .sort("code"))


def _first_event(persons: Any, conditions: Any) -> Any:
    import narwhals as nw

    chosen = conditions.filter((nw.col("code") >= "C00") & (nw.col("code") < "D00"))
    first = chosen.filter(nw.col("day") == nw.col("day").min().over("person_id"))
    return (first.group_by("person_id").agg(nw.col("day").min(), nw.col("code").min())
            .group_by("day").agg(nw.len().alias("n"), nw.col("code").min()).sort("day"))


def _later_event(persons: Any, conditions: Any) -> Any:
    import narwhals as nw

    index = (conditions.filter(nw.col("code").str.starts_with("C")).group_by("person_id")
             .agg(nw.col("day").min().alias("index_date")))
    after = (conditions.filter(nw.col("code").str.starts_with("J")).join(index, on="person_id", how="inner")
             .filter(nw.col("day") > nw.col("index_date")))
    return (after.join(persons, on="person_id", how="inner").group_by("year_of_birth")
            .agg(nw.len().alias("n"), nw.col("person_id").n_unique().alias("persons")).sort("year_of_birth"))


QUERIES: dict[str, Callable[[Any, Any], Any]] = {
    "filter and join": _one_code,
    "counts per code": _counts,
    "first event per person": _first_event,
    "event after the index date": _later_event,
}

"""One program, any engine: the same queries give the same answers on Polars, DuckDB, Spark and a GPU."""

import datetime

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.compute import open_engine
from carnet.compute.devices import gpu_trouble
from carnet.compute.gpu_check import Size
from carnet.compute.gpu_workloads import QUERIES, largest_difference, make_records
from carnet.compute.sorting import sorted_table

ENGINES = ["cpu", "duckdb", pytest.param("spark", marks=pytest.mark.spark), pytest.param("gpu", marks=pytest.mark.gpu)]


@pytest.fixture(params=ENGINES)
def engine(request):
    if request.param == "gpu" and gpu_trouble() is not None:
        pytest.skip(f"no GPU engine here: {gpu_trouble()}")
    return open_engine(request.param)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    return make_records(Size(persons=2_000, rows=30_000, folder=tmp_path_factory.mktemp("hôpital [1]")))


def reference(records):
    """The two tables as plain Python rows."""
    persons = pq.read_table(records.persons).to_pylist()
    conditions = pq.read_table(records.conditions).to_pylist()
    return {row["person_id"]: row for row in persons}, conditions


@pytest.mark.parametrize("query", QUERIES)
def test_workloads_agree_with_polars(engine, records, query):
    polars = open_engine("cpu")
    expected = polars.collect(QUERIES[query](polars.scan(records.persons), polars.scan(records.conditions)))
    got = engine.collect(QUERIES[query](engine.scan(records.persons), engine.scan(records.conditions)))
    assert expected.shape[0] > 1
    assert got.schema == expected.schema
    assert largest_difference(expected, got) < 1e-9


def test_filter_join_and_group_by(engine, records):
    persons, conditions = reference(records)
    expected: dict[int, set[int]] = {}
    for row in conditions:
        if row["code"].startswith("C") and row["day"] >= datetime.date(2015, 1, 1):
            expected.setdefault(persons[row["person_id"]]["gender_concept_id"], set()).add(row["person_id"])
    query = (
        engine.scan(records.conditions)
        .filter(nw.col("code").str.starts_with("C"), nw.col("day") >= datetime.date(2015, 1, 1))
        .join(engine.scan(records.persons), on="person_id", how="inner")
        .group_by("gender_concept_id")
        .agg(nw.col("person_id").n_unique().alias("n"))
        .sort("gender_concept_id")
    )
    assert engine.collect(query).rows() == [(gender, len(expected[gender])) for gender in sorted(expected)]


def test_first_event_per_person_by_a_window(engine, records):
    expected: dict[int, tuple] = {}
    for row in reference(records)[1]:
        if row["code"].startswith("C5"):
            event = (row["day"], row["code"])
            expected[row["person_id"]] = min(event, expected.get(row["person_id"], event))
    rank = nw.col("person_id").cum_count().over("person_id", order_by=["day", "code"])
    query = (
        engine.scan(records.conditions)
        .filter(nw.col("code").str.starts_with("C5"))
        .with_columns(rank=rank)
        .filter(nw.col("rank") == 1)
        .select("person_id", "day", "code")
        .sort("person_id")
    )
    assert engine.collect(query).rows() == [(person, *expected[person]) for person in sorted(expected)]


def test_persons_without_an_event(engine, records):
    persons, conditions = reference(records)
    with_event = {row["person_id"] for row in conditions if row["code"].startswith("C")}
    chosen = engine.scan(records.conditions).filter(nw.col("code").str.starts_with("C")).select("person_id").unique()
    without = engine.scan(records.persons).join(chosen, on="person_id", how="anti").sort("person_id")
    assert engine.collect(without)["person_id"].to_list() == sorted(set(persons) - with_event)


def test_nulls_dates_and_accents(engine):
    table = pa.table(
        {
            "person_id": [1, 2, 3, 4],
            "text": ["Évaluée", None, "évaluée", ""],
            "day": pa.array([18_000, None, 18_001, 18_002], pa.date32()),
            "value": [1.5, None, -0.0, 2.5],
            "when": pa.array([datetime.datetime(2020, 1, 1, 23, 59)] * 4, pa.timestamp("us")),
        }
    )
    lazy = engine.from_arrow(table)
    got = engine.collect(
        lazy.with_columns(missing=nw.col("text").is_null(), year=nw.col("day").dt.year()).sort("person_id")
    )
    assert got["text"].to_list() == table["text"].to_pylist()
    assert got["day"].to_list() == table["day"].to_pylist()
    assert got["value"].to_list() == [1.5, None, 0.0, 2.5]
    assert got["when"].to_list() == table["when"].to_pylist()
    assert got["missing"].to_list() == [False, True, False, False]
    assert got["year"].to_list() == [2019, None, 2019, 2019]
    assert got["when"].dtype == nw.Datetime("us")


VALUES = {
    "text": (st.none() | st.text(max_size=3), pa.string()),
    "whole": (st.none() | st.integers(-(2**63), 2**63 - 1), pa.int64()),
    "small": (st.none() | st.integers(-3, 3), pa.int64()),
    "day": (st.none() | st.dates(), pa.date32()),
    "number": (st.none() | st.floats(allow_nan=False), pa.float64()),
    "flag": (st.none() | st.booleans(), pa.bool_()),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), by=st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3, unique=True))
def test_sorting_is_pythons_own(data, by):
    rows = data.draw(st.lists(st.tuples(*[VALUES[name][0] for name in by]), max_size=20))
    columns = {name: pa.array([row[at] for row in rows], VALUES[name][1]) for at, name in enumerate(by)}
    table = pa.table({**columns, "position": pa.array(range(len(rows)), pa.int64())})
    if data.draw(st.booleans()) and len(rows) > 1:
        table = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    expected = sorted(
        range(len(rows)),
        key=lambda at: tuple(
            (value is None, b"" if value is None else value.encode() if isinstance(value, str) else value)
            for value in rows[at]
        ),
    )
    got = sorted_table(table, by)
    assert got.schema == table.schema
    assert [rows[at] for at in got["position"].to_pylist()] == [rows[at] for at in expected]
    assert got["position"].to_pylist() == expected or any(value == 0 for row in rows for value in row)


def test_sorting_a_long_table_keeps_ties_in_their_order():
    random = np.random.default_rng(1)
    table = pa.table({"code": np.array(["b", "a", "c"])[random.integers(0, 3, 5_000)], "position": np.arange(5_000)})
    got = sorted_table(table, ["code"])
    assert got["code"].to_pylist() == sorted(table["code"].to_pylist())
    for code in "abc":
        positions = [
            at for at, value in zip(got["position"].to_pylist(), got["code"].to_pylist(), strict=True) if value == code
        ]
        assert positions == sorted(positions)

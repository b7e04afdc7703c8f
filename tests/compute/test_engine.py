"""Choosing an engine, what it reports, what it says when it cannot run."""

import datetime
import os
import subprocess
import sys
import threading

import narwhals as nw
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import carnet.compute.engine as engine_module
from carnet.compute import ENGINES, Engine, frame, open_engine, to_arrow
from carnet.compute.devices import gpu_trouble
from carnet.compute.polars_engine import PolarsEngine
from carnet.errors import CarnetError
from carnet.language import set_language

TABLE = pa.table({"a": [3, 1, 2], "text": ["é", None, "z"], "day": [datetime.date(2020, 1, 1)] * 3})


@pytest.fixture
def english():
    set_language("en")
    yield
    set_language("fr")


def run(code, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=kept | {"CARNET_LANG": "en"} | environment,
    )


def test_importing_compute_imports_no_heavy_library():
    code = (
        "import sys, carnet.compute; print([name for name in ('polars', 'narwhals', 'pyarrow', 'duckdb', 'pyspark',"
        " 'numpy', 'cudf', 'cupy', 'rmm') if name in sys.modules])"
    )
    assert run(code).stdout == "[]\n"


@pytest.mark.parametrize("name", ["cpu", "duckdb", "DuckDB ", "CPU"])
def test_an_engine_by_name(name):
    engine = open_engine(name)
    assert engine.name == name.strip().lower()
    assert engine is open_engine(name)


def test_the_environment_chooses_when_nobody_does(monkeypatch):
    monkeypatch.setenv("CARNET_ENGINE", "duckdb")
    assert open_engine().name == "duckdb"
    assert open_engine("cpu").name == "cpu"
    monkeypatch.setenv("CARNET_ENGINE", "")
    assert open_engine().name in ("cpu", "gpu")


def test_auto_takes_the_cpu_where_no_gpu_answers_and_says_why():
    if gpu_trouble() is None:
        pytest.skip("a GPU answers here")
    engine = open_engine("auto")
    assert engine.name == "cpu"
    assert engine is open_engine("cpu")
    assert engine.report().chosen_because == gpu_trouble()


def test_an_unknown_engine(english):
    with pytest.raises(CarnetError) as caught:
        open_engine("abacus")
    assert "abacus" in caught.value.message
    assert all(name in caught.value.remedy for name in ENGINES)


def test_the_gpu_engine_says_what_to_install(english):
    if gpu_trouble() is None:
        pytest.skip("a GPU answers here")
    with pytest.raises(CarnetError) as caught:
        open_engine("gpu")
    assert gpu_trouble() in caught.value.message
    assert "carnet[gpu]" in caught.value.remedy


def test_a_missing_extra_names_the_command_that_installs_it():
    """A Python that cannot import pyspark (and duckdb) is made by putting None in its place, as Python documents."""
    code = (
        "import sys; sys.modules.update(pyspark=None, duckdb=None)\n"
        "from carnet.compute import open_engine\nfrom carnet.errors import CarnetError\n"
        "for name in ('spark', 'duckdb'):\n    try:\n        open_engine(name)\n"
        "    except CarnetError as error:\n        print(error.remedy)"
    )
    assert run(code).stdout.splitlines() == [
        "Install it: pip install 'carnet[spark]'",
        "Install it: pip install duckdb",
    ]


def test_spark_without_java_says_so():
    code = (
        "from carnet.compute import open_engine\nfrom carnet.errors import CarnetError\n"
        "try:\n    open_engine('spark')\nexcept CarnetError as error:\n    print(error)"
    )
    result = run(code, PATH="/nowhere", JAVA_HOME="")
    assert "Java is not installed" in result.stdout, result.stderr
    assert "Java 17" in result.stdout


@pytest.mark.parametrize("name", ["cpu", "duckdb"])
def test_scan_collect_and_report(tmp_path, name):
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path in paths:
        pq.write_table(TABLE, path)
    engine = open_engine(name)
    before = engine.report()
    lazy = engine.scan(paths)
    assert isinstance(lazy, nw.LazyFrame)
    got = engine.collect(lazy.filter(nw.col("a") > 1).sort("a", "text"))
    assert isinstance(got, nw.DataFrame)
    assert isinstance(got.to_native(), pl.DataFrame)
    assert got["a"].to_list() == [2, 2, 3, 3]
    assert got["day"].to_list() == [datetime.date(2020, 1, 1)] * 4
    table = engine.to_arrow(engine.from_arrow(TABLE).sort("a"))
    assert table["text"].to_pylist() == [None, "z", "é"]
    after = engine.report()
    assert (after.name, after.queries) == (name, before.queries + 2)
    assert after.seconds > before.seconds
    assert after.fallbacks == ()
    assert after.device
    assert after.version.split()[0] in ("Polars", "DuckDB")


@pytest.mark.parametrize("name", ["cpu", "duckdb"])
def test_integers_are_of_one_type_on_every_engine(name):
    engine = open_engine(name)
    small = pa.table(
        {
            "a": pa.array([1, 2], pa.int32()),
            "b": pa.array([1, 2], pa.uint8()),
            "c": [1.5, 2.5],
            "day": pa.array([1, 2], pa.date32()),
        }
    )
    got = engine.collect(
        engine.from_arrow(small).select(
            nw.col("a").sum(), n=nw.len(), b=nw.col("b").max(), c=nw.col("c").sum(), year=nw.col("day").dt.year().max()
        )
    )
    assert got.schema == {"a": nw.Int64, "n": nw.Int64, "b": nw.Int64, "c": nw.Float64, "year": nw.Int64}
    assert got.rows() == [(3, 2, 2, 4.0, 1970)]


@pytest.mark.parametrize("name", ["cpu", "duckdb"])
def test_no_file_is_an_empty_frame_of_the_schema(name):
    engine = open_engine(name)
    got = engine.collect(engine.scan([], schema=TABLE.schema))
    assert got.shape == (0, 3)
    assert got.columns == ["a", "text", "day"]
    with pytest.raises(ValueError, match="schema"):
        engine.scan([])


def test_an_eager_frame_is_collected_as_it_is():
    data = frame({"a": [1]})
    assert open_engine("cpu").collect(data).rows() == [(1,)]
    assert open_engine("cpu").to_arrow(nw.from_native(TABLE, eager_only=True)).num_rows == 3


def test_a_missing_file_is_named(tmp_path, english):
    with pytest.raises(CarnetError, match="gone.parquet"):
        open_engine("cpu").scan([tmp_path / "gone.parquet"])


@pytest.mark.parametrize("name", ["cpu", "duckdb"])
def test_a_wrong_query_is_a_programmers_error_not_a_damaged_file(name):
    engine = open_engine(name)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each engine has its own
        engine.collect(engine.from_arrow(TABLE).select(nw.col("nothing")))
    assert not isinstance(caught.value, CarnetError)


def test_large_files_are_streamed_and_answers_stay_the_same(tmp_path):
    class Small(PolarsEngine):
        SHARE_OF_MEMORY = 0.0

    pq.write_table(
        pa.table({"g": [number % 7 for number in range(10_000)], "v": list(range(10_000))}), tmp_path / "a.parquet"
    )
    answers = []
    for engine in (PolarsEngine(), Small()):
        lazy = engine.scan([tmp_path / "a.parquet"])
        answers.append(engine.collect(lazy.group_by("g").agg(nw.col("v").sum()).sort("g")).rows())
        assert engine._large == isinstance(engine, Small)
    assert answers[0] == answers[1]


def test_threads_share_an_engine(tmp_path):
    pq.write_table(TABLE, tmp_path / "a.parquet")
    for name in ("cpu", "duckdb"):
        engine = open_engine(name)
        sums = []

        def work(engine: Engine = engine, sums: list[int] = sums) -> None:
            for _ in range(20):
                got = engine.collect(engine.scan([tmp_path / "a.parquet"]).select(nw.col("a").sum()))
                sums.append(got.item())

        before = engine.report().queries
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sums == [6] * 80
        assert engine.report().queries == before + 80


def test_opening_at_once_from_many_threads_gives_one_engine(monkeypatch):
    monkeypatch.setattr(engine_module, "_opened", {})
    opened = []
    threads = [threading.Thread(target=lambda: opened.append(open_engine("duckdb"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len({id(engine) for engine in opened}) == 1


def test_to_arrow_takes_eager_data_only():
    assert to_arrow(frame({"a": [1]})).to_pydict() == {"a": [1]}
    with pytest.raises(TypeError):
        to_arrow(open_engine("cpu").from_arrow(TABLE))

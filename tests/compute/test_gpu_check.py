"""The comparison of two devices: equal, different, failing; and what a GPU does where there is one."""

import warnings
from dataclasses import replace

import narwhals as nw
import pyarrow as pa
import pytest

from carnet.compute import frame, open_engine
from carnet.compute.arrays import to_numpy, xp_for
from carnet.compute.devices import gpu_trouble
from carnet.compute.gpu_check import Device, Workload, check_devices, run_gpu_check
from carnet.compute.gpu_engine import fallback_reason
from carnet.compute.gpu_workloads import largest_difference
from carnet.errors import CarnetError
from carnet.language import set_language

needs_gpu = pytest.mark.skipif("gpu_trouble() is not None", reason="no GPU engine here")


@pytest.fixture(autouse=True)
def english():
    set_language("en")
    yield
    set_language("fr")


@pytest.fixture
def devices():
    """Two devices that exist everywhere."""
    return Device("cpu", open_engine("cpu"), xp_for()), Device("gpu", open_engine("duckdb"), xp_for())


SUM = Workload(
    "sum",
    prepare=lambda size: list(range(size.persons)),
    run=lambda data, device: float(to_numpy(device.xp.sum(device.xp.asarray(data)))),
    compare=lambda one, other: abs(one - other) / max(abs(one), 1e-300),
)


def test_the_queries_of_a_cohort_agree_between_two_engines(devices):
    report = check_devices([], *devices, persons=500, rows=5_000, repeats=1)
    assert report.agrees
    assert len(report.results) == 4
    assert all(result.cpu_seconds > 0 and result.gpu_seconds > 0 and result.ratio > 0 for result in report.results)
    lines = report.lines()
    assert len(lines) == 3 + 4
    assert all("equal answers" in line for line in lines[3:])


def test_different_answers_and_failures_are_told_and_the_others_go_on(devices):
    off = replace(SUM, name="off", run=lambda data, device: 1.0 if device.name == "cpu" else 1.1)
    secret = replace(SUM, name="broken", run=lambda data, device: {}["Dupont"])
    told = replace(SUM, name="told", prepare=lambda size: (_ for _ in ()).throw(CarnetError("No input.")))
    report = check_devices([off, secret, told, SUM], *devices, persons=10, rows=10, repeats=1)
    assert not report.agrees
    assert [result.agrees for result in report.results] == [False, False, False, True]
    text = "\n".join(report.lines())
    assert "DIFFERENT answers (by 1.0e-01)" in text
    assert "KeyError" in text
    assert "Dupont" not in text
    assert "No input." in text


def test_files_of_the_check_are_removed(devices):
    seen = []
    keep = replace(SUM, prepare=lambda size: seen.append(size.folder) or [1])
    check_devices([keep], *devices, persons=1, rows=1)
    assert not seen[0].exists()


def test_without_a_gpu_the_report_says_why():
    if gpu_trouble() is None:
        pytest.skip("a GPU answers here")
    report = run_gpu_check([SUM], persons=10, rows=10)
    assert report.results == ()
    assert not report.agrees
    assert report.lines() == [f"No GPU check: {gpu_trouble()}."]


def test_differences_between_frames():
    one = frame({"a": [1.0, None], "b": ["x", "y"]})
    assert largest_difference(one, one) == 0
    assert largest_difference(one, frame({"a": [1.0 + 1e-6, None], "b": ["x", "y"]})) == pytest.approx(1e-6)
    for other in ({"a": [1.0, 2.0], "b": ["x", "y"]}, {"a": [1.0, None], "b": ["x", "z"]}, {"a": [1.0]}):
        assert largest_difference(one, frame(other)) == float("inf")


def test_the_reason_of_a_fallback_holds_operations_and_never_values():
    """As cudf-polars 26.10 words it (`Translator.unsupported_operations_error`), wrapped by Polars."""
    told = (
        "'cuda' conversion failed: NotImplementedError: Query execution with GPU not possible: "
        "unsupported operations.\n"
        "The errors were:\n- NotImplementedError: rolling_mean\n- NotImplementedError: Unsupported dtype List\n"
    )
    assert fallback_reason(RuntimeError(told)) == (
        "NotImplementedError: rolling_mean; NotImplementedError: Unsupported dtype List"
    )
    assert fallback_reason(RuntimeError("std::bad_alloc: out_of_memory: CUDA error")) == "not enough GPU memory"
    assert fallback_reason(MemoryError()) == "not enough GPU memory"
    assert fallback_reason(ValueError("Dupont")) == "ValueError"
    assert len(fallback_reason(RuntimeError("The errors were:\n- " + "x" * 500))) == 200


@pytest.mark.gpu
@needs_gpu
def test_the_gpu_answers_as_the_cpu():
    report = run_gpu_check([], persons=20_000, rows=200_000, repeats=1)
    assert report.agrees, report.lines()
    assert not report.fallbacks


@pytest.mark.gpu
@needs_gpu
def test_a_query_that_cudf_lacks_falls_back_once_said_and_counted():
    engine = open_engine("gpu")
    query = engine.from_arrow(pa.table({"a": [1, 2, 3]})).select(
        nw.col("a").map_batches(lambda values: values, return_dtype=nw.Int64)
    )  # Python code cannot run on the device
    with pytest.warns(RuntimeWarning, match="ran on the CPU"):
        assert engine.collect(query)["a"].to_list() == [1, 2, 3]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        engine.collect(query)
    (fallback,) = engine.report().fallbacks
    assert fallback.queries == 2
    assert engine.report().label.startswith("GPU (")

"""The kernels stay light to import, and give on a GPU the answers that they give on a CPU."""

import subprocess
import sys

import array_api_compat.numpy as host
import numpy as np
import pytest

from carnet.cohorts.survival import cox, kaplan_meier
from carnet.cohorts.survival.workloads import WORKLOADS, Workload


def test_the_kernels_import_nothing_heavy() -> None:
    code = "import sys, carnet.cohorts.survival; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"polars", "pandas", "narwhals", "pyarrow", "plotly", "duckdb", "cupy", "babel"}


@pytest.mark.parametrize("work", WORKLOADS, ids=lambda work: work.name)
def test_workloads_have_finite_answers_whatever_the_order_of_rows(work: Workload) -> None:
    data = work.make_data(3000, 7, host)
    answer = work.run(data)
    order = np.random.default_rng(0).permutation(3000)
    again = work.run({name: values[order] for name, values in data.items()})
    np.testing.assert_allclose(answer, again, rtol=work.tolerance, atol=work.tolerance)
    assert np.isfinite(answer).mean() > 0.9


@pytest.mark.gpu
@pytest.mark.parametrize("work", WORKLOADS, ids=lambda work: work.name)
def test_the_gpu_gives_the_answers_of_the_cpu(work: Workload) -> None:
    device = pytest.importorskip("array_api_compat.cupy", reason="no CuPy here")
    here, there = work.run(work.make_data(20000, 7, host)), work.run(work.make_data(20000, 7, device))
    np.testing.assert_allclose(there, here, rtol=work.tolerance, atol=work.tolerance * np.nanmax(np.abs(here)))


@pytest.mark.gpu
def test_curves_stay_on_the_gpu() -> None:
    device = pytest.importorskip("array_api_compat.cupy", reason="no CuPy here")
    data = WORKLOADS[0].make_data(2000, 1, device)
    curve = kaplan_meier(data["time"], data["event"])
    assert isinstance(curve.survival, device.ndarray)
    model = cox(data["time"], data["event"], data["X"], strata=data["group"], robust=True)
    assert isinstance(model.coefficients, np.ndarray)

"""Arrays by the Array API: NumPy here, CuPy on a GPU."""

import sys
from importlib.util import find_spec

import numpy as np
import pytest

from carnet.compute.arrays import array_namespace, to_numpy, xp_for
from carnet.compute.devices import gpu_trouble
from carnet.errors import CarnetError


def test_numpy_by_the_array_api():
    xp = xp_for("cpu")
    array = xp.asarray([3.0, 1.0, 2.0])
    assert array_namespace(array) is xp
    assert array_namespace([1, 2], 3.0) is xp
    np.testing.assert_array_equal(to_numpy(xp.cumulative_sum(xp.sort(array))), [1.0, 3.0, 6.0])
    np.testing.assert_array_equal(to_numpy([1, 2]), [1, 2])


def test_to_numpy_copies_nothing_on_the_cpu():
    array = np.arange(3)
    assert to_numpy(array) is array


def test_without_cupy_the_remedy_says_what_to_install():
    if find_spec("cupy") is not None:
        pytest.skip("CuPy is installed here")
    with pytest.raises(CarnetError) as caught:
        xp_for("gpu")
    assert "carnet[gpu]" in caught.value.remedy
    assert "cupy" not in sys.modules


@pytest.mark.gpu
def test_cupy_by_the_same_code():
    if find_spec("cupy") is None or gpu_trouble() is not None:
        pytest.skip(f"no GPU with CuPy here: {gpu_trouble()}")
    answers = []
    for device in ("cpu", "gpu"):
        xp = xp_for(device)
        array = xp.asarray(np.random.default_rng(1).normal(size=1_000))
        assert array_namespace(array, 1.0) is xp
        answers.append(to_numpy(xp.cumulative_sum(xp.sort(array))))
    np.testing.assert_allclose(answers[0], answers[1], rtol=1e-12)

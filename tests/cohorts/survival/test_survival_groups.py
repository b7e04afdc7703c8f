"""Cox's model from the groups' event tables equals Cox's model on the rows."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carnet.cohorts.survival import cox, kaplan_meier
from carnet.cohorts.survival.cox_groups import cox_groups


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    groups=st.integers(2, 5),
    days=st.booleans(),
    late=st.booleans(),
)
@example(seed=2829, groups=4, days=False, late=False)  # a last step longer than the one before, and no separation
def test_it_equals_the_model_on_the_rows(seed: int, groups: int, days: bool, late: bool) -> None:
    rng = np.random.default_rng(seed)
    n = 60 * groups
    code = np.arange(n) % groups
    time = rng.exponential(50 / (1 + code))
    time = np.ceil(time) if days else time
    event = rng.random(n) < 0.7
    entry = np.floor(rng.uniform(0, 0.5, n) * time) if late else None
    X = (code[:, None] == np.arange(1, groups)).astype(float)
    expected = cox(time, event, X, entry=entry)
    curves = [
        kaplan_meier(time[code == g], event[code == g], entry=None if entry is None else entry[code == g])
        for g in range(groups)
    ]
    found = cox_groups(curves)
    assert found is not None
    np.testing.assert_allclose(found.coefficients, expected.coefficients, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), expected.std_errors, rtol=1e-7)


@pytest.mark.filterwarnings("ignore")
def test_separated_groups_are_left_to_the_model_on_the_rows() -> None:
    first = kaplan_meier([1.0, 2.0, 3.0], [1, 1, 1])
    later = kaplan_meier([10.0, 11.0, 12.0], [1, 1, 1])
    assert cox_groups([first, later]) is None

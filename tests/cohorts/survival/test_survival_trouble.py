"""What the survival kernels refuse or warn of: typed, in plain words, naming the row and never its value."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from carnet.cohorts.survival import (
    aalen_johansen,
    cox,
    kaplan_meier,
    logrank,
    nelson_aalen,
    pairwise_logrank,
    rmst,
    rmst_difference,
)
from carnet.cohorts.survival import trouble as t
from carnet.errors import StatisticsError, StatisticsWarning
from carnet.language import language, set_language

N = 300
RNG = np.random.default_rng(1)
TIME = RNG.exponential(10, N)
EVENT = RNG.random(N) < 0.7
NUMBER = RNG.standard_normal(N)
BINARY = (RNG.random(N) < 0.3).astype(float)


def at(row: int, value: Any, values: Any) -> np.ndarray:
    changed = np.array(values, dtype=float)
    changed[row] = value
    return changed


REFUSED: list[tuple[str, Callable[[], Any], int | None]] = [
    ("nan time", lambda: kaplan_meier(at(7, np.nan, TIME), EVENT), 7),
    ("nan among days", lambda: kaplan_meier(at(280, np.nan, np.ceil(TIME)), EVENT), 280),
    ("infinite time", lambda: kaplan_meier(at(3, np.inf, TIME), EVENT), 3),
    ("negative time", lambda: kaplan_meier(at(9, -1.5, TIME), EVENT), 9),
    ("negative day", lambda: logrank(at(9, -1, np.ceil(TIME)), EVENT, BINARY), 9),
    ("event 2", lambda: kaplan_meier(TIME, at(4, 2, EVENT)), 4),
    ("unknown event", lambda: kaplan_meier(TIME, at(4, np.nan, EVENT)), 4),
    ("entry after end", lambda: kaplan_meier(TIME, EVENT, entry=at(5, TIME[5], TIME / 2)), 5),
    ("nan entry", lambda: kaplan_meier(TIME, EVENT, entry=at(5, np.nan, TIME / 2)), 5),
    ("negative weight", lambda: kaplan_meier(TIME, EVENT, weights=at(6, -1, np.ones(N))), 6),
    ("no weight at all", lambda: kaplan_meier(TIME, EVENT, weights=np.zeros(N)), None),
    ("lengths", lambda: kaplan_meier(TIME, EVENT[:5]), None),
    ("empty", lambda: kaplan_meier([], []), None),
    ("text", lambda: kaplan_meier(["a", "b"], [0, 1]), None),
    ("two columns", lambda: kaplan_meier(np.ones((4, 2)), np.ones(4)), None),
    ("missing group", lambda: logrank([1, 2, 3], [1, 1, 1], ["a", None, "b"]), 1),
    ("missing group number", lambda: logrank(TIME, EVENT, at(2, np.nan, BINARY)), 2),
    ("unknown weights", lambda: logrank(TIME, EVENT, BINARY, weights="best"), None),
    ("event code", lambda: aalen_johansen(TIME, at(8, -1, EVENT)), 8),
    ("missing covariate", lambda: cox(TIME, EVENT, np.column_stack([NUMBER, at(7, np.nan, BINARY)])), 7),
    ("names", lambda: cox(TIME, EVENT, NUMBER, names=["a", "b"]), None),
    ("same names", lambda: cox(TIME, EVENT, np.column_stack([NUMBER, BINARY]), names=["a", "a"]), None),
    ("rows of covariates", lambda: cox(TIME, EVENT, NUMBER[:9]), None),
    ("ties", lambda: cox(TIME, EVENT, NUMBER, ties="exact"), None),  # type: ignore[arg-type]
    ("confidence", lambda: kaplan_meier(TIME, EVENT, confidence=95), None),
    ("transform", lambda: kaplan_meier(TIME, EVENT, transform="logit"), None),  # type: ignore[arg-type]
    ("quantile", lambda: kaplan_meier(TIME, EVENT).quantile(50), None),
    ("horizon", lambda: rmst(TIME, TIME < 5, 1e6), None),
    ("three groups", lambda: rmst_difference(TIME, EVENT, np.arange(N) % 3), None),
    ("fractional weights", lambda: nelson_aalen(TIME, EVENT, weights=TIME, ties="fleming-harrington"), None),
    ("adjustment", lambda: pairwise_logrank(TIME, EVENT, BINARY, adjust="none at all"), None),
]


@pytest.mark.parametrize(("name", "run", "row"), REFUSED, ids=[name for name, _run, _row in REFUSED])
def test_wrong_data_are_refused_with_their_row(name: str, run: Callable[[], Any], row: int | None) -> None:
    with pytest.raises(t.InvalidSurvivalData) as caught:
        run()
    assert caught.value.row == row
    assert caught.value.message
    assert caught.value.remedy
    if row is not None:
        assert str(row) in caught.value.message


@pytest.mark.parametrize(
    ("error", "run"),
    [
        (t.NoEvent, lambda: logrank(TIME, EVENT * 0, BINARY)),
        (t.NoEvent, lambda: cox(TIME, EVENT * 0, NUMBER)),
        (t.NoEvent, lambda: cox(TIME, EVENT, NUMBER, weights=1.0 - EVENT)),
        (t.NoEvent, lambda: logrank([1, 2, 9, 9], [1, 1, 0, 0], [0, 0, 1, 1], entry=[0, 0, 5, 5])),
        (t.OneGroup, lambda: logrank(TIME, EVENT, BINARY * 0)),
        (t.OneGroup, lambda: rmst_difference(TIME, EVENT, BINARY * 0)),
        (t.ConstantCovariate, lambda: cox(TIME, EVENT, np.column_stack([NUMBER, np.full(N, 3.3)]))),
        (t.ConstantCovariate, lambda: cox(TIME, EVENT, np.column_stack([NUMBER, BINARY]), strata=BINARY)),
        (t.CollinearCovariates, lambda: cox(TIME, EVENT, np.column_stack([NUMBER, BINARY, 2 * NUMBER + 1]))),
        (t.CollinearCovariates, lambda: cox(TIME, EVENT, np.column_stack([BINARY, 1 - BINARY]))),
    ],
)
def test_estimates_that_do_not_exist(error: type[StatisticsError], run: Callable[[], Any]) -> None:
    with pytest.raises(error) as caught:
        run()
    assert caught.value.remedy


def test_collinear_covariates_are_named() -> None:
    X = np.column_stack([NUMBER, BINARY, 2 * NUMBER + 1])
    with pytest.raises(t.CollinearCovariates) as caught:
        cox(TIME, EVENT, X, names=["age", "sex", "birth"])
    assert caught.value.names == ("age", "birth")
    assert "sex" not in caught.value.message


@pytest.mark.parametrize(
    ("time", "event", "X", "signs"),
    [
        (TIME, EVENT & (BINARY == 0), [NUMBER, BINARY], {"x2": -1}),  # a category without event
        (
            np.where(BINARY == 1, TIME + 1000, TIME),
            EVENT,
            [BINARY, NUMBER],
            {"x1": -1},
        ),  # one always outlives the other
        (np.arange(1.0, 51), np.ones(50), [-np.arange(50.0)], {"x1": 1}),  # a number that orders everybody
        (np.arange(1.0, 51), np.ones(50), [np.sqrt(np.arange(50.0))], {"x1": -1}),
    ],
)
def test_separation_gives_an_infinite_coefficient_and_a_warning(
    time: Any, event: Any, X: list[np.ndarray], signs: dict[str, int]
) -> None:
    with pytest.warns(t.SeparationWarning) as caught:
        model = cox(time, event, np.column_stack(X))
    assert model.separated == tuple(signs)
    assert caught[0].filename == __file__
    for name, sign in signs.items():
        j = model.names.index(name)
        assert model.coefficients[j] == sign * np.inf
        assert (model.lower[j], model.upper[j]) == (0, np.inf)
        assert np.isnan(model.p_values[j])
    others = [j for j, name in enumerate(model.names) if name not in signs]
    assert np.isfinite(model.std_errors[others]).all()


def test_the_other_coefficients_stand_beside_an_infinite_one() -> None:
    with pytest.warns(t.SeparationWarning):
        both = cox(TIME, EVENT & (BINARY == 0), np.column_stack([NUMBER, BINARY]))
    rows = BINARY == 0  # at the limit, those who never have the event no longer weigh in any risk set
    alone = cox(TIME[rows], EVENT[rows], NUMBER[rows])
    np.testing.assert_allclose(both.coefficients[0], alone.coefficients[0], rtol=1e-5)


def test_an_absurd_value_is_not_taken_for_an_infinite_coefficient() -> None:
    time, X = TIME.copy(), NUMBER.copy()
    time[5], X[5] = 1e3, 999999
    time = time * np.exp(np.where(X < 100, X, 0))
    with pytest.raises(t.NotConverged, match="999999"):
        cox(time, np.ones(N), X)


@pytest.mark.parametrize(
    ("warning", "run"),
    [
        (t.NoEventWarning, lambda: kaplan_meier(TIME, EVENT * 0)),
        (t.NoEventWarning, lambda: nelson_aalen(TIME, EVENT * 0)),
        (t.NoEventWarning, lambda: aalen_johansen(TIME, EVENT * 0)),
        (t.TiesOnlyWarning, lambda: logrank(np.full(N, 5), EVENT, BINARY)),
        (t.TiesOnlyWarning, lambda: cox(np.full(N, 5), EVENT, NUMBER)),
        (t.FewEventsWarning, lambda: cox(TIME[:30], EVENT[:30], np.column_stack([NUMBER, BINARY, NUMBER**2])[:30])),
        (t.EmptyRiskSetWarning, lambda: kaplan_meier([1, 5, 6, 7], [1, 1, 0, 1], entry=[0, 2, 2, 2])),
    ],
)
def test_estimates_to_read_with_care(warning: type[StatisticsWarning], run: Callable[[], Any]) -> None:
    with pytest.warns(warning) as caught:
        run()
    message = caught[0].message
    assert isinstance(message, t.SurvivalWarning)
    assert message.message and message.remedy
    assert caught[0].filename == __file__


def test_ordinary_data_raise_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kaplan_meier(TIME, EVENT)
        kaplan_meier([5], [1])
        logrank(TIME, EVENT, BINARY)
        cox(TIME, EVENT, np.column_stack([1e9 + 1e8 * NUMBER, BINARY])).schoenfeld()
        cox(TIME, EVENT, 1e-9 * NUMBER)


def test_messages_have_their_french() -> None:
    before = language()
    try:
        set_language("fr")
        with pytest.raises(t.NoEvent, match="Personne n’a eu l’événement"):
            logrank(TIME, EVENT * 0, BINARY)
    finally:
        set_language(before)

"""What must hold of any data: order, unit, repeats, splits and merges of rows change nothing that they should not."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.cohorts.survival import aalen_johansen, concordance, cox, kaplan_meier, logrank, nelson_aalen, rmst
from carnet.cohorts.survival.trouble import NoEvent, OneGroup, SurvivalWarning
from carnet.errors import StatisticsError

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
pytestmark = pytest.mark.filterwarnings("ignore::carnet.cohorts.survival.trouble.SurvivalWarning")


@st.composite
def rows(draw: st.DrawFn, least: int = 2, most: int = 60) -> dict[str, np.ndarray]:
    """A small study: days or continuous times, with or without ties, at least one event."""
    n = draw(st.integers(least, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    longest = draw(st.sampled_from([3, 20, 1000]))
    time = rng.integers(1, longest + 1, n).astype(float)
    if draw(st.booleans()):
        time = time + rng.random(n)
    event = rng.random(n) < draw(st.sampled_from([0.3, 0.7, 1.0]))
    event[rng.integers(n)] = True
    return {
        "time": time,
        "event": event,
        "x": rng.standard_normal((n, 2)),
        "group": rng.integers(0, 3, n),
        "weights": rng.integers(1, 4, n).astype(float),
        "entry": time * rng.random(n) * 0.9,
        "order": rng.permutation(n),
    }


def fitted(*args: Any, **kwargs: Any) -> Any:
    """A model, or None where the draw has none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SurvivalWarning)
        try:
            model = cox(*args, **kwargs)
        except StatisticsError:
            return None
    return None if model.separated or not np.isfinite(model.std_errors).all() else model


def compared(*args: Any, **kwargs: Any) -> Any:
    try:
        return logrank(*args, **kwargs)
    except (OneGroup, NoEvent):
        return None


def same_model(a: Any, b: Any, tolerance: float = 1e-7) -> None:
    if a is None or b is None:  # at the edge of separation one of two equal problems may be found separated
        return
    np.testing.assert_allclose(a.coefficients, b.coefficients, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(a.covariance, b.covariance, rtol=10 * tolerance, atol=tolerance)


@quick
@given(rows())
def test_the_order_of_rows_does_not_matter(d: dict[str, np.ndarray]) -> None:
    o = d["order"]
    a = kaplan_meier(d["time"], d["event"], entry=d["entry"], weights=d["weights"])
    b = kaplan_meier(d["time"][o], d["event"][o], entry=d["entry"][o], weights=d["weights"][o])
    np.testing.assert_allclose(a.survival, b.survival, rtol=1e-12)
    np.testing.assert_allclose(a.at_risk, b.at_risk, rtol=1e-12)
    t, u = (compared(d["time"][i], d["event"][i], d["group"][i]) for i in (slice(None), o))
    if t is not None:
        np.testing.assert_allclose(t.statistic, u.statistic, rtol=1e-8, atol=1e-10)
    same_model(fitted(d["time"], d["event"], d["x"]), fitted(d["time"][o], d["event"][o], d["x"][o]))
    c = concordance(d["time"], d["event"], d["x"][:, 0]).value if _orderable(d) else 0
    assert c == (concordance(d["time"][o], d["event"][o], d["x"][o, 0]).value if _orderable(d) else 0)


def _orderable(d: dict[str, np.ndarray]) -> bool:
    t, e = d["time"], d["event"]
    return bool(((t[:, None] < t) | ((t[:, None] == t) & ~e))[e].any())


@quick
@given(rows(), st.sampled_from([1 / 30.4375, 12.0, 1e-3]))
def test_the_unit_of_time_does_not_matter(d: dict[str, np.ndarray], unit: float) -> None:
    a, b = kaplan_meier(d["time"], d["event"]), kaplan_meier(unit * d["time"], d["event"])
    np.testing.assert_allclose(b.survival, a.survival, rtol=1e-12)
    np.testing.assert_allclose(b.median.value, unit * a.median.value, rtol=1e-12)
    tau = float(d["time"].max())
    np.testing.assert_allclose(
        rmst(unit * d["time"], d["event"], unit * tau).value, unit * rmst(d["time"], d["event"], tau).value, rtol=1e-9
    )
    same_model(fitted(d["time"], d["event"], d["x"]), fitted(unit * d["time"], d["event"], d["x"]))


@quick
@given(rows())
def test_weights_are_repeats(d: dict[str, np.ndarray]) -> None:
    i = np.repeat(np.arange(d["time"].size), d["weights"].astype(int))
    a = kaplan_meier(d["time"], d["event"], weights=d["weights"], entry=d["entry"])
    b = kaplan_meier(d["time"][i], d["event"][i], entry=d["entry"][i])
    for name in ("time", "survival", "at_risk", "events", "std_error"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), rtol=1e-10, atol=1e-12)
    c = nelson_aalen(d["time"], d["event"], weights=d["weights"], ties="fleming-harrington")
    e = nelson_aalen(d["time"][i], d["event"][i], ties="fleming-harrington")
    np.testing.assert_allclose(c.hazard, e.hazard, rtol=1e-10)
    weighted = fitted(d["time"], d["event"], d["x"], weights=d["weights"], ties="breslow")
    same_model(weighted, fitted(d["time"][i], d["event"][i], d["x"][i], ties="breslow"))


@quick
@given(rows())
def test_rows_split_at_a_time_are_the_same_persons(d: dict[str, np.ndarray]) -> None:
    t, e, x, w = d["time"], d["event"], d["x"], d["weights"]
    cut = np.median(t)
    late = t > cut
    entry = np.concatenate([np.full(t.size, -1.0), np.full(late.sum(), cut)])
    time = np.concatenate([np.minimum(t, cut), t[late]])
    event = np.concatenate([e & ~late, e[late]])
    X, W = np.concatenate([x, x[late]]), np.concatenate([w, w[late]])
    person = np.concatenate([np.arange(t.size), np.flatnonzero(late)])
    whole, split = fitted(t, e, x, weights=w), fitted(time, event, X, weights=W, entry=entry)
    same_model(whole, split)
    if whole is not None and split is not None:
        robust = fitted(time, event, X, weights=W, entry=entry, cluster=person)
        alone = fitted(t, e, x, weights=w, robust=True)
        if robust is not None and alone is not None:
            np.testing.assert_allclose(robust.covariance, alone.covariance, rtol=1e-6, atol=1e-9)
    a, b = kaplan_meier(t, e), kaplan_meier(time, event, entry=entry)
    np.testing.assert_allclose(b.at(a.time), a.survival, rtol=1e-12)
    np.testing.assert_allclose(b.number_at_risk(t), a.number_at_risk(t))
    groups = d["group"]
    one, two = compared(t, e, groups), compared(time, event, np.concatenate([groups, groups[late]]), entry=entry)
    if one is not None and two is not None:
        np.testing.assert_allclose(one.statistic, two.statistic, rtol=1e-8, atol=1e-10)


@quick
@given(rows())
def test_without_censoring_survival_is_the_share_alive(d: dict[str, np.ndarray]) -> None:
    curve = kaplan_meier(d["time"], np.ones(d["time"].size))
    alive = (d["time"][:, None] > curve.time).mean(axis=0)
    np.testing.assert_allclose(curve.survival, alive, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(curve.number_at_risk(curve.time), (d["time"][:, None] >= curve.time).sum(axis=0))


@quick
@given(rows())
def test_survival_falls_within_its_interval(d: dict[str, np.ndarray]) -> None:
    for transform in ("log-log", "log", "plain"):
        curve = kaplan_meier(d["time"], d["event"], transform=transform)  # type: ignore[arg-type]
        known = ~np.isnan(curve.lower)
        assert (np.diff(curve.survival) <= 0).all()
        assert (curve.lower[known] <= curve.survival[known] + 1e-12).all()
        assert (curve.survival[known] <= curve.upper[known] + 1e-12).all()
        assert ((curve.lower[known] >= 0) & (curve.upper[known] <= 1)).all()


@quick
@given(rows())
def test_the_same_group_twice_adds_its_persons(d: dict[str, np.ndarray]) -> None:
    groups = d["group"]
    merged = compared(d["time"], d["event"], np.where(groups == 2, 1, groups))
    full = compared(d["time"], d["event"], groups)
    if merged is None or full is None or len(full.groups) < 3 or len(merged.groups) < 2:
        return
    np.testing.assert_allclose(merged.observed[1], full.observed[1:].sum(), rtol=1e-10)
    np.testing.assert_allclose(merged.expected[1], full.expected[1:].sum(), rtol=1e-9)
    np.testing.assert_allclose(merged.observed.sum(), merged.expected.sum(), rtol=1e-9)


@quick
@given(rows(least=6))
def test_two_group_log_rank_is_cox_s_score_test(d: dict[str, np.ndarray]) -> None:
    time = d["order"] + 1.0  # no two times equal
    group = d["group"] > 0
    test, model = compared(time, d["event"], group), fitted(time, d["event"], group.astype(float))
    if test is not None and model is not None:
        # where observed equals expected both are 0, up to the rounding of one of them
        np.testing.assert_allclose(test.statistic, model.score_test.statistic, rtol=1e-8, atol=1e-12)


@quick
@given(rows())
def test_days_counted_and_sorted_agree(d: dict[str, np.ndarray]) -> None:
    days = np.ceil(d["time"])
    far = days + 0.5  # the same order, not whole: sorted
    a, b = kaplan_meier(days, d["event"]), kaplan_meier(far, d["event"])
    np.testing.assert_allclose(a.survival, b.survival, rtol=1e-12)
    np.testing.assert_allclose(a.upper, b.upper, rtol=1e-12)
    t, u = compared(days, d["event"], d["group"]), compared(far, d["event"], d["group"])
    if t is not None:
        np.testing.assert_allclose(t.statistic, u.statistic, rtol=1e-9, atol=1e-10)
    same_model(fitted(days, d["event"], d["x"]), fitted(far, d["event"], d["x"]))
    c = d["event"] * (1 + (d["group"] == 1))
    np.testing.assert_allclose(aalen_johansen(days, c).incidence, aalen_johansen(far, c).incidence, rtol=1e-12)


@quick
@given(rows())
def test_incidences_and_survival_sum_to_one(d: dict[str, np.ndarray]) -> None:
    curves = aalen_johansen(d["time"], d["event"] * (1 + (d["group"] == 1)), weights=d["weights"])
    np.testing.assert_allclose(curves.incidence.sum(axis=0) + curves.survival, 1, rtol=1e-10)
    kept = kaplan_meier(d["time"], d["event"], weights=d["weights"])
    np.testing.assert_allclose(curves.survival, kept.survival, rtol=1e-10, atol=1e-12)


@quick
@given(rows(most=25), st.booleans(), st.booleans(), st.booleans())
def test_concordance_counts_every_pair(d: dict[str, np.ndarray], late: bool, weighted: bool, stratified: bool) -> None:
    t, e, score = d["time"], d["event"], np.round(d["x"][:, 0])
    w = d["weights"] if weighted else np.ones(t.size)
    entry = d["entry"] if late else np.full(t.size, -1.0)
    stratum = d["group"] if stratified else np.zeros(t.size)
    counts = np.zeros(3)
    for i in np.flatnonzero(e):
        for j in range(t.size):
            outlived = t[j] > t[i] or (t[j] == t[i] and not e[j])
            if outlived and entry[j] < t[i] and stratum[i] == stratum[j]:
                counts[0 if score[j] > score[i] else 1 if score[j] < score[i] else 2] += w[i] * w[j]
    if counts.sum() == 0:
        with pytest.raises(NoEvent):
            concordance(t, e, score, entry=entry, weights=w, strata=stratum)
        return
    found = concordance(t, e, score, entry=entry if late else None, weights=w, strata=stratum if stratified else None)
    np.testing.assert_allclose([found.concordant, found.discordant, found.tied], counts, rtol=1e-10, atol=1e-9)


@quick
@given(rows(least=8, most=40), st.booleans())
def test_cox_s_derivatives_are_those_of_its_likelihood(d: dict[str, np.ndarray], efron: bool) -> None:
    """Gradient and information by formula against numerical differences of the likelihood written out naively."""
    t, e, x, w, entry = np.ceil(d["time"] / 3), d["event"], d["x"], d["weights"], np.ceil(d["entry"] / 3) - 1
    stratum = d["group"]
    model = fitted(t, e, x, weights=w, entry=entry, strata=stratum, ties="efron" if efron else "breslow")
    if model is None or np.abs(model.coefficients).max() > 3:
        return

    def likelihood(beta: np.ndarray) -> float:
        total, risk = 0.0, w * np.exp(x @ beta)
        for g in np.unique(stratum):
            for moment in np.unique(t[e & (stratum == g)]):
                at_risk = (stratum == g) & (t >= moment) & (entry < moment)
                dying = at_risk & e & (t == moment)
                k = dying.sum()
                total += (w * (x @ beta))[dying].sum()
                for rank in range(k):
                    part = rank / k if efron else 0.0
                    total -= w[dying].mean() * np.log(risk[at_risk].sum() - part * risk[dying].sum())
        return total

    np.testing.assert_allclose(likelihood(model.coefficients), model.log_likelihood, rtol=1e-10)
    h = 1e-4
    for j in range(2):
        step = h * np.eye(2)[j]
        up, down = likelihood(model.coefficients + step), likelihood(model.coefficients - step)
        assert abs(up - down) / (2 * h) < 1e-5
        curvature = (2 * model.log_likelihood - up - down) / h**2
        np.testing.assert_allclose(curvature, np.linalg.inv(model.covariance)[j, j], rtol=2e-3, atol=1e-4)

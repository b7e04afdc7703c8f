"""Schoenfeld residuals of a Cox model and the test of proportional hazards."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from carnet.cohorts.survival.arrays import to_host
from carnet.cohorts.survival.cox_likelihood import evaluate, sums_of_covariates
from carnet.cohorts.survival.cox_robust import mean_covariates
from carnet.cohorts.survival.inputs import Sample
from carnet.cohorts.survival.times import event_table
from carnet.cohorts.survival.trouble import InvalidSurvivalData
from carnet.language import _

if TYPE_CHECKING:
    from carnet.cohorts.survival.cox import Cox


@dataclass(frozen=True)
class Schoenfeld:
    """Residuals at each event, in order of stratum and time, and tests that effects do not change with time.

    `time`, `transformed` (E,); `residuals`, `scaled` (E, p): scaled residuals estimate β(t) (Grambsch & Therneau).
    `statistics`, `p_values` (p,): one degree of freedom each. `global_statistic`: p degrees of freedom.
    """

    names: tuple[str, ...]
    transform: str
    time: np.ndarray
    transformed: np.ndarray
    strata: np.ndarray | None
    residuals: np.ndarray
    scaled: np.ndarray
    statistics: np.ndarray
    p_values: np.ndarray
    global_statistic: float
    global_p_value: float


def schoenfeld(model: "Cox", transform: str = "km") -> Schoenfeld:
    """Test proportional hazards by the score test for a coefficient that moves with g(time).

    g: "km" (1 − S(t−), the default), "rank", "identity" or "log". The test is that of R's cox.zph since survival 3.0:
    exact score test, not the approximation of 1994 that lifelines and older R compute. Scaled residuals are
    events · V · r + β, as in both.
    """
    layout, now, xp = model._layout, model._state, model._xp
    p = len(model.names)
    time = to_host(layout.time)
    moments = to_host(layout.event_moments)
    at_events = _transformed(model, transform, time)[moments]
    factor = xp.asarray(_transformed(model, transform, time) - at_events.mean())
    sums = sums_of_covariates(layout, now)
    plain = evaluate(layout, now, sums).information
    once = evaluate(layout, now, sums, factor)
    twice = evaluate(layout, now, sums, factor**2).information
    gradient, cross = once.gradient, once.information
    information = np.block([[plain, cross], [cross, twice]])
    statistics = np.array([_score(information, gradient, np.array([j]), p) for j in range(p)])
    overall = _score(information, gradient, np.arange(p), p)
    means = xp.take(mean_covariates(layout, now, sums), layout.event_moments, axis=1)
    raw = to_host(xp.take(layout.X, layout.event_rows, axis=1) - means).T
    rows = _by_time(model, moments)
    scaled = raw @ np.linalg.pinv(plain / raw.shape[0]) + model._beta
    codes = np.repeat(layout.strata, np.diff(layout.segments))[moments]
    named = None if model._strata is None else np.array([model._strata[c] for c in codes[rows]])
    return Schoenfeld(
        names=model.names,
        transform=transform,
        time=time[moments][rows],
        transformed=at_events[rows],
        strata=named,
        residuals=raw[rows],
        scaled=scaled[rows],
        statistics=statistics,
        p_values=stats.chi2.sf(statistics, 1),
        global_statistic=overall,
        global_p_value=float(stats.chi2.sf(overall, p)),
    )


def _score(information: np.ndarray, gradient: np.ndarray, tested: np.ndarray, p: int) -> float:
    kept = np.concatenate([np.arange(p), p + tested])
    u = np.concatenate([np.zeros(p), gradient[tested]])
    scale = np.sqrt(np.maximum(np.diag(information)[kept], np.finfo(np.float64).tiny))
    matrix = information[np.ix_(kept, kept)] / np.outer(scale, scale)
    return float((u / scale) @ np.linalg.lstsq(matrix, u / scale, rcond=None)[0])


def _by_time(model: "Cox", moments: np.ndarray) -> np.ndarray:
    """Positions of the events by stratum, then rising time, then their row in the caller's table."""
    layout = model._layout
    original = to_host(layout.xp.take(layout.order, layout.event_rows))
    codes = np.repeat(layout.strata, np.diff(layout.segments))[moments]
    return np.lexsort((original, to_host(layout.time)[moments], codes))


def _transformed(model: "Cox", transform: str, time: np.ndarray) -> np.ndarray:
    data: Sample = model._data
    if transform == "identity":
        return time
    if transform == "log":
        if (time <= 0).any():
            raise InvalidSurvivalData(
                _("An event at time 0 has no logarithm."), _("Choose the transformation km, rank or identity.")
            )
        return np.log(time)
    if transform not in ("km", "rank"):
        raise InvalidSurvivalData(
            _("Unknown transformation of time: {name}.").format(name=transform),
            _("Choose km, rank, identity or log."),
        )
    unweighted = Sample(data.xp, data.time, data.event, data.entry, None, data.days, data.longest)
    table = event_table(unweighted)
    grid, events, censored, at_risk = (to_host(v) for v in (table.time, table.events, table.censored, table.at_risk))
    if transform == "rank":
        size = events + censored
        ranks = np.cumsum(size) - (size - 1) / 2
        return ranks[np.searchsorted(grid, time)]
    survival = np.concatenate([[1.0], np.cumprod(1 - events / np.where(at_risk > 0, at_risk, 1))])
    return 1 - survival[np.searchsorted(grid, time, side="left")]

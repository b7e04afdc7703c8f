"""Restricted mean survival time: the area under the curve to τ, with its right standard error, and its comparison."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from carnet.cohorts.survival.arrays import as_array, namespace_of, to_host
from carnet.cohorts.survival.inputs import same_length
from carnet.cohorts.survival.kaplan_meier import Estimate, KaplanMeier, kaplan_meier, normal_quantile
from carnet.cohorts.survival.logrank import labels
from carnet.cohorts.survival.trouble import InvalidSurvivalData, OneGroup
from carnet.language import _


@dataclass(frozen=True)
class Rmst:
    """Mean time lived without the event within `tau`, in the unit of the times."""

    value: float
    std_error: float
    lower: float
    upper: float
    tau: float
    n: int


@dataclass(frozen=True)
class RmstComparison:
    """Two groups' restricted means: `difference` and `ratio` are the second's against the first's (the reference)."""

    groups: tuple[Any, Any]
    first: Rmst
    second: Rmst
    difference: Estimate
    difference_std_error: float
    difference_p_value: float
    ratio: Estimate
    ratio_p_value: float
    tau: float


def rmst(
    time: Any, event: Any, tau: float, *, entry: Any = None, weights: Any = None, confidence: float = 0.95
) -> Rmst:
    """The restricted mean survival time to `tau` of one group; other arguments as `kaplan_meier`.

    Variance: Σ (area from t to τ)² d / (n (n − d)) over event times t ≤ τ (Klein & Moeschberger; as survRM2).
    Raises InvalidSurvivalData, also where follow-up ends before `tau` with survivors: the area is not known.
    """
    return _area(kaplan_meier(time, event, entry=entry, weights=weights), float(tau), confidence)


def rmst_difference(
    time: Any, event: Any, group: Any, tau: float | None = None, *, confidence: float = 0.95
) -> RmstComparison:
    """Compare the restricted means of two groups, the first in natural order being the reference.

    `tau` by default: the greatest that both allow (the lesser of the groups' last times). The ratio's interval is
    computed on its logarithm (Royston & Parmar; as survRM2). Raises InvalidSurvivalData, OneGroup.
    """
    xp = namespace_of(time, event, group)
    t, e = as_array(xp, time), as_array(xp, event)
    same_length(e, int(t.shape[0]), _("Events"))
    groups, codes = labels(xp, group, int(t.shape[0]), _("Groups"))
    if len(groups) < 2:
        raise OneGroup(
            _("There is only one group: nothing to compare."),
            _("Choose a variable with at least two values in this cohort."),
        )
    if len(groups) > 2:
        raise InvalidSurvivalData(
            _("Restricted means are compared between two groups; there are {n}.").format(n=len(groups)),
            _("Keep two groups, or merge some."),
        )
    curves = []
    for code in (0, 1):
        rows = xp.nonzero(codes == code)[0]
        curves.append(kaplan_meier(xp.take(t, rows), xp.take(e, rows)))
    limit = min(float(curve.time[-1]) for curve in curves) if tau is None else float(tau)
    first, second = (_area(curve, limit, confidence) for curve in curves)
    z = normal_quantile(confidence)
    difference = second.value - first.value
    error = float(np.hypot(first.std_error, second.std_error))
    ratio = second.value / first.value
    log_error = float(np.hypot(first.std_error / first.value, second.std_error / second.value))
    return RmstComparison(
        groups=(groups[0], groups[1]),
        first=first,
        second=second,
        difference=Estimate(difference, difference - z * error, difference + z * error),
        difference_std_error=error,
        difference_p_value=_two_sided(difference, error),
        ratio=Estimate(ratio, ratio * float(np.exp(-z * log_error)), ratio * float(np.exp(z * log_error))),
        ratio_p_value=_two_sided(float(np.log(ratio)), log_error),
        tau=limit,
    )


def _two_sided(value: float, error: float) -> float:
    return float(2 * stats.norm.sf(abs(value) / error)) if error > 0 else float("nan")


def _area(curve: KaplanMeier, tau: float, confidence: float) -> Rmst:
    z = normal_quantile(confidence)
    last = float(curve.time[-1])
    if not 0 < tau < float("inf"):
        raise InvalidSurvivalData(_("The horizon τ must be positive."), _("Give a time within the follow-up."))
    if tau > last and float(curve.survival[-1]) > 0:
        raise InvalidSurvivalData(
            _("Follow-up ends before the horizon τ: the restricted mean is not known there."),
            _("Give a τ within the follow-up of every group."),
        )
    time, survival = to_host(curve.time), to_host(curve.survival)
    events, at_risk = to_host(curve.events), to_host(curve.at_risk)
    inside = time < tau
    width = np.diff(np.append(time[inside], tau))
    areas = width * survival[inside]
    after = np.cumsum(areas[::-1])[::-1]  # from each time to τ
    survivors = at_risk[inside] - events[inside]
    known = (events[inside] > 0) & (survivors > 0)
    terms = np.where(known, events[inside] / np.where(known, at_risk[inside] * survivors, 1.0), 0.0)
    value, error = float(areas.sum()), float(np.sqrt((after**2 * terms).sum()))
    return Rmst(value, error, value - z * error, value + z * error, tau, curve.n)

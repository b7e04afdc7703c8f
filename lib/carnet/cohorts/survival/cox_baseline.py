"""Cumulative baseline hazards of a Cox model and the survival that it predicts."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from carnet.cohorts.survival.arrays import to_host
from carnet.cohorts.survival.cox_likelihood import SquaresOfMeans, hazard, sums_of_covariates
from carnet.cohorts.survival.trouble import InvalidSurvivalData
from carnet.language import _

if TYPE_CHECKING:
    from carnet.cohorts.survival.cox import Cox


@dataclass(frozen=True)
class Baseline:
    """One stratum's cumulative hazard and survival for the covariates `at` (p,).

    `time` (K,): 0 then event times; `hazard` (K,): cumulative; `survival` = exp(−hazard) with `lower`, `upper` (on the
    scale of log(−log)) and `std_error` (K,) of the cumulative hazard.
    """

    stratum: Any
    at: np.ndarray
    time: np.ndarray
    hazard: np.ndarray
    survival: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def baseline(model: "Cox", at: Any = None) -> list[Baseline]:
    """The predicted curve of each stratum for covariates `at` (p,): by default all 0, the baseline.

    Increments by the method used for ties (Efron's or Breslow's), as R's survfit.coxph; the variance is Tsiatis's, and
    counts that of the coefficients (the model's covariance, robust where it is).
    """
    layout, now = model._layout, model._state
    p = len(model.names)
    covariates = np.zeros(p) if at is None else np.asarray(at, dtype=np.float64).reshape(-1)
    if covariates.shape != (p,):
        raise InvalidSurvivalData(
            _("There are {p} covariates but {m} values.").format(p=p, m=covariates.shape[0]),
            _("Give one value per covariate of the model."),
        )
    increments, _less = hazard(layout, now)
    total, dying = sums_of_covariates(layout, now)
    squares = SquaresOfMeans.at(layout, now)
    drift = total * squares.a
    if dying is not None:
        drift = drift - dying * squares.b
    steps, variances, drifts = to_host(increments), to_host(squares.a), to_host(drift)
    offset = covariates - model._center  # the fit is about the mean covariates
    ratio = float(np.exp(offset @ model._beta))
    z = NormalDist().inv_cdf(0.5 + model.confidence / 2)
    curves = []
    for code, start, end in zip(layout.strata, layout.segments[:-1], layout.segments[1:], strict=True):
        time = to_host(layout.time[int(start) : int(end)])[::-1]
        rising = slice(end - 1, start - 1 if start else None, -1)
        cumulative = np.cumsum(steps[rising])
        slope = offset[:, None] * cumulative - np.cumsum(drifts[:, rising], axis=1)
        spread = np.cumsum(variances[rising]) + np.einsum("pk,pq,qk->k", slope, model.covariance, slope)
        time, cumulative, error = _from_zero(time, cumulative * ratio, np.sqrt(spread) * ratio)
        survival = np.exp(-cumulative)
        with np.errstate(divide="ignore", invalid="ignore"):
            width = np.where(cumulative > 0, z * error / cumulative, 0.0)
        lower, upper = np.exp(-cumulative * np.exp(width)), np.exp(-cumulative * np.exp(-width))
        name = None if model._strata is None else model._strata[int(code)]
        curves.append(Baseline(name, covariates, time, cumulative, survival, error, lower, upper))
    return curves


def _from_zero(time: np.ndarray, *columns: np.ndarray) -> tuple[np.ndarray, ...]:
    if time.size and time[0] == 0:
        return (time, *columns)
    return tuple(np.concatenate([[0.0], column]) for column in (time, *columns))

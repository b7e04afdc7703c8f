"""Score residuals of a Cox model and the sandwich variance, by row or by cluster."""

import numpy as np

from carnet.cohorts.survival.arrays import Array, count, to_host
from carnet.cohorts.survival.cox_layout import Layout
from carnet.cohorts.survival.cox_likelihood import (
    SquaresOfMeans,
    State,
    by_moment,
    cumulative,
    exposure,
    sums_of_covariates,
)


def mean_covariates(layout: Layout, now: State, sums: tuple[Array, Array | None]) -> Array:
    """The risk-weighted mean covariates of each risk set, (p, K), averaged over Efron's denominators at ties."""
    total, dying = sums
    if now.share is None or dying is None:
        return total * now.inverse
    number = layout.number
    first = by_moment(layout, now.inverse) / number
    second = by_moment(layout, now.inverse * now.share) / number
    return total * first - dying * second


def score_residuals(layout: Layout, now: State) -> Array:
    """Each row's part of the score, times its weight: (p, m) in the layout's order. Their sum is the gradient.

    Lin & Wei (1989); with Efron's ties as R's `residuals(fit, "score")`.
    """
    xp = layout.xp
    sums = sums_of_covariates(layout, now)
    total, dying = sums
    means = mean_covariates(layout, now, sums)
    met = exposure(layout, now)
    squares = SquaresOfMeans.at(layout, now)
    if now.share is None or dying is None:
        met_means = cumulative(layout, total * squares.a)
    else:
        met_means = cumulative(layout, total * squares.a - dying * squares.b)
        met_means = _add_at(layout, met_means, dying * squares.c - total * squares.b)
    residuals = now.risk * (met_means - layout.X * met)
    own = xp.take(layout.X, layout.event_rows, axis=1) - xp.take(means, layout.event_moments, axis=1)
    if layout.weights is not None:
        own = own * xp.take(layout.weights, layout.event_rows)
    m = int(layout.X.shape[1])
    return residuals + xp.stack([count(xp, layout.event_rows, m, own[j, :]) for j in range(own.shape[0])])


def _add_at(layout: Layout, values: Array, amounts: Array) -> Array:
    xp = layout.xp
    m = int(values.shape[1])
    taken = xp.take(amounts, layout.event_moments, axis=1)
    return values + xp.stack([count(xp, layout.event_rows, m, taken[j, :]) for j in range(values.shape[0])])


def sandwich(layout: Layout, now: State, naive: np.ndarray, cluster: Array | None) -> np.ndarray:
    """The robust covariance (p, p): V · Σ s s′ · V over rows, or over sums by cluster (codes (n,))."""
    xp = layout.xp
    residuals = score_residuals(layout, now)
    if cluster is not None:
        codes = xp.take(cluster, layout.order)
        size = int(xp.max(codes)) + 1
        residuals = xp.stack([count(xp, codes, size, residuals[j, :]) for j in range(residuals.shape[0])])
    return naive @ to_host(residuals @ residuals.T) @ naive

"""The partial likelihood of Cox's model, its gradient and information, by running sums over risk sets."""

from dataclasses import dataclass

import numpy as np

from carnet.cohorts.survival.arrays import Array, count, is_numpy, sum_segments, to_host
from carnet.cohorts.survival.cox_layout import Layout

_SCAN_STRATA = 64  # beyond this many strata, one vectorised scan is quicker than a loop over them


@dataclass(frozen=True)
class Evaluation:
    """The partial likelihood at a coefficient vector; `gradient` (p,) and `information` (p, p) on the host."""

    log_likelihood: float
    gradient: np.ndarray
    information: np.ndarray


@dataclass(frozen=True)
class State:
    """What the sums over risk sets need at one coefficient vector. Per row: `risk` (m,) = weight · exp(xβ). Per moment:
    `total` (K,) at risk, `dying` (K,) with the event; per event `share` (E,) (Efron's l/d) and `inverse` (E,) of its
    denominator. Without ties (or with Breslow's method) shares are None and inverse is per moment.
    """

    risk: Array
    total: Array
    dying: Array | None
    share: Array | None
    inverse: Array
    log_likelihood: float


def running(layout: Layout, values: Array) -> Array:
    """Running sums along the last axis (moments), starting again at each stratum."""
    xp, segments = layout.xp, layout.segments
    if segments.shape[0] == 2:
        return xp.cumulative_sum(values, axis=-1)
    if segments.shape[0] <= _SCAN_STRATA:
        parts = zip(segments[:-1], segments[1:], strict=True)
        return xp.concat([xp.cumulative_sum(values[..., int(a) : int(b)], axis=-1) for a, b in parts], axis=-1)
    sizes = np.diff(segments)
    place = xp.asarray(np.arange(segments[-1]) - np.repeat(segments[:-1], sizes), dtype=xp.int64)
    step = 1
    while step < int(sizes.max()):  # doubling (Hillis and Steele): sums never cross strata, so nothing cancels
        shifted = xp.concat([xp.zeros_like(values[..., :step]), values[..., :-step]], axis=-1)
        values = values + xp.where(place >= step, shifted, 0.0)
        step *= 2
    return values


def running_back(layout: Layout, values: Array) -> Array:
    """Sums from each moment on to the end of its stratum, along the last axis."""
    xp, segments = layout.xp, layout.segments
    if segments.shape[0] == 2:
        return xp.flip(xp.cumulative_sum(xp.flip(values, axis=-1), axis=-1), axis=-1)
    if segments.shape[0] <= _SCAN_STRATA:
        parts = [values[..., int(a) : int(b)] for a, b in zip(segments[:-1], segments[1:], strict=True)]
        return xp.concat([xp.flip(xp.cumulative_sum(xp.flip(v, axis=-1), axis=-1), axis=-1) for v in parts], axis=-1)
    forward = running(layout, values)
    sizes = np.diff(segments)
    last = xp.asarray(np.repeat(segments[1:] - 1, sizes), dtype=xp.int64)
    return xp.take(forward, last, axis=-1) - forward + values


def at_risk(layout: Layout, values: Array) -> Array:
    """Sums over the risk set of every moment: `values` (…, m) per row, result (…, K)."""
    return _less_late(layout, running(layout, sum_segments(layout.xp, values, layout.starts)), values)


def _less_late(layout: Layout, sums: Array, values: Array) -> Array:
    if layout.stop is None:
        return sums
    xp, k = layout.xp, layout.n_moments
    if values.ndim == 1:
        left = count(xp, layout.stop, k + 1, values)[:k]
    else:
        left = xp.stack([count(xp, layout.stop, k + 1, values[j, :])[:k] for j in range(values.shape[0])])
    # A stop at the first moment of the next stratum means "never": it must not count there.
    if layout.segments.shape[0] > 2:
        left = xp.where(_first_of_stratum(layout), 0.0, left)
    return sums - running(layout, left)


def _first_of_stratum(layout: Layout) -> Array:
    first = np.zeros(layout.n_moments, dtype=bool)
    first[layout.segments[:-1]] = True
    return layout.xp.asarray(first)


def cumulative(layout: Layout, increments: Array) -> Array:
    """What each row has met: `increments` (…, K) summed over the moments at which the row was at risk, (…, m)."""
    xp = layout.xp
    ahead = running_back(layout, increments)
    met = xp.take(ahead, layout.moments, axis=-1)
    if layout.stop is None:
        return met
    if layout.segments.shape[0] > 2:
        ahead = xp.where(_first_of_stratum(layout), 0.0, ahead)
    padded = xp.concat([ahead, xp.zeros_like(ahead[..., :1])], axis=-1)
    return met - xp.take(padded, layout.stop, axis=-1)


def state(layout: Layout, beta: np.ndarray, efron: bool) -> State:
    """Risks and denominators at `beta` (p,), with the log partial likelihood."""
    xp = layout.xp
    eta = xp.asarray(beta) @ layout.X
    risk = xp.exp(eta)
    eta_events = xp.take(eta, layout.event_rows)
    if layout.weights is not None:
        risk = risk * layout.weights
        eta_events = eta_events * xp.take(layout.weights, layout.event_rows)
    total = at_risk(layout, risk)
    if not (efron and layout.tied):
        with np.errstate(divide="ignore", invalid="ignore"):
            value = xp.sum(eta_events) - xp.sum(layout.weight * xp.log(total))
        return State(risk, total, None, None, 1 / total, float(value))
    dying = count(xp, layout.event_moments, layout.n_moments, xp.take(risk, layout.event_rows))
    share = layout.tie_rank / xp.take(layout.number, layout.event_moments)
    denominator = xp.take(total, layout.event_moments) - share * xp.take(dying, layout.event_moments)
    mean_weight = xp.take(layout.weight / layout.number, layout.event_moments)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = xp.sum(eta_events) - xp.sum(mean_weight * xp.log(denominator))
    return State(risk, total, dying, share, 1 / denominator, float(value))


def hazard(layout: Layout, now: State, factor: Array | None = None) -> tuple[Array, Array | None]:
    """Increments (K,) of the cumulative hazard at each moment, times `factor` (K,); and, with Efron's method, by how
    much less those who had the event at it are exposed (K,)."""
    xp = layout.xp
    weight = layout.weight if factor is None else layout.weight * factor
    if now.share is None:
        return weight * now.inverse, None
    mean = weight / layout.number
    k = layout.n_moments
    increments = mean * count(xp, layout.event_moments, k, now.inverse)
    return increments, mean * count(xp, layout.event_moments, k, now.inverse * now.share)


def exposure(layout: Layout, now: State, factor: Array | None = None) -> Array:
    """The cumulative hazard (times `factor`) that each row has been exposed to, (m,)."""
    increments, less = hazard(layout, now, factor)
    met = cumulative(layout, increments)
    if less is not None:
        event = layout.event_rows
        met = _subtract_at(layout, met, event, layout.xp.take(less, layout.event_moments))
    return met


def _subtract_at(layout: Layout, values: Array, rows: Array, amounts: Array) -> Array:
    if is_numpy(layout.xp):
        values[rows] -= amounts
        return values
    return values - count(layout.xp, rows, int(values.shape[0]), amounts)


def sums_of_covariates(layout: Layout, now: State) -> tuple[Array, Array | None]:
    """Σ risk·x over each risk set, (p, K), and over those who have the event at each moment (with Efron's ties)."""
    xp = layout.xp
    parts, dying = [], []
    late: list[Array] = []
    for a, b, c, d in layout.blocks:
        scaled = layout.X[:, a:b] * now.risk[a:b]
        parts.append(sum_segments(xp, scaled, layout.starts[c:d] - a))
        if now.share is not None:
            dying.append(_sum_dying(layout, scaled, a, c, d))
    total = running(layout, xp.concat(parts, axis=1))
    if layout.stop is not None:
        for j in range(layout.X.shape[0]):
            late.append(_less_late(layout, total[j, :], layout.X[j, :] * now.risk))
        total = xp.stack(late)
    return total, xp.concat(dying, axis=1) if dying else None


def _sum_dying(layout: Layout, scaled: Array, a: int, c: int, d: int) -> Array:
    xp = layout.xp
    if is_numpy(xp):
        pairs = np.stack([layout.firsts[c:d] - a, layout.ends[c:d] - a], axis=1).reshape(-1)[:-1]
        return np.add.reduceat(scaled, pairs, axis=1)[:, ::2]
    sums = xp.cumulative_sum(scaled, axis=1, include_initial=True)
    return xp.take(sums, layout.ends[c:d] - a, axis=1) - xp.take(sums, layout.firsts[c:d] - a, axis=1)


def evaluate(
    layout: Layout, now: State, sums: tuple[Array, Array | None] | None = None, factor: Array | None = None
) -> Evaluation:
    """Log-likelihood, gradient and information at a state; each moment's share multiplied by `factor` (K,) if given."""
    xp = layout.xp
    p = int(layout.X.shape[0])
    met = exposure(layout, now, factor)
    burden = now.risk * met
    gradient, information = np.zeros(p), np.zeros((p, p))
    for a, b, _c, _d in layout.blocks:
        block = layout.X[:, a:b]
        scaled = block * burden[a:b]
        gradient = gradient - to_host(xp.sum(scaled, axis=1))
        information = information + to_host(scaled @ block.T)
    own = xp.ones(layout.event_rows.shape[0], dtype=xp.float64)
    if layout.weights is not None:
        own = xp.take(layout.weights, layout.event_rows)
    if factor is not None:
        own = own * xp.take(factor, layout.event_moments)
    gradient = gradient + to_host(_events_sum(layout, own))
    total, dying = sums_of_covariates(layout, now) if sums is None else sums
    information = information - to_host(_squares(layout, now, total, dying, factor))
    return Evaluation(now.log_likelihood, gradient, (information + information.T) / 2)


def _events_sum(layout: Layout, own: Array) -> Array:
    xp = layout.xp
    if is_numpy(xp):
        full = np.zeros(layout.X.shape[1])
        full[layout.event_rows] = own
        return layout.X @ full
    return xp.take(layout.X, layout.event_rows, axis=1) @ own


def _squares(layout: Layout, now: State, total: Array, dying: Array | None, factor: Array | None) -> Array:
    """Σ over events of the outer product of the weighted mean covariates of their risk set."""
    xp, k = layout.xp, layout.n_moments
    weight = layout.weight if factor is None else layout.weight * factor
    if now.share is None or dying is None:
        return (total * (weight * now.inverse**2)) @ total.T
    mean = weight / layout.number
    square = now.inverse**2
    a = mean * count(xp, layout.event_moments, k, square)
    b = mean * count(xp, layout.event_moments, k, square * now.share)
    c = mean * count(xp, layout.event_moments, k, square * now.share**2)
    cross = (total * b) @ dying.T
    return (total * a) @ total.T - cross - cross.T + (dying * c) @ dying.T

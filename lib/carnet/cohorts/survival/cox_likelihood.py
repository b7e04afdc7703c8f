"""The partial likelihood of Cox's model, its gradient and information, by running sums over risk sets."""

from dataclasses import dataclass

import numpy as np

from carnet.cohorts.survival.arrays import Array, count, is_numpy, sum_segments, to_host
from carnet.cohorts.survival.cox_layout import Layout

_DENSE = 16  # rows per distinct event time below which running sums beat sums of segments
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


def by_moment(layout: Layout, values: Array) -> Array:
    """Sums over the events of each moment: `values` (E,) per event, result (K,)."""
    if is_numpy(layout.xp):
        return np.add.reduceat(values, layout.event_starts)
    return count(layout.xp, layout.event_moments, layout.n_moments, values)


def _linear(layout: Layout, beta: np.ndarray) -> Array:
    """xβ of each row of the layout, (m,)."""
    if not is_numpy(layout.xp):
        return layout.xp.asarray(beta) @ layout.X
    eta = np.empty(layout.X.shape[1])
    for a, b, _c, _d in layout.blocks:
        np.matmul(beta, layout.X[:, a:b], out=eta[a:b])
    return eta


def state(layout: Layout, beta: np.ndarray, efron: bool) -> State:
    """Risks and denominators at `beta` (p,), with the log partial likelihood."""
    xp = layout.xp
    eta = _linear(layout, beta)
    risk = xp.exp(eta)
    eta_events = xp.take(eta, layout.event_rows)
    if layout.weights is not None:
        risk = risk * layout.weights
        eta_events = eta_events * layout.event_weights
    total = at_risk(layout, risk)
    if not (efron and layout.tied):
        with np.errstate(divide="ignore", invalid="ignore"):
            value = xp.sum(eta_events) - xp.sum(layout.weight * xp.log(total))
        return State(risk, total, None, None, 1 / total, float(value))
    dying = by_moment(layout, xp.take(risk, layout.event_rows))
    share = layout.share
    denominator = xp.take(total, layout.event_moments) - share * xp.take(dying, layout.event_moments)
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithms = xp.log(denominator)
        if layout.weights is not None:
            logarithms = logarithms * xp.take(layout.weight / layout.number, layout.event_moments)
        value = xp.sum(eta_events) - xp.sum(logarithms)
    return State(risk, total, dying, share, 1 / denominator, float(value))


def hazard(layout: Layout, now: State, factor: Array | None = None) -> tuple[Array, Array | None]:
    """Increments (K,) of the cumulative hazard at each moment, times `factor` (K,); and, with Efron's method, by how
    much less those who had the event at it are exposed (K,)."""
    weight = layout.weight if factor is None else layout.weight * factor
    if now.share is None:
        return weight * now.inverse, None
    mean = weight / layout.number
    return mean * by_moment(layout, now.inverse), mean * by_moment(layout, now.inverse * now.share)


def exposure(layout: Layout, now: State, factor: Array | None = None) -> Array:
    """The cumulative hazard (times `factor`) that each row has been exposed to, (m,)."""
    increments, less = hazard(layout, now, factor)
    met = cumulative(layout, increments)
    if less is not None:
        event = layout.event_rows
        met = _subtract_at(layout, met, event, layout.xp.take(less, layout.event_moments))
    return met


def _subtract_at(layout: Layout, values: Array, rows: Array, amounts: Array | float) -> Array:
    if is_numpy(layout.xp):
        values[rows] -= amounts
        return values
    size = int(values.shape[0])
    if isinstance(amounts, float):
        return values - amounts * count(layout.xp, rows, size)
    return values - count(layout.xp, rows, size, amounts)


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
    """Log-likelihood, gradient and information at a state; each moment's share multiplied by `factor` (K,) if given.

    With r the risks, Λ the hazard met and m the mean covariates of a risk set, the information is
    Σ rΛ·xx′ over rows − Σ m m′ over events: two products of matrices, whatever the number of rows and ties.
    """
    xp = layout.xp
    burden = now.risk * exposure(layout, now, factor)
    own = layout.event_weights
    if factor is not None:
        own = xp.take(layout.weight / layout.number * factor, layout.event_moments) if own is None else (
            own * xp.take(factor, layout.event_moments)
        )  # fmt: skip
    excess = _subtract_at(layout, -burden, layout.event_rows, -1.0 if own is None else -own)
    squares = SquaresOfMeans.at(layout, now, factor)
    p = int(layout.X.shape[0])
    if sums is None and layout.streamed:
        return _streamed(layout, now, burden, excess, squares)
    gradient, information = np.zeros(p), np.zeros((p, p))
    for a, b, _c, _d in layout.blocks:
        block = layout.X[:, a:b]
        gradient = gradient + to_host(block @ excess[a:b])
        information = information + to_host((block * burden[a:b]) @ block.T)
    total, dying = sums_of_covariates(layout, now) if sums is None else sums
    information = information - to_host(squares.over(total, dying, 0, layout.n_moments))
    return Evaluation(now.log_likelihood, gradient, (information + information.T) / 2)


def _streamed(layout: Layout, now: State, burden: Array, excess: Array, squares: "SquaresOfMeans") -> Evaluation:
    """As `evaluate`, in one pass over blocks of rows that stay in the cache of a CPU."""
    p = layout.X.shape[0]
    gradient, information, carried = np.zeros(p), np.zeros((p, p)), np.zeros((p, 1))
    room = np.empty((p, max(b - a for a, b, _c, _d in layout.blocks)))
    beginnings = set(layout.segments.tolist())
    for a, b, c, d in layout.blocks:
        block, scaled = layout.X[:, a:b], room[:, : b - a]
        np.multiply(block, now.risk[a:b], out=scaled)
        if c in beginnings:
            carried = np.zeros((p, 1))
        ends = layout.ends[c:d] - a
        dying = None
        if (d - c) * _DENSE > b - a:
            running_rows = np.cumsum(scaled, axis=1)
            total = np.take(running_rows, ends - 1, axis=1)
            if squares.tied:
                dying = total - np.take(running_rows, layout.firsts[c:d] - a - 1, axis=1)
                if layout.firsts[c] == a:  # the position before the first row is not the last one
                    dying[:, 0] = total[:, 0]
            total += carried
        else:
            total = np.add.reduceat(scaled, layout.starts[c:d] - a, axis=1)
            total[:, :1] += carried
            np.cumsum(total, axis=1, out=total)
            if squares.tied:
                dying = _sum_dying(layout, scaled, a, c, d)
        carried = total[:, -1:].copy()
        np.multiply(block, burden[a:b], out=scaled)
        information += scaled @ block.T
        information -= squares.over(total, dying, c, d)
        gradient += block @ excess[a:b]
    return Evaluation(now.log_likelihood, gradient, (information + information.T) / 2)


@dataclass(frozen=True)
class SquaresOfMeans:
    """Coefficients (K,) with which sums over risk sets S and over the dying D make Σ m m′, and means: with denominators
    S − f D, `a` = Σ 1/den², `b` = Σ f/den², `c` = Σ f²/den², times the weight of an event. Without ties b, c are None.
    """

    a: Array
    b: Array | None
    c: Array | None

    @property
    def tied(self) -> bool:
        """Whether the sums over the dying are needed."""
        return self.b is not None

    @classmethod
    def at(cls, layout: Layout, now: State, factor: Array | None = None) -> "SquaresOfMeans":
        """The coefficients at a state; each moment's multiplied by `factor` (K,) if given."""
        weight = layout.weight if factor is None else layout.weight * factor
        square = now.inverse**2
        if now.share is None:
            return cls(weight * square, None, None)
        mean = weight / layout.number
        first = square * now.share
        return cls(
            mean * by_moment(layout, square),
            mean * by_moment(layout, first),
            mean * by_moment(layout, first * now.share),
        )

    def over(self, total: Array, dying: Array | None, start: int, end: int) -> Array:
        """Σ m m′ over the events of moments start … end−1, of which `total` and `dying` (p, ·) are the sums: (p, p)."""
        a = self.a[start:end]
        if self.b is None or self.c is None or dying is None:
            return (total * a) @ total.T
        cross = (total * self.b[start:end]) @ dying.T
        return (total * a) @ total.T - cross - cross.T + (dying * self.c[start:end]) @ dying.T

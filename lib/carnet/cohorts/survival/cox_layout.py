"""Lays out the rows of a Cox model: by stratum, then latest time first, so that risk sets are running sums."""

from dataclasses import dataclass

import numpy as np

from carnet.cohorts.survival.arrays import BLOCK, Array, Namespace, count, is_numpy, to_host
from carnet.cohorts.survival.inputs import Sample

_SINGLE_THREAD = 200_000  # multiplications in a product of blocks, below which BLAS keeps to one thread
_FEW_STRATA = 64  # up to this many, blocks do not straddle strata


@dataclass(frozen=True)
class Layout:
    """The rows of a Cox model that are ever at risk, and its K distinct event times ("moments").

    Rows are ordered by stratum, then by falling time, those censored at a time before those who had the event at it.
    Moments have the same order. Moment k ends the rows starts[k] … ends[k]−1, of which the last (from `firsts[k]`)
    had the event at it. A row is at risk at the moments from its own on, to `stop` (not included) where there are late
    entries, else to the end of its stratum.
    """

    xp: Namespace
    X: Array  # (p, m) centred, one covariate per line
    weights: Array | None  # (m,)
    order: Array  # (m,) rows of the caller's table
    starts: Array  # (K,)
    firsts: Array  # (K,)
    ends: Array  # (K,)
    time: Array  # (K,) of the moments
    segments: np.ndarray  # (S + 1,) first moment of each stratum that has one, then K
    strata: np.ndarray  # (S,) codes of those strata
    stop: Array | None  # (m,)
    event_rows: Array  # (E,) positions of the rows with the event, moment by moment
    event_moments: Array  # (E,)
    share: Array  # (E,) 0, 1/d, … (d−1)/d among those tied: Efron's
    event_starts: Array  # (K,) first event of each moment
    event_weights: Array | None  # (E,)
    tied: bool
    number: Array  # (K,) events at the moment
    weight: Array  # (K,) their weight
    moments: Array  # (m,) the moment that each row ends at or before
    blocks: list[tuple[int, int, int, int]]  # rows a:b holding moments c:d
    streamed: bool  # whether one pass over the blocks can carry the running sums

    @property
    def n_moments(self) -> int:
        """K."""
        return int(self.ends.shape[0])


def lay_out(data: Sample, X: Array, center: Array, stratum: Array | None) -> Layout:
    """Lay out the rows of a model. `X` (n, p); `center` (p,) is taken off; `stratum` (n,) codes."""
    xp = data.xp
    order = _order(data, stratum)
    time, event = xp.take(data.time, order), xp.take(data.event, order)
    last = time[1:] != time[:-1]
    groups = None
    if stratum is not None:
        groups = xp.take(stratum, order)
        last = last | (groups[1:] != groups[:-1])
    final = event & xp.concat([last, xp.ones(1, dtype=xp.bool)])
    ends = xp.nonzero(final)[0] + 1
    moments = xp.cumulative_sum(xp.astype(final, xp.int64)) - xp.astype(final, xp.int64)
    n_moments = int(ends.shape[0])
    moment_time = xp.astype(xp.take(time, ends - 1), xp.float64)
    if groups is None:
        segments, codes = np.array([0, n_moments]), np.array([0])
        kept = slice(0, int(ends[-1]))
        order, event, moments = order[kept], event[kept], moments[kept]
        stop = None
        if data.entry is not None:
            stop = n_moments - xp.searchsorted(xp.flip(moment_time), xp.take(data.entry, order), side="right")
    else:
        moment_group = xp.take(groups, ends - 1)
        codes, first = np.unique(to_host(moment_group), return_index=True)
        segments = np.append(first, n_moments)
        inside = moments < n_moments
        own = xp.take(moment_group, xp.where(inside, moments, n_moments - 1))
        kept = xp.nonzero(inside & (own == groups))[0]
        order, event, moments = xp.take(order, kept), xp.take(event, kept), xp.take(moments, kept)
        stop = _stops(xp, moment_time, segments, moments, None if data.entry is None else xp.take(data.entry, order))
    if stop is not None:
        seen = xp.nonzero(stop > moments)[0]
        order, event, moments = xp.take(order, seen), xp.take(event, seen), xp.take(moments, seen)
        stop = xp.take(stop, seen)
    number_of_rows = count(xp, moments, n_moments)
    ends = xp.astype(xp.cumulative_sum(number_of_rows), xp.int64)
    starts = ends - xp.astype(number_of_rows, xp.int64)
    event_rows = xp.nonzero(event)[0]
    event_moments = xp.take(moments, event_rows)
    number = count(xp, event_moments, n_moments)
    firsts = ends - xp.astype(number, xp.int64)
    weights = None if data.weights is None else xp.take(data.weights, order)
    event_weights = None if weights is None else xp.take(weights, event_rows)
    weight = number if weights is None else count(xp, event_moments, n_moments, event_weights)
    rank = xp.astype(event_rows - xp.take(firsts, event_moments), xp.float64)
    share = rank / xp.take(number, event_moments)
    event_starts = xp.astype(xp.cumulative_sum(number) - number, xp.int64)
    tied = bool(xp.any(number > 1))
    return Layout(
        xp, _lines(xp, X, center, order), weights, order, starts, firsts, ends, moment_time, segments, codes, stop,
        event_rows, event_moments, share, event_starts, event_weights, tied, number, weight, moments,
        _blocks(xp, starts, ends, segments, int(X.shape[1])),
        is_numpy(xp) and stop is None and segments.shape[0] <= _FEW_STRATA + 1,
    )  # fmt: skip


def _order(data: Sample, stratum: Array | None) -> Array:
    xp = data.xp
    event = xp.astype(data.event, xp.int64)
    if data.days:
        codes = (data.longest - xp.astype(data.time, xp.int64)) * 2 + event
        size = 2 * (data.longest + 1)
        if is_numpy(xp) and size < 65536:
            codes = codes.astype(np.uint16)  # NumPy counts 16-bit integers instead of comparing them
        order = xp.argsort(codes, stable=True)
    elif is_numpy(xp):
        keys = (data.time + 0.0).view(np.uint64) << np.uint64(1)
        keys |= ~data.event
        order = np.argsort(keys)[::-1]
    else:
        order = xp.argsort(event, stable=True)
        order = xp.take(order, xp.argsort(-xp.take(data.time, order), stable=True))
    if stratum is not None:
        order = xp.take(order, xp.argsort(xp.take(stratum, order), stable=True))
    if data.weights is not None and bool(xp.any(data.weights == 0)):
        order = xp.take(order, xp.nonzero(xp.take(data.weights, order) > 0)[0])
    return order


def _stops(xp: Namespace, time: Array, segments: np.ndarray, moments: Array, entry: Array | None) -> Array | None:
    if entry is None:
        return None
    stops = []
    rows = to_host(xp.searchsorted(moments, xp.asarray(segments)))
    for start, end, a, b in zip(segments[:-1], segments[1:], rows[:-1], rows[1:], strict=True):
        falling = xp.flip(time[int(start) : int(end)])
        stops.append(int(end) - xp.searchsorted(falling, entry[int(a) : int(b)], side="right"))
    return xp.concat(stops)


def _lines(xp: Namespace, X: Array, center: Array, order: Array) -> Array:
    m, p = int(order.shape[0]), int(X.shape[1])
    if not is_numpy(xp):
        return xp.asarray((xp.take(X, order, axis=0) - center).T, copy=True)
    lines = np.empty((p, m))
    for a in range(0, m, BLOCK):
        np.subtract(X[order[a : a + BLOCK]].T, center[:, None], out=lines[:, a : a + BLOCK])
    return lines


def _blocks(xp: Namespace, starts: Array, ends: Array, segments: np.ndarray, p: int) -> list[tuple[int, int, int, int]]:
    if not is_numpy(xp):
        return [(0, int(ends[-1]), 0, int(starts.shape[0]))]
    size = max(_SINGLE_THREAD // p**2, 512)
    bounds = segments if segments.shape[0] <= _FEW_STRATA + 1 else segments[[0, -1]]
    blocks: list[tuple[int, int, int, int]] = []
    for first, last in zip(bounds[:-1], bounds[1:], strict=True):
        c = int(first)
        while c < last:
            d = min(max(int(np.searchsorted(ends, starts[c] + size, side="right")), c + 1), int(last))
            blocks.append((int(starts[c]), int(ends[d - 1]), c, d))
            c = d
    return blocks


def scale(layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """The root mean square and the greatest absolute value of each (centred) covariate, (p,) each."""
    xp, m = layout.xp, int(layout.X.shape[1])
    squares, top = np.zeros(layout.X.shape[0]), np.zeros(layout.X.shape[0])
    for a, b, _c, _d in layout.blocks:
        block = layout.X[:, a:b]
        squares += to_host(xp.sum(block * block, axis=1))
        top = np.maximum(top, to_host(xp.max(xp.abs(block), axis=1)))
    return np.sqrt(squares / m), top

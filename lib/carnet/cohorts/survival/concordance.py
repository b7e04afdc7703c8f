"""Harrell's concordance, exact in O(n log n): pairs counted by a wavelet matrix, one pass per bit of the ranks."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from carnet.cohorts.survival.arrays import Array, Namespace, as_array, running_sum, to_host
from carnet.cohorts.survival.inputs import finite, same_length, sample
from carnet.cohorts.survival.logrank import labels
from carnet.cohorts.survival.trouble import NoEvent
from carnet.language import _


@dataclass(frozen=True)
class Concordance:
    """Pairs (weighted where the data are) whose order is known: `concordant`, `discordant`, `tied` in the score.

    `value` = (concordant + tied / 2) / all three.
    """

    value: float
    concordant: float
    discordant: float
    tied: float


def concordance(
    time: Any, event: Any, score: Any, *, entry: Any = None, weights: Any = None, strata: Any = None
) -> Concordance:
    """How often, of two persons, the one with the higher `score` (n,) lives longer.

    A pair counts where one had the event while the other was at risk and outlived that time (someone censored at that
    same time did); pairs who had the event at one same time do not count; only pairs within a stratum, and only with
    those who had entered. Definition of Harrell as in R's `concordance`. Raises InvalidSurvivalData, NoEvent.
    """
    data = sample(time, event, entry, weights)
    xp = data.xp
    values = as_array(xp, score)
    same_length(values, data.n, _("Scores"))
    values = finite(xp, values, _("Scores"))
    ranks = xp.reshape(xp.unique_inverse(values).inverse_indices, (-1,))
    stratum = None if strata is None else labels(xp, strata, data.n, _("Strata"))[1]
    order = xp.argsort(xp.astype(data.event, xp.int64), stable=True)
    falling = -xp.astype(data.time, xp.float64)
    order = xp.take(order, xp.argsort(xp.take(falling, order), stable=True))
    if stratum is not None:
        order = xp.take(order, xp.argsort(xp.take(stratum, order), stable=True))
    moved = xp.take(falling, order)
    happened = xp.take(data.event, order)
    ordered_ranks = xp.take(ranks, order)
    w = None if data.weights is None else xp.take(data.weights, order)
    rows = xp.nonzero(happened)[0]
    group = xp.zeros_like(order) if stratum is None else xp.take(stratum, order)
    right = _first_event_of_tie(xp, moved, happened, group, rows)
    left = xp.searchsorted(group, xp.take(group, rows), side="left")
    query = xp.take(ordered_ranks, rows)
    own = xp.ones(rows.shape[0], dtype=xp.float64) if w is None else xp.take(w, rows)
    below, equal, total = _dominated(xp, ordered_ranks, w, left, right, query)
    if data.entry is not None:
        late = _late(xp, data.entry, ranks, data.weights, stratum, -xp.take(moved, rows), xp.take(group, rows), query)
        below, equal, total = below - late[0], equal - late[1], total - late[2]
    discordant = float(xp.sum(own * below))  # outlived by someone with a lower score
    tied = float(xp.sum(own * equal))
    concordant = float(xp.sum(own * (total - below - equal)))
    pairs = concordant + discordant + tied
    if pairs == 0:
        raise NoEvent(
            _("No two persons can be ordered by their survival: there is no concordance."),
            _("Choose another endpoint or a longer follow-up."),
        )
    return Concordance((concordant + tied / 2) / pairs, concordant, discordant, tied)


def _first_event_of_tie(xp: Namespace, moved: Array, happened: Array, group: Array, rows: Array) -> Array:
    """For each event row, the position of the first event row at its time: those before it outlived that time."""
    first = xp.concat([xp.ones(1, dtype=xp.bool), (moved[1:] != moved[:-1]) | (group[1:] != group[:-1])])
    first = first | xp.concat([xp.ones(1, dtype=xp.bool), ~happened[:-1]])
    starts = xp.nonzero(first & happened)[0]
    run = xp.cumulative_sum(xp.astype(first & happened, xp.int64)) - 1
    return xp.take(starts, xp.take(run, rows))


def _late(
    xp: Namespace,
    entry: Array,
    ranks: Array,
    weights: Array | None,
    stratum: Array | None,
    times: Array,
    groups: Array,
    query: Array,
) -> tuple[Array, Array, Array]:
    """What `_dominated` counts among those who had not entered before each event's time."""
    order = xp.argsort(-entry, stable=True)
    if stratum is not None:
        order = xp.take(order, xp.argsort(xp.take(stratum, order), stable=True))
    entries = xp.take(entry, order)
    group = xp.zeros_like(order) if stratum is None else xp.take(stratum, order)
    left = xp.searchsorted(group, groups, side="left")
    right = left
    bounds = to_host(xp.searchsorted(group, xp.arange(int(xp.max(group)) + 2, dtype=group.dtype)))
    for g in range(bounds.shape[0] - 1):
        falling = -entries[int(bounds[g]) : int(bounds[g + 1])]
        inside = xp.searchsorted(falling, -times, side="right") + int(bounds[g])
        right = xp.where(groups == g, inside, right)
    w = None if weights is None else xp.take(weights, order)
    return _dominated(xp, xp.take(ranks, order), w, left, right, query)


def _dominated(
    xp: Namespace, ranks: Array, weights: Array | None, left: Array, right: Array, query: Array
) -> tuple[Array, Array, Array]:
    """Among positions left … right−1 of `ranks`: the weight of those below each query's rank, equal to it, and of all.

    A wavelet matrix (Claude & Navarro 2012): bit by bit from the highest, ranks are parted stably into zeros and ones.
    """
    top = int(xp.max(ranks))
    below = xp.zeros(query.shape[0], dtype=xp.float64)
    total = _range(xp, weights, left, right)
    for bit in range(top.bit_length() - 1, -1, -1):
        one = (ranks >> bit) & 1
        zeros = xp.cumulative_sum(1 - one, include_initial=True)
        n_zeros = int(zeros[-1])
        parted = xp.concat([xp.nonzero(one == 0)[0], xp.nonzero(one)[0]])
        ranks = xp.take(ranks, parted)
        if weights is not None:
            weights = xp.take(weights, parted)
        left_zeros, right_zeros = xp.take(zeros, left), xp.take(zeros, right)
        up = ((query >> bit) & 1) == 1
        below = below + xp.where(up, _range(xp, weights, left_zeros, right_zeros), 0.0)
        left = xp.where(up, n_zeros + left - left_zeros, left_zeros)
        right = xp.where(up, n_zeros + right - right_zeros, right_zeros)
    return below, _range(xp, weights, left, right), total


def _range(xp: Namespace, weights: Array | None, left: Array, right: Array) -> Array:
    if weights is None:
        return xp.astype(right - left, xp.float64)
    sums = running_sum(xp, weights)
    return xp.take(sums, right) - xp.take(sums, left)


def scores(xp: Namespace, X: Array, beta: np.ndarray) -> Array:
    """Xβ (n,), summed covariate by covariate so that equal rows have exactly equal scores."""
    total = xp.zeros(X.shape[0], dtype=xp.float64)
    for j, b in enumerate(beta):
        total = total + X[:, j] * float(b)
    return total

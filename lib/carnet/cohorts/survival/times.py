"""From rows to a table of distinct times with events, censorings and numbers at risk: counted where times are days,
sorted once where they are continuous."""

from dataclasses import dataclass

import numpy as np

from carnet.cohorts.survival.arrays import (
    Array,
    Namespace,
    count_codes,
    distinct,
    is_numpy,
    reverse_cumulative_sum,
    running_sum,
    sum_segments,
)
from carnet.cohorts.survival.inputs import Sample


@dataclass(frozen=True)
class Entries:
    """Entry times in ascending order with the running sum of their weights (n + 1,): who entered before t."""

    time: Array
    total: Array

    def before(self, xp: Namespace, times: Array) -> Array:
        """The weight of those who entered strictly before each time; at time 0, of those who entered at 0 or before."""
        strictly = xp.searchsorted(self.time, times, side="left")
        at = xp.searchsorted(self.time, times, side="right")
        return xp.take(self.total, xp.where(times == 0, at, strictly))


@dataclass(frozen=True)
class EventTable:
    """One row per distinct event or censoring time, ascending, all of shape (T,) in float64.

    `at_risk` counts those still followed just before the time (entered strictly before it, not yet gone).
    """

    time: Array
    events: Array
    censored: Array
    at_risk: Array
    entries: Entries | None


def event_table(data: Sample) -> EventTable:
    """The event table of a sample: O(n) where times are days, one sort otherwise."""
    xp = data.xp
    if data.days:
        time, events, total = _counted(data)
    elif data.weights is None and is_numpy(xp):
        time, events, total = _sorted_keys(data)
    else:
        time, events, total = _sorted(data)
    leaving = reverse_cumulative_sum(xp, total)
    entries = None
    at_risk = leaving
    if data.entry is not None:
        entries = sorted_entries(xp, data.entry, data.weights)
        gone = running_sum(xp, total)[:-1]
        at_risk = entries.before(xp, time) - gone
    return EventTable(time, events, total - events, at_risk, entries)


def sorted_entries(xp: Namespace, entry: Array, weights: Array | None) -> Entries:
    """Entry times sorted, with running sums of weights."""
    if weights is None:
        ordered = xp.sort(entry)
        return Entries(ordered, xp.astype(xp.arange(entry.shape[0] + 1), xp.float64))
    order = xp.argsort(entry, stable=False)
    return Entries(xp.take(entry, order), running_sum(xp, xp.take(weights, order)))


def _counted(data: Sample) -> tuple[Array, Array, Array]:
    xp = data.xp
    size = data.longest + 1

    def code(time: Array, event: Array) -> Array:
        codes = xp.astype(time, xp.int64)
        codes *= 2
        codes += xp.astype(event, xp.int8)
        return codes

    counted = count_codes(xp, 2 * size, code, data.time, data.event, weights=data.weights)
    table = xp.reshape(counted, (size, 2))
    events, total = table[:, 1], table[:, 0] + table[:, 1]
    seen = xp.nonzero(total)[0]
    return xp.astype(seen, xp.float64), xp.take(events, seen), xp.take(total, seen)


def _sorted_keys(data: Sample) -> tuple[Array, Array, Array]:
    # A float64 that is not negative orders as its bits do, and its sign bit is free: shift the bits left by one,
    # put the event in the bit set free, and one sort without permutation carries both.
    keys = (data.time.astype(np.float64, copy=False) + 0.0).view(np.uint64)  # + 0.0 makes −0 into 0
    keys <<= np.uint64(1)
    keys |= data.event
    keys.sort()
    event = (keys & np.uint64(1)).astype(bool)
    keys >>= np.uint64(1)
    starts = distinct(data.xp, keys)
    time = keys[starts].view(np.float64)
    if starts.shape[0] == keys.shape[0]:  # no two times are equal
        return keys.view(np.float64), event.astype(np.float64), np.ones(keys.shape[0])
    ends = np.append(starts[1:], keys.shape[0])
    happened = np.concatenate(([0], np.cumsum(event)))
    return time, (happened[ends] - happened[starts]).astype(np.float64), (ends - starts).astype(np.float64)


def _sorted(data: Sample) -> tuple[Array, Array, Array]:
    xp = data.xp
    order = xp.argsort(data.time, stable=False)
    time = xp.take(data.time, order)
    event = xp.astype(xp.take(data.event, order), xp.float64)
    weights = xp.ones_like(time) if data.weights is None else xp.take(data.weights, order)
    starts = distinct(xp, time)
    time = xp.astype(xp.take(time, starts), xp.float64)
    events = sum_segments(xp, event * weights, starts)
    total = sum_segments(xp, weights, starts)
    if data.weights is None:
        return time, events, total
    seen = xp.nonzero(total)[0]  # rows of weight 0 leave no time behind
    return xp.take(time, seen), xp.take(events, seen), xp.take(total, seen)

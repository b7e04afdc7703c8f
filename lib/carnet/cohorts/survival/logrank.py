"""Log-rank tests: k groups, strata, Fleming–Harrington weights, late entries, and pairs of groups."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import array_api_compat
import numpy as np
from scipy import stats

from carnet.cohorts.survival.arrays import (
    Array,
    Namespace,
    as_array,
    count,
    count_codes,
    distinct,
    namespace_of,
    reverse_cumulative_sum,
    to_host,
)
from carnet.cohorts.survival.inputs import Sample, same_length, sample
from carnet.cohorts.survival.trouble import InvalidSurvivalData, NoEvent, OneGroup, TiesOnlyWarning, warn
from carnet.language import _

Weighting = str | tuple[str, float, float]
_ROMAN = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


@dataclass(frozen=True)
class LogRank:
    """A log-rank test. `observed` and `expected` (k,) are in the order of `groups` (weighted where the test is)."""

    statistic: float
    degrees_of_freedom: int
    p_value: float
    observed: np.ndarray
    expected: np.ndarray
    groups: tuple[Any, ...]
    n: np.ndarray
    covariance: np.ndarray


@dataclass(frozen=True)
class Pair:
    """A log-rank test between two of the groups, with its p-value adjusted for the number of pairs."""

    first: Any
    second: Any
    test: LogRank
    adjusted_p_value: float


def logrank(
    time: Any, event: Any, group: Any, *, strata: Any = None, weights: Weighting = "logrank", entry: Any = None
) -> LogRank:
    """Test that the groups share one survival, against a difference in hazards (Mantel; k groups, k − 1 degrees).

    `time`, `event`, `group`, `strata`, `entry` (n,). `weights`: "logrank", or ("fleming-harrington", rho, gamma), which
    weighs each event time by S(t−)^rho (1 − S(t−))^gamma, S being Kaplan–Meier's in the stratum, all groups together.
    Raises InvalidSurvivalData, OneGroup, NoEvent; warns TiesOnlyWarning.
    """
    rho, gamma = _weighting(weights)
    data = sample(time, event, entry)
    xp = data.xp
    groups, codes = labels(xp, group, data.n, _("Groups"))
    k = len(groups)
    if k < 2:
        raise OneGroup(
            _("There is only one group: nothing to compare."),
            _("Choose a variable with at least two values in this cohort."),
        )
    if not bool(xp.any(data.event)):
        raise NoEvent(
            _("Nobody had the event: the groups cannot be compared."),
            _("Choose another endpoint or a longer follow-up."),
        )
    observed, expected, covariance = np.zeros(k), np.zeros(k), np.zeros((k, k))
    moments = 0
    for part, part_codes in _strata(xp, data, codes, strata):
        o, e, v, times = _one_stratum(part, part_codes, k, rho, gamma)
        observed, expected, covariance, moments = observed + o, expected + e, covariance + v, moments + times
    if moments == 1:
        warn(
            TiesOnlyWarning(
                _("All the events happened at one same time: the test compares proportions, not survival."),
                _("Check how times were measured; finer times may be available."),
            )
        )
    sizes = to_host(count(xp, codes, k))
    compared = np.diag(covariance) > 0
    degrees = max(int(compared.sum()) - 1, 0)
    if degrees == 0:
        raise NoEvent(
            _("No event happened while two groups were both at risk: the groups cannot be compared."),
            _("Check that the follow-up of the groups overlaps."),
        )
    chosen = np.flatnonzero(compared)[1:]
    difference = (observed - expected)[chosen]
    statistic = float(difference @ np.linalg.lstsq(covariance[np.ix_(chosen, chosen)], difference, rcond=None)[0])
    p = float(stats.chi2.sf(statistic, degrees))
    return LogRank(statistic, degrees, p, observed, expected, groups, sizes, covariance)


def pairwise_logrank(
    time: Any,
    event: Any,
    group: Any,
    *,
    strata: Any = None,
    weights: Weighting = "logrank",
    entry: Any = None,
    adjust: str = "holm",
) -> list[Pair]:
    """A log-rank test for every pair of groups; p-values adjusted by "holm", "bonferroni" or "none". As `logrank`."""
    xp = namespace_of(time, event, group)
    t, e = as_array(xp, time), as_array(xp, event)
    groups, codes = labels(xp, group, int(t.shape[0]), _("Groups"))
    stratum = None if strata is None else labels(xp, strata, int(t.shape[0]), _("Strata"))[1]
    begun = None if entry is None else as_array(xp, entry)
    tests: list[tuple[Any, Any, LogRank]] = []
    for i in range(len(groups)):
        for j in range(i + 1, len(groups)):
            rows = xp.nonzero((codes == i) | (codes == j))[0]
            test = logrank(
                xp.take(t, rows),
                xp.take(e, rows),
                xp.take(codes, rows),
                strata=None if stratum is None else xp.take(stratum, rows),
                weights=weights,
                entry=None if begun is None else xp.take(begun, rows),
            )
            tests.append((groups[i], groups[j], test))
    adjusted = adjusted_p_values([test.p_value for _first, _second, test in tests], adjust)
    return [Pair(first, second, test, p) for (first, second, test), p in zip(tests, adjusted, strict=True)]


def adjusted_p_values(p_values: Sequence[float], method: str) -> list[float]:
    """p-values adjusted for their number: "holm", "bonferroni" or "none"."""
    p = np.asarray(p_values, dtype=np.float64)
    m = p.shape[0]
    if method == "none":
        return [float(value) for value in p]
    if method == "bonferroni":
        return [float(value) for value in np.minimum(p * m, 1)]
    if method != "holm":
        raise InvalidSurvivalData(
            _("Unknown adjustment: {name}.").format(name=method), _("Choose holm, bonferroni or none.")
        )
    order = np.argsort(p)
    stepped = np.minimum(np.maximum.accumulate(p[order] * (m - np.arange(m))), 1)
    result = np.empty(m)
    result[order] = stepped
    return [float(value) for value in result]


def natural_key(label: Any) -> tuple[int, float, str]:
    """Sorts labels as a person would: numbers by value, roman numerals (stages I < II < III) by value, else text."""
    if isinstance(label, (bool, int, float, np.number, np.bool_)):
        return (0, float(label), "")
    text = str(label)
    try:
        return (0, float(text.replace(",", ".")), text)
    except ValueError:
        pass
    roman = re.search(r"(?<![A-Za-z])(0|IX|IV|V?I{1,3}|V|X)([A-D]?\d?)$", text.strip(), re.IGNORECASE)
    if roman and roman.group(1).upper() in _ROMAN:
        return (1, _ROMAN[roman.group(1).upper()], text.casefold())
    return (2, 0.0, text.casefold())


def labels(xp: Namespace, values: Any, n: int, what: str) -> tuple[tuple[Any, ...], Array]:
    """The distinct labels in natural order, and each row's code (n,) int64. Missing labels are refused."""
    array = values if array_api_compat.is_array_api_obj(values) else np.asarray(values)
    same_length(array, n, what)
    if not isinstance(array, np.ndarray) or array.dtype.kind in "biuf":
        return _numeric_labels(xp, as_array(xp, array), what)
    plain = array.tolist()
    missing = next((row for row, value in enumerate(plain) if value is None or value != value), None)
    if missing is not None:
        _refuse_missing(missing, what)
    groups = tuple(sorted(set(plain), key=natural_key))
    codes = {label: code for code, label in enumerate(groups)}
    return groups, as_array(xp, np.fromiter((codes[value] for value in plain), dtype=np.int64, count=n))


def _numeric_labels(xp: Namespace, array: Array, what: str) -> tuple[tuple[Any, ...], Array]:
    if xp.isdtype(array.dtype, "bool"):
        array = xp.astype(array, xp.int64)
        found, codes = _numeric_labels(xp, array, what)
        return tuple(bool(label) for label in found), codes
    if xp.isdtype(array.dtype, "real floating") and bool(xp.any(xp.isnan(array))):
        _refuse_missing(int(xp.nonzero(xp.isnan(array))[0][0]), what)
    if xp.isdtype(array.dtype, "integral"):
        low, high = int(xp.min(array)), int(xp.max(array))
        if high - low < 1024 + int(array.shape[0]):
            shifted = xp.astype(array, xp.int64, copy=False) - low
            present = count(xp, shifted, high - low + 1) > 0
            kept = xp.nonzero(present)[0]
            values = tuple(int(v) + low for v in to_host(kept))
            if len(values) == high - low + 1:
                return values, shifted
            return values, xp.take(xp.cumulative_sum(xp.astype(present, xp.int64)) - 1, shifted)
    found = xp.unique_inverse(array)
    return tuple(v.item() for v in to_host(found.values)), xp.reshape(found.inverse_indices, (-1,))


def _refuse_missing(row: int, what: str) -> None:
    raise InvalidSurvivalData(
        _("{what}, row {row} (counted from 0): missing value.").format(row=row, what=what),
        _("Leave out the rows where it is unknown, and say how many there were."),
        row,
    )


def _weighting(weights: Weighting) -> tuple[float, float]:
    if weights == "logrank":
        return 0.0, 0.0
    if isinstance(weights, tuple) and len(weights) == 3 and weights[0] == "fleming-harrington":
        rho, gamma = float(weights[1]), float(weights[2])
        if rho >= 0 and gamma >= 0:
            return rho, gamma
    raise InvalidSurvivalData(
        _("Unknown weights of the log-rank test."),
        _('Give "logrank" or ("fleming-harrington", rho, gamma) with rho and gamma at least 0.'),
    )


def _strata(xp: Namespace, data: Sample, codes: Array, strata: Any) -> list[tuple[Sample, Array]]:
    if strata is None:
        return [(data, codes)]
    names, stratum = labels(xp, strata, data.n, _("Strata"))
    order = xp.argsort(stratum, stable=True)
    ends = to_host(xp.cumulative_sum(count(xp, stratum, len(names)))).astype(int)
    parts = []
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        rows = order[int(start) : int(end)]
        begun = None if data.entry is None else xp.take(data.entry, rows)
        part = Sample(xp, xp.take(data.time, rows), xp.take(data.event, rows), begun, None, data.days, data.longest)
        parts.append((part, xp.take(codes, rows)))
    return parts


def _one_stratum(
    data: Sample, codes: Array, k: int, rho: float, gamma: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Observed, expected (k,), covariance (k, k) of a stratum, and its number of distinct event times."""
    xp = data.xp
    if data.days and (data.longest + 1) * 2 * k <= 16 * data.n + 4096:
        time, d_group, r_group = _counted(data, codes, k)
    else:
        time, d_group, r_group = _sorted(data, codes, k)
    if data.entry is not None:
        for g in range(k):
            late = xp.sort(data.entry[codes == g])
            entered = xp.searchsorted(late, time, side="left")
            r_group[g, :] = r_group[g, :] - xp.astype(late.shape[0] - entered, xp.float64)
    d, r = xp.sum(d_group, axis=0), xp.sum(r_group, axis=0)
    weight = _fleming_harrington(xp, d, r, rho, gamma)
    share = r_group / r
    observed = xp.sum(d_group * weight, axis=1)
    expected = xp.sum(share * (d * weight), axis=1)
    spread = weight**2 * d * xp.where(r > 1, (r - d) / xp.where(r > 1, r - 1, 1.0), 0.0)
    scaled = share * spread
    covariance = np.diag(to_host(xp.sum(scaled, axis=1))) - to_host(scaled @ share.T)
    return to_host(observed), to_host(expected), covariance, int(d.shape[0])


def _counted(data: Sample, codes: Array, k: int) -> tuple[Array, Array, Array]:
    """Distinct event times (K,), and events and those not yet gone just before, by group (k, K): days are counted."""
    xp, size = data.xp, data.longest + 1

    def cell(group: Array, time: Array, event: Array) -> Array:
        cells = group * size
        cells += xp.astype(time, xp.int64)
        cells *= 2
        cells += xp.astype(event, xp.int8)
        return cells

    table = xp.reshape(count_codes(xp, size * k * 2, cell, codes, data.time, data.event), (k, size, 2))
    events = table[:, :, 1]
    at_risk = reverse_cumulative_sum(xp, events + table[:, :, 0])
    kept = xp.nonzero(xp.sum(events, axis=0))[0]
    return xp.astype(kept, xp.float64), xp.take(events, kept, axis=1), xp.take(at_risk, kept, axis=1)


def _sorted(data: Sample, codes: Array, k: int) -> tuple[Array, Array, Array]:
    """As `_counted`, by one sort of the times."""
    xp = data.xp
    order = xp.argsort(data.time, stable=False)
    time, event, groups = xp.take(data.time, order), xp.take(data.event, order), xp.take(codes, order)
    starts = distinct(xp, time)
    ends = xp.concat([starts[1:], xp.asarray([data.n], dtype=starts.dtype)])
    happened = xp.cumulative_sum(xp.astype(event, xp.int64), include_initial=True)
    kept = xp.nonzero(xp.take(happened, ends) > xp.take(happened, starts))[0]
    starts, ends = xp.take(starts, kept), xp.take(ends, kept)
    events, at_risk = [], []
    for g in range(k):
        own = groups == g
        gone = xp.cumulative_sum(xp.astype(own, xp.int64), include_initial=True)
        happened = xp.cumulative_sum(xp.astype(own & event, xp.int64), include_initial=True)
        at_risk.append(xp.astype(gone[-1] - xp.take(gone, starts), xp.float64))
        events.append(xp.astype(xp.take(happened, ends) - xp.take(happened, starts), xp.float64))
    return xp.astype(xp.take(time, starts), xp.float64), xp.stack(events), xp.stack(at_risk)


def _fleming_harrington(xp: Namespace, d: Array, r: Array, rho: float, gamma: float) -> Array:
    if rho == 0 and gamma == 0:
        return xp.ones_like(d)
    survival = xp.cumulative_prod(1 - d / r)
    before = xp.concat([xp.ones(1, dtype=xp.float64), survival[:-1]])
    return before**rho * (1 - before) ** gamma

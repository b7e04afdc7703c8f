"""Kaplan–Meier curves: survival, Greenwood's interval, median and quantiles, numbers at risk just before a time."""

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any, Literal

import numpy as np

from carnet.cohorts.survival.arrays import Array, Namespace, as_array, in_blocks, to_host
from carnet.cohorts.survival.inputs import sample
from carnet.cohorts.survival.times import Entries, EventTable, event_table
from carnet.cohorts.survival.trouble import (
    EmptyRiskSetWarning,
    InvalidSurvivalData,
    NoEventWarning,
    warn,
)
from carnet.language import _

Transform = Literal["log-log", "log", "plain"]
_HALF = float(np.finfo(np.float64).eps) ** 0.5  # R's tolerance for a plateau exactly at the quantile


@dataclass(frozen=True)
class Estimate:
    """A value with its confidence interval; NaN where the data do not reach it."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class KaplanMeier:
    """A Kaplan–Meier curve. Arrays have shape (T,), are float64 and stay on the device of the data.

    `time`: 0, then every distinct event or censoring time, ascending, in the unit given. `survival`: P(no event by that
    time). `lower`, `upper`: its interval, NaN where survival is 0 (as R). `std_error`: Greenwood's, of the survival.
    `at_risk`: followed just before that time. `events`, `censored`: at that time. `n`: rows.
    """

    time: Array
    survival: Array
    lower: Array
    upper: Array
    at_risk: Array
    events: Array
    censored: Array
    std_error: Array
    n: int
    confidence: float
    transform: Transform
    _xp: Namespace = field(repr=False)
    _entries: Entries | None = field(repr=False)

    @property
    def n_events(self) -> float:
        """The number of events (the sum of their weights)."""
        return float(self._xp.sum(self.events))

    @property
    def median(self) -> Estimate:
        """The median survival time with its interval: `quantile(0.5)`."""
        return self.quantile(0.5)

    def quantile(self, p: float) -> Estimate:
        """The time by which a share `p` has had the event, with its interval read off the curve's own interval.

        As R's survfit: where the curve lies exactly at 1 − p over a plateau, the middle of the plateau, when the curve
        falls again after it; else its beginning. NaN where the curve does not come down to 1 − p.
        """
        if not 0 < p < 1:
            raise InvalidSurvivalData(_("A quantile lies between 0 and 1."), _("Give 0.5 for the median."))
        curves = (self.survival, self.lower, self.upper)
        return Estimate(*(_crossing(self._xp, self.time, curve, 1 - p) for curve in curves))

    def at(self, times: Any) -> Array:
        """Survival at each of the times (right-continuous). NaN beyond the last time, unless survival is 0 there."""
        xp = self._xp
        wanted = xp.astype(as_array(xp, times), xp.float64)
        position = xp.searchsorted(self.time, wanted, side="right") - 1
        found = xp.take(self.survival, xp.maximum(position, xp.zeros_like(position)))
        found = xp.where(position < 0, 1.0, found)
        beyond = (wanted > self.time[-1]) & (self.survival[-1] > 0)
        return xp.where(beyond, xp.nan, found)

    def number_at_risk(self, times: Any) -> Array:
        """How many were followed just before each time: entered before it and not yet gone. At 0: at the start."""
        xp = self._xp
        wanted = xp.astype(as_array(xp, times), xp.float64)
        leaving = self.events + self.censored
        gone = xp.cumulative_sum(leaving, include_initial=True)
        gone = xp.take(gone, xp.searchsorted(self.time, wanted, side="left"))
        if self._entries is None:
            return gone[-1:] * 0 + xp.sum(leaving) - gone
        return self._entries.before(xp, wanted) - gone


def kaplan_meier(
    time: Any,
    event: Any,
    *,
    entry: Any = None,
    weights: Any = None,
    confidence: float = 0.95,
    transform: Transform = "log-log",
) -> KaplanMeier:
    """The Kaplan–Meier curve of one group.

    `time` (n,): end of follow-up, ≥ 0, any unit; `event` (n,): 1 or True where it ends with the event; `entry` (n,):
    when follow-up begins, for late entries; `weights` (n,): case weights, read as numbers of repeats.
    Interval by `transform`: "log-log" (Kalbfleisch & Prentice), "log" (R's default) or "plain", with Greenwood's
    variance. Raises InvalidSurvivalData; warns NoEventWarning, EmptyRiskSetWarning.
    """
    if transform not in ("log-log", "log", "plain"):
        raise InvalidSurvivalData(
            _("Unknown transformation of the interval: {name}.").format(name=transform),
            _("Choose log-log, log or plain."),
        )
    z = normal_quantile(confidence)
    data = sample(time, event, entry, weights)
    xp = data.xp
    table = from_zero(xp, event_table(data), data.n if data.weights is None else float(xp.sum(data.weights)))

    def steps(at_risk: Array, events: Array) -> tuple[Array, Array]:
        safe = xp.where(at_risk > 0, at_risk, 1.0)
        survivors = safe - events
        return survivors / safe, events / (safe * survivors)

    def limits(survival: Array, greenwood: Array) -> tuple[Array, Array, Array]:
        error = xp.sqrt(greenwood)
        lower, upper = interval(xp, survival, error, z, transform)
        return lower, upper, survival * error  # 0 × ∞ = NaN where survival is 0

    with np.errstate(divide="ignore", invalid="ignore"):
        factor, step = in_blocks(xp, steps, table.at_risk, table.events)
        survival, greenwood = xp.cumulative_prod(factor), xp.cumulative_sum(step)
        lower, upper, std_error = in_blocks(xp, limits, survival, greenwood)
    if not bool(xp.any(table.events > 0)):
        warn(
            NoEventWarning(
                _("Nobody had the event: the curve stays at 1 and the median is unknown."),
                _("Report the number followed and the length of follow-up instead."),
            )
        )
    elif data.entry is not None and bool(xp.any((survival == 0) & (table.at_risk > table.events))):
        warn(
            EmptyRiskSetWarning(
                _("Early on, everyone at risk had the event before others entered: the curve is 0 from then on."),
                _("Start the curve at a time when enough persons are at risk (landmark)."),
            )
        )
    return KaplanMeier(
        time=table.time,
        survival=survival,
        lower=lower,
        upper=upper,
        at_risk=table.at_risk,
        events=table.events,
        censored=table.censored,
        std_error=std_error,
        n=data.n,
        confidence=confidence,
        transform=transform,
        _xp=xp,
        _entries=table.entries,
    )


def normal_quantile(confidence: float) -> float:
    """The half-width of a two-sided normal interval, in standard errors."""
    if not 0 < confidence < 1:
        raise InvalidSurvivalData(_("The confidence level lies between 0 and 1."), _("Give 0.95 for a 95% interval."))
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def interval(xp: Namespace, survival: Array, log_error: Array, z: float, transform: Transform) -> tuple[Array, Array]:
    """Lower and upper limits of a survival whose logarithm has standard error `log_error`; NaN where it is 0.

    Limits are cut to [0, 1]; where survival is 1 both are 1.
    """
    if transform == "log-log":
        logarithm = xp.log(survival)
        # z times the standard error of log(−log S), with its sign turned: NaN where survival is 0 or 1
        spread = xp.exp(z * log_error / logarithm)
        lower, upper = xp.exp(logarithm / spread), xp.exp(logarithm * spread)
        whole = survival == 1
        return xp.where(whole, 1.0, lower), xp.where(whole, 1.0, upper)
    if transform == "log":
        lower, upper = survival * xp.exp(-z * log_error), survival * xp.exp(z * log_error)
    else:
        lower, upper = survival - z * survival * log_error, survival + z * survival * log_error
    known = survival > 0
    return xp.where(known, xp.clip(lower, 0.0, 1.0), xp.nan), xp.where(known, xp.clip(upper, 0.0, 1.0), xp.nan)


def from_zero(xp: Namespace, table: EventTable, total: float) -> EventTable:
    """The table with a first row at time 0, `total` being the weight of everybody."""
    if float(table.time[0]) == 0:
        return table
    zero = xp.zeros(1, dtype=xp.float64)
    at_start = zero + total if table.entries is None else table.entries.before(xp, zero)
    return EventTable(
        xp.concat([zero, table.time]),
        xp.concat([zero, table.events]),
        xp.concat([zero, table.censored]),
        xp.concat([at_start, table.at_risk]),
        table.entries,
    )


def _crossing(xp: Namespace, time: Array, curve: Array, level: float) -> float:
    reached = to_host(xp.nonzero(curve < level + _HALF)[0][:1])  # NaN compares false
    if reached.size == 0:
        return float("nan")
    first = int(reached[0])
    if abs(float(curve[first]) - level) < _HALF:
        below = to_host(xp.nonzero(curve < curve[first])[0][:1])
        if below.size:
            return (float(time[first]) + float(time[int(below[0])])) / 2
    return float(time[first])

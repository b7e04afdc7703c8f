"""Competing risks: Aalen–Johansen's cumulative incidence of each cause, with its variance and interval."""

from dataclasses import dataclass
from typing import Any

from carnet.cohorts.survival.arrays import (
    Array,
    Namespace,
    as_array,
    count,
    namespace_of,
    reverse_cumulative_sum,
    running_sum,
)
from carnet.cohorts.survival.inputs import finite, same_length, sample
from carnet.cohorts.survival.kaplan_meier import normal_quantile
from carnet.cohorts.survival.logrank import labels
from carnet.cohorts.survival.times import sorted_entries
from carnet.cohorts.survival.trouble import InvalidSurvivalData, NoEventWarning, warn
from carnet.language import _


@dataclass(frozen=True)
class CumulativeIncidence:
    """The probability of having had each cause by each time, the other causes competing.

    `time` (T,): 0, then every distinct event or censoring time. `incidence`, `std_error`, `lower`, `upper`, `events`
    (C, T): one line per cause of `causes`. `survival`, `at_risk` (T,): free of any cause; followed just before.
    """

    causes: tuple[int, ...]
    time: Array
    incidence: Array
    std_error: Array
    lower: Array
    upper: Array
    events: Array
    survival: Array
    at_risk: Array
    n: int
    confidence: float
    _xp: Namespace

    def at(self, times: Any) -> Array:
        """Incidence of each cause at each of the times, (C, number of times)."""
        xp = self._xp
        wanted = xp.astype(as_array(xp, times), xp.float64)
        position = xp.searchsorted(self.time, wanted, side="right") - 1
        return xp.take(self.incidence, xp.maximum(position, xp.zeros_like(position)), axis=1)


def aalen_johansen(
    time: Any, event_code: Any, *, entry: Any = None, weights: Any = None, confidence: float = 0.95
) -> CumulativeIncidence:
    """Cumulative incidences of competing causes.

    `event_code` (n,): 0 where censored, else the cause as a positive integer; other arguments as `kaplan_meier`.
    Variance by the delta method (Aalen 1978; Marubini & Valsecchi 1995, eq. 10.12); interval on the scale of
    log(−log F). For hazards by cause, give `event_code == cause` to `cox` or `nelson_aalen`.
    Raises InvalidSurvivalData; warns NoEventWarning.
    """
    z = normal_quantile(confidence)
    data = sample(time, _any_cause(time, event_code), entry, weights)
    xp = data.xp
    codes = xp.astype(as_array(xp, event_code), xp.int64)
    found, positions_of_code = labels(xp, codes, data.n, _("Events"))
    causes = tuple(int(code) for code in found if code != 0)
    rank = positions_of_code + (0 if found[0] == 0 else 1)  # 0 is censoring, even where nobody is censored
    c = len(causes) + 1
    moments, positions = _moments(xp, data.time, data.days, data.longest)
    size = int(moments.shape[0])
    table = xp.reshape(count(xp, positions * c + rank, size * c, data.weights), (size, c))
    total = xp.sum(table, axis=1)
    seen = xp.nonzero((total > 0) | (moments == 0))[0]
    moments, table, total = xp.take(moments, seen), xp.take(table, seen, axis=0), xp.take(total, seen)
    if float(moments[0]) != 0:
        moments = xp.concat([xp.zeros(1, dtype=xp.float64), moments])
        table = xp.concat([xp.zeros((1, c), dtype=xp.float64), table])
        total = xp.concat([xp.zeros(1, dtype=xp.float64), total])
    at_risk = reverse_cumulative_sum(xp, total)
    if data.entry is not None:
        begun = sorted_entries(xp, data.entry, data.weights)
        at_risk = begun.before(xp, moments) - running_sum(xp, total)[:-1]
    events = table[:, 1:].T
    if not causes:
        warn(
            NoEventWarning(
                _("Nobody had any event: there is no incidence to estimate."),
                _("Report the number followed and the length of follow-up instead."),
            )
        )
    return _incidence(xp, causes, moments, events, at_risk, data.n, confidence, z)


def _any_cause(time: Any, event_code: Any) -> Array:
    xp = namespace_of(time, event_code)
    values = as_array(xp, event_code)
    same_length(values, int(as_array(xp, time).shape[0]), _("Events"))
    if xp.isdtype(values.dtype, "bool"):
        return values
    numbers = finite(xp, values, _("Events"))
    wrong = (numbers < 0) | (numbers != xp.floor(numbers))
    if bool(xp.any(wrong)):
        row = int(xp.nonzero(wrong)[0][0])
        raise InvalidSurvivalData(
            _("Row {row} (counted from 0): the event code is not a whole number from 0 up.").format(row=row),
            _("Code censoring as 0 and the causes as 1, 2, 3…"),
            row,
        )
    return numbers > 0


def _moments(xp: Namespace, time: Array, days: bool, longest: int) -> tuple[Array, Array]:
    if days:
        return xp.arange(longest + 1, dtype=xp.float64), xp.astype(time, xp.int64)
    found = xp.unique_inverse(time)
    return found.values, xp.reshape(found.inverse_indices, (-1,))


def _incidence(
    xp: Namespace,
    causes: tuple[int, ...],
    time: Array,
    events: Array,
    at_risk: Array,
    n: int,
    confidence: float,
    z: float,
) -> CumulativeIncidence:
    some = at_risk > 0
    r = xp.where(some, at_risk, 1.0)
    d = xp.sum(events, axis=0)
    survival = xp.cumulative_prod(xp.where(some, (r - d) / r, 1.0))
    before = xp.concat([xp.ones(1, dtype=xp.float64), survival[:-1]])
    incidence = xp.cumulative_sum(before * events / r, axis=1)
    left = r - d
    greenwood = xp.where(some & (left > 0), d / (r * xp.where(left > 0, left, 1.0)), 0.0)
    own = before**2 * events * (r - events) / r**3
    cross = before * events / r**2
    # Σ over earlier times of (F(t) − F(tⱼ))² aⱼ + bⱼ − 2 (F(t) − F(tⱼ)) cⱼ, expanded into running sums
    f = incidence
    variance = (
        f**2 * xp.cumulative_sum(greenwood)
        - 2 * f * xp.cumulative_sum(f * greenwood, axis=1)
        + xp.cumulative_sum(f**2 * greenwood, axis=1)
        + xp.cumulative_sum(own, axis=1)
        - 2 * f * xp.cumulative_sum(cross, axis=1)
        + 2 * xp.cumulative_sum(f * cross, axis=1)
    )
    error = xp.sqrt(xp.clip(variance, 0.0, None))
    inside = (f > 0) & (f < 1)
    safe = xp.where(inside, f, 0.5)
    logarithm = xp.log(safe)
    spread = z * error / (safe * logarithm)
    lower = xp.where(inside, xp.exp(logarithm * xp.exp(-spread)), f)
    upper = xp.where(inside, xp.exp(logarithm * xp.exp(spread)), f)
    return CumulativeIncidence(causes, time, f, error, lower, upper, events, survival, at_risk, n, confidence, xp)

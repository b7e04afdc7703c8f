"""Nelson–Aalen's cumulative hazard, with Aalen's variance, and Fleming and Harrington's treatment of ties."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from carnet.cohorts.survival.arrays import Array, Namespace, count, to_host
from carnet.cohorts.survival.inputs import sample
from carnet.cohorts.survival.kaplan_meier import from_zero, normal_quantile
from carnet.cohorts.survival.times import event_table
from carnet.cohorts.survival.trouble import InvalidSurvivalData, NoEventWarning, warn
from carnet.language import _


@dataclass(frozen=True)
class NelsonAalen:
    """A cumulative hazard. Arrays (T,), float64, on the device of the data: `time` (0, then every distinct event or
    censoring time), `hazard`, `lower`, `upper` (0 while no event), `std_error`, `at_risk` (just before), `events`.
    """

    time: Array
    hazard: Array
    lower: Array
    upper: Array
    std_error: Array
    at_risk: Array
    events: Array
    n: int
    confidence: float


def nelson_aalen(
    time: Any,
    event: Any,
    *,
    entry: Any = None,
    weights: Any = None,
    confidence: float = 0.95,
    ties: Literal["nelson", "fleming-harrington"] = "nelson",
    transform: Literal["log", "plain"] = "log",
) -> NelsonAalen:
    """The cumulative hazard of one group; arguments as `kaplan_meier`.

    `ties`: "nelson" adds d/n with Aalen's variance d/n² (R's ctype = 1); "fleming-harrington" takes tied events one
    after another, 1/n + 1/(n−1) + … with the squares as variance (R's ctype = 2, lifelines' default), and then weights
    must be whole numbers. Interval on the scale of the logarithm, or plain. Raises InvalidSurvivalData; warns
    NoEventWarning.
    """
    if ties not in ("nelson", "fleming-harrington"):
        raise InvalidSurvivalData(
            _("Unknown method for ties: {name}.").format(name=ties), _("Choose nelson or fleming-harrington.")
        )
    if transform not in ("log", "plain"):
        raise InvalidSurvivalData(
            _("Unknown transformation of the interval: {name}.").format(name=transform), _("Choose log or plain.")
        )
    z = normal_quantile(confidence)
    data = sample(time, event, entry, weights)
    xp = data.xp
    table = from_zero(xp, event_table(data), data.n if data.weights is None else float(xp.sum(data.weights)))
    if ties == "nelson":
        some = table.events > 0
        step = xp.where(some, table.events / xp.where(some, table.at_risk, 1.0), 0.0)
        square = xp.where(some, step / xp.where(some, table.at_risk, 1.0), 0.0)
    else:
        step, square = one_by_one(xp, table.events, table.at_risk)
    hazard, error = xp.cumulative_sum(step), xp.sqrt(xp.cumulative_sum(square))
    if transform == "plain":
        lower, upper = xp.clip(hazard - z * error, 0.0, None), hazard + z * error
    else:
        begun = hazard > 0
        width = z * error / xp.where(begun, hazard, 1.0)
        lower, upper = hazard * xp.exp(-width), hazard * xp.exp(width)
    if not bool(xp.any(table.events > 0)):
        warn(
            NoEventWarning(
                _("Nobody had the event: the cumulative hazard stays at 0."),
                _("Report the number followed and the length of follow-up instead."),
            )
        )
    return NelsonAalen(table.time, hazard, lower, upper, error, table.at_risk, table.events, data.n, confidence)


def one_by_one(xp: Namespace, events: Array, at_risk: Array) -> tuple[Array, Array]:
    """1/n + 1/(n−1) + … over the events at each time, and the same with squares: (T,) each."""
    whole = xp.astype(xp.round(events), xp.int64)
    if not bool(xp.all(xp.abs(events - xp.astype(whole, xp.float64)) < 1e-9)):
        raise InvalidSurvivalData(
            _("With fractional weights, tied events cannot be taken one after another."),
            _('Use ties="nelson", or whole weights.'),
        )
    size = int(events.shape[0])
    moments = xp.asarray(np.repeat(np.arange(size), to_host(whole)))
    before = xp.take(xp.cumulative_sum(whole) - whole, moments)
    rank = xp.astype(xp.arange(moments.shape[0]) - before, xp.float64)
    single = 1 / (xp.take(at_risk, moments) - rank)
    return count(xp, moments, size, single), count(xp, moments, size, single**2)

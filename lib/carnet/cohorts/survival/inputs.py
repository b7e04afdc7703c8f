"""Checks what the survival kernels are given and says which row is at fault, never what it holds."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from carnet.cohorts.survival.arrays import BLOCK, Array, Namespace, as_array, is_numpy, namespace_of
from carnet.cohorts.survival.trouble import InvalidSurvivalData
from carnet.language import _

_DAYS_PER_ROW = 16  # counting takes one bin per day: worth it while the days are not far more than the rows


@dataclass(frozen=True)
class Sample:
    """Right-censored (and maybe left-truncated, weighted) survival data, checked.

    `time` (n,) float64, or any whole numbers where `days`; `event` (n,) booleans; `entry` and `weights` (n,) float64 or
    None.
    """

    xp: Namespace
    time: Array
    event: Array
    entry: Array | None
    weights: Array | None
    days: bool
    longest: int  # where `days`: the last day

    @property
    def n(self) -> int:
        """The number of rows."""
        return int(self.time.shape[0])


def sample(time: Any, event: Any, entry: Any = None, weights: Any = None) -> Sample:
    """Check survival data. Raises InvalidSurvivalData naming the first row at fault."""
    xp = namespace_of(time, event, entry, weights)
    t, e = as_array(xp, time), as_array(xp, event)
    one_dimension(t, _("Times"))
    n = int(t.shape[0])
    if n == 0:
        raise InvalidSurvivalData(
            _("There is nobody to follow: the table is empty."), _("Widen the cohort's criteria.")
        )
    same_length(e, n, _("Events"))
    checked_event = events(xp, e)
    days, longest = _as_days(xp, t), 0
    if days is None:
        t = finite(xp, t, _("Times"))
        _not_negative(xp, t, _("Times"))
    else:
        longest = days
    begun = None
    if entry is not None:
        begun = as_array(xp, entry)
        same_length(begun, n, _("Entry times"))
        begun = finite(xp, begun, _("Entry times"))
        _refuse(
            xp,
            begun >= xp.astype(t, xp.float64),
            _("Row {row} (counted from 0): the follow-up begins at its end or after it."),
            _("Remove the rows whose entry time is not before their end, or correct their dates."),
        )
    return Sample(xp, t, checked_event, begun, check_weights(xp, weights, n), days is not None, longest)


def one_dimension(values: Array, what: str) -> None:
    """Raise InvalidSurvivalData unless the array has one dimension."""
    if values.ndim != 1:
        raise InvalidSurvivalData(
            _("{what}: {n} dimensions, where one column is expected.").format(what=what, n=values.ndim),
            _("Give one value per person."),
        )


def same_length(values: Array, n: int, what: str) -> None:
    """Raise InvalidSurvivalData unless the array has n rows."""
    one_dimension(values, what)
    if values.shape[0] != n:
        raise InvalidSurvivalData(
            _("{what}: {m} values for {n} times.").format(n=n, m=values.shape[0], what=what),
            _("Give one value per person."),
        )


def events(xp: Namespace, event: Array) -> Array:
    """Events as booleans, from booleans or from 0 and 1. Raises InvalidSurvivalData at the first other value."""
    if xp.isdtype(event.dtype, "bool"):
        return event
    if not xp.isdtype(event.dtype, "numeric"):
        event = finite(xp, event, _("Events"))
    happened = event == 1
    if not bool(xp.all(happened | (event == 0))):
        _refuse(
            xp,
            ~(happened | (event == 0)),
            _("Row {row} (counted from 0): the event is neither 0 (censored) nor 1 (happened)."),
            _("Code events as 1 or true and censoring as 0 or false; leave out the rows where it is unknown."),
        )
    return happened


def finite(xp: Namespace, values: Array, what: str) -> Array:
    """The values as float64. Raises InvalidSurvivalData at the first that is missing, infinite or not a number."""
    if is_numpy(xp) and values.dtype.kind in "OUSmM":
        try:
            if values.dtype.kind in "mM":
                raise ValueError
            values = values.astype(np.float64)
        except (ValueError, TypeError):
            raise InvalidSurvivalData(
                _("{what}: not numbers.").format(what=what),
                _("Give numbers: durations in days, months or years, categories as 0 and 1."),
            ) from None
    values = xp.astype(values, xp.float64, copy=False)
    if not bool(xp.all(xp.isfinite(values))):
        missing = xp.isnan(values)
        message = (
            _("{what}, row {row} (counted from 0): missing value.")
            if bool(xp.any(missing))
            else _("{what}, row {row} (counted from 0): infinite value.")
        )
        _refuse(
            xp,
            missing if bool(xp.any(missing)) else ~xp.isfinite(values),
            message,
            _("Leave out the rows where it is unknown, and say how many there were."),
            what=what,
        )
    return values


def check_weights(xp: Namespace, weights: Any, n: int) -> Array | None:
    """Weights as float64, or None. Raises InvalidSurvivalData at the first negative one, or where all are zero."""
    if weights is None:
        return None
    w = as_array(xp, weights)
    same_length(w, n, _("Weights"))
    w = finite(xp, w, _("Weights"))
    _not_negative(xp, w, _("Weights"))
    if not bool(xp.any(w > 0)):
        raise InvalidSurvivalData(_("All the weights are zero."), _("Give a positive weight to those who count."))
    return w


def _not_negative(xp: Namespace, values: Array, what: str) -> None:
    if bool(xp.min(values) < 0):
        _refuse(
            xp,
            values < 0,
            _("{what}, row {row} (counted from 0): negative value."),
            _("Correct that row or leave it out."),
            what=what,
        )


def _refuse(xp: Namespace, wrong: Array, message: str, remedy: str, what: str = "") -> None:
    if bool(xp.any(wrong)):
        row = int(xp.nonzero(wrong)[0][0])
        raise InvalidSurvivalData(message.format(row=row, what=what), remedy, row)


def _as_days(xp: Namespace, time: Array) -> int | None:
    """The last day, where all times are whole and few enough to be counted; None otherwise."""
    n = int(time.shape[0])
    if xp.isdtype(time.dtype, "real floating"):
        if not _whole(xp, time[: min(n, 256)]):
            return None
        step = 8 * BLOCK if is_numpy(xp) else n
        if not all(_whole(xp, time[a : a + step]) for a in range(0, n, step)):
            return None
    elif not xp.isdtype(time.dtype, "integral"):
        return None
    longest = float(xp.max(time))
    if longest > _DAYS_PER_ROW * n + 1024:  # or infinite
        return None
    _not_negative(xp, time, _("Times"))
    return int(longest)


def _whole(xp: Namespace, time: Array) -> bool:
    return bool(xp.all(time == xp.floor(time)))  # false for NaN

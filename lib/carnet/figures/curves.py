"""From a comparison to what is drawn: curves in the axis' unit, cut where too few are at risk, thinned to the pixel."""

from base64 import b64encode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from carnet.figures.axes import DAYS_PER, plain, unit_name
from carnet.language import _, number

if TYPE_CHECKING:
    from carnet.cohorts.comparison import Comparison, GroupCurve, Interval
    from carnet.cohorts.survival import KaplanMeier

_DIGITS = 4  # of a probability on screen: a ten-thousandth is a hundredth of a pixel


@dataclass(frozen=True, eq=False)
class DrawnCurve:
    """One curve as drawn: steps (time, survival, lower, upper), censor marks, and the numbers at risk behind it.

    `risk_time` and `risk` are the numbers at risk just before each distinct time; `mask` is the smallest count shown.
    """

    label: str
    n: int | None
    time: np.ndarray
    survival: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    censor_time: np.ndarray
    censor_survival: np.ndarray
    risk_time: np.ndarray
    risk: np.ndarray
    median: "Interval"
    mask: int
    cut: float | None = None

    @staticmethod
    def empty() -> "DrawnCurve":
        """A curve of nobody."""
        from carnet.cohorts.comparison import Interval

        none = np.empty(0)
        return DrawnCurve("", None, none, none, none, none, none, none, none, none, Interval(None, None, None), 0)

    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """The outline of the interval, as a polygon of steps: along the upper limit, back along the lower."""
        known = ~(np.isnan(self.lower) | np.isnan(self.upper))
        time, lower, upper = self.time[known], self.lower[known], self.upper[known]
        if len(time) < 2:
            return np.empty(0), np.empty(0)
        steps = np.repeat(time, 2)[1:]
        return (np.concatenate([steps, steps[::-1]]),
                np.concatenate([np.repeat(upper, 2)[:-1], np.repeat(lower, 2)[:-1][::-1]]))

    def hover(self) -> dict[str, str]:
        """Lower and upper limits beside each step, packed as plotly's own arrays are (two columns, base 64)."""
        limits = np.column_stack([self.lower, self.upper]).astype("<f4")
        return {"dtype": "f4", "bdata": b64encode(limits.tobytes()).decode(), "shape": f"{len(limits)}, 2"}

    @property
    def uncounted(self) -> bool:
        """Is the size of the group hidden, and with it every number at risk?"""
        return bool(self.mask) and self.n is None

    def number_at_risk(self, times: "list[float] | np.ndarray") -> list[int | None]:
        """Persons at risk just before each time; None where masked."""
        if not len(self.risk_time):
            return [None if self.mask and self.n is None else 0 for _t in times]
        if self.uncounted:
            return [None] * len(times)
        counts: list[int | None] = []
        for t in times:
            i = int(np.searchsorted(self.risk_time, t - 1e-9, side="left"))
            at_risk = int(self.risk[i]) if i < len(self.risk) else 0
            counts.append(None if 0 < at_risk < self.mask or (self.mask and at_risk < self.mask) else at_risk)
        return counts

    def at_risk_at(self, times: "list[float] | np.ndarray") -> list[str]:
        """The same as a screen shows them: `1 234`, `< 11`, « masked » where the group's size is hidden."""
        if self.uncounted:
            return [_("masked")] * len(times)
        return [count_text(count, self.mask) for count in self.number_at_risk(times)]


def drawn_curves(comparison: "Comparison", *, unit: str, mask: int, resolution: int = 1000) -> list[DrawnCurve]:
    """The groups of a comparison that may be drawn, in their order; `resolution` steps at most are kept per curve."""
    shown = comparison if comparison.threshold is not None or mask <= 1 else comparison.masked(mask)
    factor = DAYS_PER[shown.unit] / DAYS_PER[unit]
    curves = [_drawn(group, factor, mask) for group in shown.groups if group.curve is not None]
    end = max((float(c.time[-1]) for c in curves if len(c.time)), default=0.0)
    return [_thinned(curve, end, resolution) for curve in curves]


def _drawn(group: "GroupCurve", factor: float, mask: int) -> DrawnCurve:
    from carnet.cohorts.comparison import Interval

    curve: KaplanMeier = group.curve  # type: ignore[assignment]
    at_risk = np.asarray(curve.at_risk)
    keep = (at_risk >= max(mask, 1)) | np.isnan(at_risk.astype(float))  # not told: it is cut already
    keep[0:1] |= mask <= 1
    stop = len(keep) if keep.all() else int(np.argmin(keep))
    time = np.asarray(curve.time, dtype=float)[:stop] * factor
    survival, lower, upper = (np.asarray(v, dtype=float)[:stop] for v in (curve.survival, curve.lower, curve.upper))
    censored = np.asarray(curve.censored)[:stop] > 0
    step = np.asarray(curve.events)[:stop] > 0
    step[0:1] = True
    step[-1:] = True
    median = Interval(*(None if v is None else v * factor
                        for v in (group.median.value, group.median.lower, group.median.upper)))
    steps = [v[step] for v in (time, survival, lower, upper)]
    if len(steps[0]) and steps[1][0] < 1:  # events at time 0: the curve still starts from everyone
        steps = [np.insert(v, 0, start) for v, start in zip(steps, (0.0, 1.0, 1.0, 1.0), strict=True)]
    drawn_time, drawn_survival, drawn_lower, drawn_upper = steps
    return DrawnCurve(group.label, group.n, drawn_time, drawn_survival, drawn_lower, drawn_upper, time[censored],
                      survival[censored], time, at_risk[:stop], median, mask,
                      None if group.cut is None else group.cut * factor)


def _thinned(curve: DrawnCurve, end: float, resolution: int) -> DrawnCurve:
    """At most `resolution` steps and as many marks: the last of each pixel column, where the curve then stands."""
    def kept(times: np.ndarray, columns: int) -> np.ndarray:
        if len(times) <= columns or end <= 0:
            return np.ones(len(times), dtype=bool)
        column = np.floor(times / end * columns)
        last = np.append(column[1:] != column[:-1], True)
        last[0] = True
        return last

    steps, marks = kept(curve.time, resolution), kept(curve.censor_time, max(1, resolution // 16))
    rounded = [np.round(v[steps], _DIGITS) for v in (curve.survival, curve.lower, curve.upper)]
    survival, lower, upper = rounded
    return replace(curve, time=np.round(curve.time[steps], 3), survival=survival, lower=lower, upper=upper,
                   censor_time=np.round(curve.censor_time[marks], 3),
                   censor_survival=np.round(curve.censor_survival[marks], _DIGITS))


def count_text(count: int | None, mask: int = 11) -> str:
    """A count as a screen shows it; `< 11` where it is masked."""
    return _("< {n}").format(n=mask) if count is None else number(count)


def duration(value: float | None, unit: str) -> str:
    """A time as people say it: `84 mois`, `7,5 ans`; what is not reached says so."""
    return _("not reached") if value is None else f"{short_time(value)}\u00a0{unit_name(unit)}"


def short_time(value: float, digits: int | None = None) -> str:
    """Whole from 20 on, one decimal below (or the digits asked for)."""
    return number(value, digits) if digits is not None else plain(round(value, 0 if value >= 20 else 1))


def estimate_text(median: "Interval", unit: str, cut: float | None = None) -> str:
    """`84 mois (77–92)`; a limit that is not reached says so: `84 mois (77–NA)`.

    `cut`: the time after which the curve is masked, where the median is beyond: then nobody may say that it is not
    reached.
    """
    if median.value is None and cut is not None:
        return _("curve masked after {time}").format(time=duration(cut, unit))
    if median.value is None:
        return _("not reached")
    digits = 0 if median.value >= 20 else 1
    limits = [short_time(v, digits) if v is not None else _("NR") for v in (median.lower, median.upper)]
    return f"{short_time(median.value, digits)}\u00a0{unit_name(unit)} ({limits[0]}–{limits[1]})"


def figure_rows(comparison: "Comparison", *, unit: str, mask: int = 11) -> list[dict[str, Any]]:
    """The data of the curves as rows: group, time, survival, its limits, number at risk (where it may be told)."""
    rows: list[dict[str, Any]] = []
    for curve in drawn_curves(comparison, unit=unit, mask=mask, resolution=10**9):
        counts = curve.number_at_risk(curve.time)
        for i, count in enumerate(counts):
            rows.append({
                "group": curve.label, "time": float(curve.time[i]), "unit": unit,
                "survival": float(curve.survival[i]), "lower": float(curve.lower[i]), "upper": float(curve.upper[i]),
                "at_risk": count if count is not None else _("masked") if curve.uncounted else count_text(None, mask),
            })
    return rows

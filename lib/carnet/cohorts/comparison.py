"""Comparison of survival between groups: curves, medians, log-rank, hazard ratios, and what to beware of."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from carnet.errors import StatisticsError, StatisticsWarning
from carnet.language import _

if TYPE_CHECKING:
    from carnet.cohorts.survival import KaplanMeier
    from carnet.cohorts.table import CohortTable


ENOUGH_EVENTS = 10  # of a group, to be the reference of the hazard ratios


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval; None where it does not exist (a median not reached)."""

    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, eq=False)
class GroupCurve:
    """One group: persons, events, Kaplan–Meier curve (times in the comparison's unit) and median survival.

    In a masked comparison `n` and `events` are None where they may not be shown, and `curve` is None for a group that
    is too small to be drawn; otherwise the curve stops where fewer persons than the threshold are at risk. `cut` is
    that time, where the median exists but beyond it.
    """

    group: str
    label: str
    n: int | None
    events: int | None
    curve: "KaplanMeier | None"
    median: Interval
    cut: float | None = None


@dataclass(frozen=True)
class LogRankTest:
    """Log-rank test between all groups."""

    statistic: float
    degrees_of_freedom: int
    p_value: float


@dataclass(frozen=True)
class HazardRatio:
    """Hazard ratio of a group against the reference (Cox, Efron); None where it cannot be estimated."""

    group: str
    reference: str
    hazard_ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """Survival compared between the groups of one column. Counts stand in the fields, where they can be masked, never
    in `warnings`.

    n, events: persons in the groups. n_missing: persons without a value of `by`; n_missing_endpoint: persons whose
    endpoint is unknown. `reference` is the group that hazard ratios are against. `threshold` is None for raw counts.
    """

    endpoint: str
    endpoint_label: str
    by: str | None
    by_label: str
    unit: str
    n: int | None
    events: int | None
    n_missing: int | None
    n_missing_endpoint: int | None
    groups: tuple[GroupCurve, ...]
    logrank: LogRankTest | None
    reference: str | None
    hazard_ratios: tuple[HazardRatio, ...]
    warnings: tuple[str, ...] = ()
    threshold: int | None = None

    def risk_table(self, times: Sequence[float]) -> list[list[int | None]]:
        """Numbers at risk just before each of `times` (in `unit`), one list per group; None where masked."""
        return [_at_risk(group, times, self.threshold) for group in self.groups]

    def masked(self, threshold: int = 11, others: int | None = None) -> "Comparison":
        """The same comparison as a dashboard may show or export it (see `carnet.cohorts.masking.mask_comparison`)."""
        from carnet.cohorts.masking import mask_comparison

        return mask_comparison(self, threshold, others)


def compare(
    table: "CohortTable",
    endpoint: str = "os",
    by: str | None = None,
    *,
    unit: str | None = None,
    reference: str | None = None,
    cuts: Sequence[float] | None = None,
    left_truncation: bool = False,
    confidence: float = 0.95,
) -> Comparison:
    """Compare survival between the groups of column `by` (None: one curve for all).

    unit: of the times (None: the endpoint's own). reference: the group of the hazard ratios; by default the first in
    natural order that had ten events, else the one that had most. `left_truncation` counts persons only from the start
    of their observation.
    What cannot be estimated is None and said in `warnings`; never an exception.
    Raises `UnknownColumn` for a column or endpoint that is not there, CarnetError for more than 60 groups.
    """
    from carnet.cohorts.endpoints import factor_between, resolve
    from carnet.cohorts.groups import groups_of

    values = resolve(table, endpoint)
    factor = 1.0 if unit is None else factor_between(values.unit, unit)
    groups = groups_of(table, by, cuts) if by is not None else None
    known = values.known
    codes = np.zeros(len(known), dtype=np.int32) if groups is None else groups.codes
    kept = known & (codes >= 0)
    entry = values.entry if left_truncation else None
    if entry is not None:
        kept &= entry < values.time
    time, event, codes = values.time[kept], values.event[kept], codes[kept]
    entry = None if entry is None else entry[kept]
    notes = list(groups.notes) if groups is not None else []
    names = groups.names if groups is not None else ("",)
    labels = groups.labels if groups is not None else (_("All patients"),)
    if entry is not None:
        time, entry, factor = time * factor, entry * factor, 1.0
    curves = [
        _curve(name, label, codes == i, time, event, entry, factor, confidence, notes)
        for i, (name, label) in enumerate(zip(names, labels, strict=True))
    ]
    curves, codes = _without_empty(curves, codes)
    test = _logrank(time, event, codes, entry, notes) if len(curves) > 1 else None
    chosen = _reference(curves, reference, notes) if len(curves) > 1 else None
    ratios = _hazard_ratios(time, event, codes, entry, curves, chosen, confidence, notes) if chosen else ()
    return Comparison(
        endpoint=values.name,
        endpoint_label=values.label,
        by=None if groups is None else groups.column,
        by_label="" if groups is None else groups.column_label,
        unit=unit or values.unit,
        n=len(time),
        events=int(event.sum()),
        n_missing=0 if groups is None else int((groups.codes < 0).sum()),
        n_missing_endpoint=int((~kept).sum()) - (0 if groups is None else int((groups.codes < 0).sum())),
        groups=tuple(curves),
        logrank=test,
        reference=chosen,
        hazard_ratios=ratios,
        warnings=tuple(dict.fromkeys(notes)),
    )


def _curve(
    name: str,
    label: str,
    rows: np.ndarray,
    time: np.ndarray,
    event: np.ndarray,
    entry: np.ndarray | None,
    factor: float,
    confidence: float,
    notes: list[str],
) -> GroupCurve:
    """The group's curve, estimated in the endpoint's own unit (days are counted, not sorted), then converted."""
    from carnet.cohorts.survival import kaplan_meier

    n, events = int(rows.sum()), int(event[rows].sum())
    if n == 0:
        return GroupCurve(name, label, 0, 0, None, Interval(None, None, None))
    with heard(notes, label if name else "", about_groups=events == 0):
        curve = kaplan_meier(
            time[rows], event[rows], entry=None if entry is None else entry[rows], confidence=confidence
        )
    if factor != 1.0:
        curve = replace(curve, time=curve.time * factor)
    return GroupCurve(name, label, n, events, curve, median(curve))


def median(curve: "KaplanMeier") -> Interval:
    """The median with its interval: the first time at which the curve (or a limit) is at one half or below.

    lifelines' reading. R's survfit differs in two corners: it takes the middle of a plateau at exactly one half, and
    gives no limit where the curve falls to 0, where here its interval is taken to fall with it.
    """
    ended = np.asarray(curve.survival) == 0
    limits = (np.where(ended, 0.0, limit) for limit in (curve.lower, curve.upper))
    return Interval(*(first_below(curve.time, limit) for limit in (curve.survival, *limits)))


def first_below(time: np.ndarray, curve: np.ndarray, share: float = 0.5) -> float | None:
    """The first time at which a falling curve is at `share` or below; None if it never is."""
    below = np.flatnonzero(np.asarray(curve) <= share + 1e-12)
    return float(time[below[0]]) if len(below) else None


def _without_empty(curves: list[GroupCurve], codes: np.ndarray) -> tuple[list[GroupCurve], np.ndarray]:
    kept = [i for i, curve in enumerate(curves) if curve.n]
    translate = np.full(len(curves), -1, dtype=np.int32)
    translate[kept] = np.arange(len(kept), dtype=np.int32)
    return [curves[i] for i in kept], translate[codes] if len(codes) else codes


def _logrank(
    time: np.ndarray, event: np.ndarray, codes: np.ndarray, entry: np.ndarray | None, notes: list[str]
) -> LogRankTest | None:
    from carnet.cohorts.survival import logrank

    try:
        with heard(notes):
            test = logrank(time, event, codes, entry=entry)
    except StatisticsError as trouble:
        notes.append(trouble.message)
        return None
    if np.isnan(test.statistic):
        return None
    return LogRankTest(float(test.statistic), int(test.degrees_of_freedom), float(test.p_value))


def _reference(curves: list[GroupCurve], wanted: str | None, notes: list[str]) -> str | None:
    most = max(curves, key=lambda curve: curve.events or 0)
    for curve in curves:
        if wanted is not None and wanted in (curve.group, curve.label):
            if curve.events:
                return curve.group
            notes.append(_("“{group}” had no event and cannot be the reference.").format(group=curve.label))
    if not most.events:
        return None
    return next((curve for curve in curves if (curve.events or 0) >= ENOUGH_EVENTS), most).group


def _hazard_ratios(
    time: np.ndarray,
    event: np.ndarray,
    codes: np.ndarray,
    entry: np.ndarray | None,
    curves: list[GroupCurve],
    reference: str,
    confidence: float,
    notes: list[str],
) -> tuple[HazardRatio, ...]:
    """Cox on indicators of the groups. A group without event has none: it would be 0, without interval."""
    modelled = [i for i, curve in enumerate(curves) if curve.events and curve.group != reference]
    for curve in curves:
        if not curve.events:
            notes.append(_("“{group}” had no event: its hazard ratio cannot be estimated.").format(group=curve.label))
    base = next(i for i, curve in enumerate(curves) if curve.group == reference)
    estimates: dict[int, HazardRatio] = {}
    if modelled:
        names = [curves[i].label for i in modelled]
        found = quick_hazards([curves[i] for i in (base, *modelled)], confidence) or group_hazards(
            time, event, codes, [base, *modelled], names, entry, confidence, notes
        )
        for i, (ratio, lower, upper, p) in zip(modelled, found, strict=True):
            estimates[i] = HazardRatio(curves[i].group, reference, ratio, lower, upper, p)
    return tuple(
        estimates.get(i, HazardRatio(curve.group, reference, None, None, None, None))
        for i, curve in enumerate(curves)
        if i != base
    )


def quick_hazards(curves: list[GroupCurve], confidence: float) -> list[tuple[float | None, ...]] | None:
    """As `group_hazards`, from the curves alone; None where that has something to say (few events, separation)."""
    from scipy.special import ndtr, ndtri

    from carnet.cohorts.survival.cox_groups import cox_groups

    if sum(curve.events or 0 for curve in curves) < ENOUGH_EVENTS * (len(curves) - 1):
        return None
    drawn = [curve.curve for curve in curves if curve.curve is not None]
    fit = cox_groups(drawn) if len(drawn) == len(curves) else None
    if fit is None:
        return None
    errors = np.sqrt(np.diag(fit.covariance))
    z = float(ndtri(0.5 + confidence / 2))
    estimates = zip(fit.coefficients, errors, strict=True)
    return [
        (float(np.exp(b)), float(np.exp(b - z * se)), float(np.exp(b + z * se)), float(2 * ndtr(-abs(b / se))))
        for b, se in estimates
    ]


def group_hazards(
    time: np.ndarray,
    event: np.ndarray,
    codes: np.ndarray,
    groups: list[int],
    names: list[str],
    entry: np.ndarray | None,
    confidence: float,
    notes: list[str],
) -> list[tuple[float | None, ...]]:
    """(hazard ratio, lower, upper, p) of each of `groups` against the first of them, by Cox's model (Efron)."""
    from carnet.cohorts.survival import cox

    rows = np.isin(codes, groups)
    X = (codes[rows, None] == np.array(groups[1:])[None, :]).astype(np.float64)
    try:
        with heard(notes):
            fit = cox(
                time[rows],
                event[rows],
                X,
                names=names,
                confidence=confidence,
                entry=None if entry is None else entry[rows],
            )
    except StatisticsError as trouble:
        notes.append(trouble.message)
        return [(None, None, None, None)] * (len(groups) - 1)
    columns = (fit.hazard_ratios, fit.lower, fit.upper, fit.p_values)
    return [tuple(finite(float(column[i])) for column in columns) for i in range(len(groups) - 1)]


def finite(value: float) -> float | None:
    """The number, or None where it is infinite or unknown."""
    return float(value) if np.isfinite(value) else None


@contextmanager
def heard(notes: list[str], group: str = "", about_groups: bool = False) -> Iterator[None]:
    """Collect the warnings of the kernels as text; `about_groups` drops them, for what is said elsewhere."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    if not about_groups:
        for caution in caught:
            if issubclass(caution.category, StatisticsWarning):
                message = getattr(caution.message, "message", str(caution.message))
                notes.append(f"{group} : {message}" if group else message)


def _at_risk(group: GroupCurve, times: Sequence[float], threshold: int | None) -> list[int | None]:
    if group.curve is None:
        return [None] * len(times)
    if threshold is None:
        return [int(round(float(n))) for n in group.curve.number_at_risk(np.asarray(times, dtype=np.float64))]
    if group.n is None:  # hidden because a small group would follow from it: any number at risk would give it
        return [None] * len(times)
    # a masked curve stops where too few are at risk
    places = np.searchsorted(group.curve.time, np.asarray(times, dtype=np.float64), side="left")
    return [int(group.curve.at_risk[i]) if i < len(group.curve.time) else None for i in places]

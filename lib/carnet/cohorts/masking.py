"""Small cells: counts under eleven are not shown, nor can they be worked out from the totals shown.

A count from 1 to threshold − 1 is hidden (0 is shown). Where totals are published, further cells are hidden until,
from everything that is shown, each small cell could still be `threshold` or more.

A page shows the same persons several ways: the size of the warehouse, of the cohort, of each group, the counts beside
the criteria. So there everything counts the same persons, those whose endpoint is known, and `mask_parts` alone
decides which parts of them are hidden: the same parts wherever they are shown. It assumes that the reader knows the
total, and knows which hidden parts are small (« < 11 ») and which only hide them (« masked »).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from carnet.cohorts.attrition import Attrition, Step
from carnet.language import _, ngettext, number

if TYPE_CHECKING:
    from carnet.cohorts.comparison import Comparison, GroupCurve, Interval
    from carnet.cohorts.survival import KaplanMeier

THRESHOLD = 11
_PLACES = 3  # a masked curve is rounded so that the height of a step does not tell the number of persons


@dataclass(frozen=True, eq=False)
class Hidden:
    """What must not be shown of a table: booleans for its cells (rows, columns) and for its published totals."""

    cells: np.ndarray
    row_totals: np.ndarray
    column_totals: np.ndarray
    total: bool


def hidden_text(count: int | None) -> str:
    """`1 284`, or « masked » where it is not said whether the number is small or only hides one that is."""
    return _("masked") if count is None else number(count)


def part_text(count: int, hide: bool, threshold: int = THRESHOLD) -> str:
    """A part of a total that `mask_parts` judged: `1 284`, `< 11` where small, « masked » where it hides small ones."""
    return shown(None, threshold) if hide and count < threshold else hidden_text(None if hide else count)


def shown(count: int | None, threshold: int = THRESHOLD) -> str:
    """`1 284`, or `< 11` where masked."""
    return f"< {threshold}" if count is None else number(count)


def mask_parts(counts: Sequence[int] | np.ndarray, rest: int = 0, *, threshold: int = THRESHOLD) -> np.ndarray | None:
    """Which parts of a total to hide (booleans, one per count); None where none of them can be shown at all.

    The total of `counts` and `rest` is known to the reader; `rest` is the part that is nowhere shown. The small counts
    are hidden, and further ones until each small count could be any number from 1 to threshold − 1, even for a reader
    who knows that the further ones are `threshold` or more: what these have above it must be as many as all the small
    ones could be together. The smallest part that suffices is hidden, else the largest and so on.
    """
    values = np.asarray(counts, dtype=np.int64)
    hidden = (values > 0) & (values < threshold)
    need = (threshold - 1) * (int(hidden.sum()) + int(_is_small(rest, threshold)))
    while need > 0:
        left = np.flatnonzero(~hidden & (values > threshold))
        if not len(left):
            return None
        enough = left[values[left] - threshold >= need]
        chosen = enough[np.argmin(values[enough])] if len(enough) else left[np.argmax(values[left])]
        hidden[chosen] = True
        need -= int(values[chosen]) - threshold
    return hidden


def mask_small(
    counts: Sequence[int] | Sequence[Sequence[int]] | np.ndarray,
    *,
    threshold: int = THRESHOLD,
    row_totals: bool = True,
    column_totals: bool = False,
    hide: np.ndarray | None = None,
    hide_rows: np.ndarray | None = None,
) -> Hidden:
    """What to hide of a table of counts of persons, one row (n,) or several (rows, columns).

    `row_totals`: the sum of each row is published too; `column_totals`: the sum of each column. `hide`: cells already
    unknown to the reader (same shape); `hide_rows`: totals of rows likewise (rows).
    """
    cells = np.atleast_2d(np.asarray(counts, dtype=np.int64))
    full = cells
    if row_totals:
        full = np.hstack([full, full.sum(axis=1, keepdims=True)])
    if column_totals:
        full = np.vstack([full, full.sum(axis=0, keepdims=True)])
    rows, columns = cells.shape
    small = (full > 0) & (full < threshold)
    hidden = small.copy()
    if hide is not None:
        hidden[:rows, :columns] |= np.atleast_2d(hide)
    if hide_rows is not None and row_totals:
        hidden[:rows, columns] |= hide_rows
    across = np.append(np.ones(columns), [-1.0] * row_totals)
    down = np.append(np.ones(rows), [-1.0] * column_totals)
    for i, j in np.argwhere(small) if row_totals or column_totals else ():
        if not _protect(
            full, hidden, int(i), int(j), across if row_totals else None, down if column_totals else None, threshold
        ):
            hidden[:] = True  # nothing to hide behind: the table is not shown
            break
    return Hidden(
        hidden[:rows, :columns],
        hidden[:rows, columns] if row_totals else np.zeros(rows, dtype=bool),
        hidden[rows, :columns] if column_totals else np.zeros(columns, dtype=bool),
        bool(hidden[rows, columns]) if row_totals and column_totals else False,
    )


def _protect(
    full: np.ndarray,
    hidden: np.ndarray,
    i: int,
    j: int,
    across: np.ndarray | None,
    down: np.ndarray | None,
    threshold: int,
) -> bool:
    """Hide what it takes for cell (i, j) to be possibly `threshold`: False when no choice of cells does.

    With `missing` more persons in (i, j), its row stays true if another cell of it has as many fewer (more, for a
    total), its column likewise, and the cell across from it makes up for both: four cells (two where only the rows, or
    the columns, have totals). They must all be hidden, and none may fall under one. The cheapest such choice is hidden.
    """
    missing = threshold - int(full[i, j])
    rows, columns = np.arange(full.shape[0]), np.arange(full.shape[1])
    by_column = np.zeros(full.shape[1]) if across is None else -across[j] / across
    by_row = np.zeros(full.shape[0]) if down is None else -down[i] / down
    can_row = (rows == i) if down is None else (rows != i)
    can_column = (columns == j) if across is None else (columns != j)
    q, r = full[i, :], full[:, j]
    cost_of = np.where(hidden, 0.0, 1.0 + full + 1e6 * (full == 0))
    if across is not None:
        cost_of[:, -1] += np.where(hidden[:, -1], 0.0, 1e9)
    if down is not None:
        cost_of[-1, :] += np.where(hidden[-1, :], 0.0, 1e9)
    if across is None or down is None:
        cells, signs, can = (r, by_row, can_row) if across is None else (q, by_column, can_column)
        price = cost_of[:, j] if across is None else cost_of[i, :]
        price = np.where(can & ((signs > 0) | (cells >= missing + 1)), price, np.inf)
        best = int(np.argmin(price))
        if not np.isfinite(price[best]):
            return False
        hidden[(best, j) if across is None else (i, best)] = True
        return True
    possible = can_row[:, None] & can_column[None, :]
    possible &= ((by_column > 0) | (q >= missing + 1))[None, :] & ((by_row > 0) | (r >= missing + 1))[:, None]
    possible &= (by_row[:, None] * by_column[None, :] > 0) | (full >= missing + 1)
    price = np.where(possible, cost_of + cost_of[i, :][None, :] + cost_of[:, j][:, None], np.inf)
    row, column = np.unravel_index(int(np.argmin(price)), price.shape)
    if not np.isfinite(price[row, column]):
        return False
    hidden[row, column] = hidden[i, column] = hidden[row, j] = True
    return True


def mask_attrition(attrition: Attrition, threshold: int = THRESHOLD) -> Attrition:
    """Steps whose counts or differences are small lose them, together with as many neighbours as keeps them unknown."""
    if not attrition.steps or attrition.threshold is not None:
        return attrition
    counts = np.array([attrition.steps[0].before, *(step.after for step in attrition.steps)], dtype=np.int64)
    seen = (counts == 0) | (counts >= threshold)
    while True:
        places = np.flatnonzero(seen)
        drops = counts[places[:-1]] - counts[places[1:]]
        steps = np.array(
            [(np.diff(-counts)[a:b] > 0).sum() for a, b in zip(places, places[1:], strict=False)], dtype=np.int64
        )
        # between two counts shown, `steps` exclusions of at least one person: each could be the threshold or more
        wrong = np.flatnonzero((drops > 0) & (drops < threshold + steps - 1))
        if not len(wrong):
            break
        gap = int(wrong[0])
        last = gap + 1 == len(places) - 1
        seen[places[gap] if last and gap > 0 else places[gap + 1]] = False
    # the last count of a hidden tail stays hidden, so does what follows from it
    steps_out = []
    for i, step in enumerate(attrition.steps):
        before, after = (int(counts[k]) if seen[k] else None for k in (i, i + 1))
        excluded = None if before is None or after is None else before - after
        known = (
            excluded is not None
            and step.unknown is not None
            and all(part == 0 or part >= threshold for part in (step.unknown, excluded - step.unknown))
        )
        steps_out.append(Step(step.label, before, after, step.unknown if known else None))
    return Attrition(tuple(steps_out), threshold)


def mask_comparison(
    comparison: "Comparison", threshold: int = THRESHOLD, others: int | None = None
) -> "Comparison":
    """The comparison as a dashboard may show or export it.

    A group with fewer persons than the threshold is not drawn, and has no median nor hazard ratio; a curve stops where
    fewer than the threshold are at risk; numbers at risk under it are hidden; survival is rounded to a thousandth.
    Groups and persons without a value are hidden together as far as the small ones would follow from them. A group
    whose size is hidden for that keeps its curve month by month, but nothing that counts: no number at risk at
    any time, no interval.
    `others`: persons counted in the total that the reader knows, and in no group (default: those whose endpoint is
    unknown).
    """
    if comparison.threshold is not None:
        return comparison
    sizes = [group.n or 0 for group in comparison.groups]
    missing, unknown = comparison.n_missing or 0, comparison.n_missing_endpoint
    rest = (unknown or 0) if others is None else others
    hidden = mask_parts([*sizes, missing], rest, threshold=threshold)
    none = hidden is None
    if hidden is None:
        hidden = np.ones(len(sizes) + 1, dtype=bool)
    small = {group.group for group, n in zip(comparison.groups, sizes, strict=True) if none or n < threshold}
    month = {"day": 30.4375, "year": 1 / 12}.get(comparison.unit, 1.0)
    groups = tuple(
        _mask_group(group, bool(hidden[i]), group.group in small, threshold, month)
        for i, group in enumerate(comparison.groups)
    )
    ratios = tuple(
        replace(ratio, hazard_ratio=None, lower=None, upper=None, p_value=None)
        if small & {ratio.group, ratio.reference}
        else ratio
        for ratio in comparison.hazard_ratios
    )
    notes = list(comparison.warnings)
    if small and not none:
        notes.append(
            ngettext(
                "{n} group of fewer than {threshold} patients is not drawn.",
                "{n} groups of fewer than {threshold} patients are not drawn.",
                len(small),
            ).format(n=len(small), threshold=threshold)
        )
    some_hidden = bool(hidden.any())
    events_hidden = any(group.events is None for group in groups)
    return replace(
        comparison,
        threshold=threshold,
        groups=groups,
        hazard_ratios=ratios,
        warnings=tuple(notes),
        n=None if some_hidden and (missing or rest) or _is_small(comparison.n, threshold) else comparison.n,
        events=None if events_hidden or _is_small(comparison.events, threshold) else comparison.events,
        n_missing=None if hidden[-1] and missing else comparison.n_missing,
        n_missing_endpoint=None
        if _is_small(unknown, threshold) or _is_small(rest - (unknown or 0), threshold)
        else unknown,
    )


def _is_small(count: int | None, threshold: int) -> bool:
    return count is not None and 0 < count < threshold


def _mask_group(group: "GroupCurve", hide_n: bool, small: bool, threshold: int, month: float) -> "GroupCurve":
    from carnet.cohorts.comparison import Interval

    if small:
        return replace(
            group, n=None if group.n else group.n, events=None, curve=None, median=Interval(None, None, None)
        )
    curve = group.curve
    if curve is not None:
        few = np.flatnonzero(np.asarray(curve.at_risk) < threshold)
        kept = slice(0, int(few[0]) if len(few) else len(curve.time))
        curve = replace(
            curve,
            **{
                name: np.round(getattr(curve, name)[kept], _PLACES)
                for name in ("survival", "lower", "upper", "std_error")
            },
            **{name: getattr(curve, name)[kept] for name in ("time", "at_risk", "events", "censored")},
        )
        if hide_n:
            curve = _uncounted(curve, month)
    living = None if group.n is None or group.events is None else group.n - group.events
    return replace(
        group,
        n=None if hide_n else group.n,
        curve=curve,
        median=(seen := _within(group.median, curve)),
        cut=float(curve.time[-1])
        if curve is not None and len(curve.time) and group.median.value is not None and seen.value is None
        else None,
        events=None if hide_n or _is_small(group.events, threshold) or _is_small(living, threshold) else group.events,
    )


def _uncounted(curve: "KaplanMeier", month: float) -> "KaplanMeier":
    """The curve of a group whose size is hidden: at whole months, to a hundredth, with neither limits nor censorings.

    From single events, their times and the heights of the steps, or from the width of the interval, one would work out
    how many persons there are.
    """
    end = float(curve.time[-1]) if len(curve.time) else 0.0
    time = np.arange(int(end / month + 1e-9) + 1) * month
    at = np.searchsorted(curve.time, time, side="right") - 1
    unknown = np.full(len(time), np.nan)
    return replace(
        curve,
        n=0,
        time=time,
        survival=np.round(np.asarray(curve.survival)[at], 2),
        lower=unknown,
        upper=unknown,
        std_error=unknown,
        at_risk=unknown,
        events=np.ones(len(time), dtype=np.int64),
        censored=np.zeros(len(time), dtype=np.int64),
    )


def _within(median: "Interval", curve: "KaplanMeier | None") -> "Interval":
    """The median as far as the curve is shown: what was read off the hidden end is not reached."""
    from carnet.cohorts.comparison import Interval

    end = float(curve.time[-1]) if curve is not None and len(curve.time) else 0.0
    limits = (median.value, median.lower, median.upper)
    return Interval(*(value if value is not None and value <= end else None for value in limits))


def masked_note(threshold: int = THRESHOLD) -> str:
    """The sentence that says it under a table."""
    return _("Counts under {threshold} are masked, and those that would reveal them.").format(threshold=threshold)

"""Small cells stay unknown: no suppressed count follows from the totals shown."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from small_hospital import small_hospital

from carnet.cohorts.attrition import Attrition, Step
from carnet.cohorts.build import build
from carnet.cohorts.comparison import compare
from carnet.cohorts.describe import Cell, Row, TableOne, _masked
from carnet.cohorts.masking import mask_parts, mask_small
from carnet.cohorts.regression import cox_model
from carnet.records import Warehouse

THRESHOLD = 11
COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 200))


@dataclass
class Reader:
    """What somebody can work out: linear equations between the cells that are not shown."""

    full: np.ndarray
    hidden: np.ndarray
    lines: list[np.ndarray]

    def range_of(self, cell: int) -> tuple[float, float]:
        values, unseen = self.full.ravel(), self.hidden.ravel()
        unknown = list(np.flatnonzero(unseen))
        equations, right = [], []
        for line in self.lines:
            signs = np.append(np.ones(len(line) - 1), -1.0)
            row = np.zeros(len(unknown))
            for sign, place in zip(signs, line, strict=True):
                if unseen[place]:
                    row[unknown.index(place)] += sign
            equations.append(row)
            right.append(
                -sum(sign * values[place] for sign, place in zip(signs, line, strict=True) if not unseen[place])
            )
        goal = np.zeros(len(unknown))
        goal[unknown.index(cell)] = 1.0
        found = [
            linprog(sign * goal, A_eq=np.array(equations), b_eq=right, bounds=[(0, None)] * len(unknown))
            for sign in (1, -1)
        ]
        assert all(f.status in (0, 3) for f in found)
        return (found[0].fun if found[0].status == 0 else -np.inf), (-found[1].fun if found[1].status == 0 else np.inf)


def reader(counts: np.ndarray, rows: bool, columns: bool) -> tuple[Reader, np.ndarray]:
    masked = mask_small(counts, threshold=THRESHOLD, row_totals=rows, column_totals=columns)
    full, hidden = counts, masked.cells
    if rows:
        full, hidden = (
            np.hstack([full, full.sum(axis=1, keepdims=True)]),
            np.hstack([hidden, masked.row_totals[:, None]]),
        )
    if columns:
        totals = np.append(masked.column_totals, [masked.total] * rows)
        full, hidden = np.vstack([full, full.sum(axis=0, keepdims=True)]), np.vstack([hidden, totals[None, :]])
    index = np.arange(full.size).reshape(full.shape)
    lines = [index[i, :] for i in range(full.shape[0])] if rows else []
    lines += [index[:, j] for j in range(full.shape[1])] if columns else []
    return Reader(full, hidden, lines), full


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 5), st.booleans(), st.data())
def test_no_small_cell_can_be_derived_from_the_totals(rows: int, columns: int, both: bool, data: st.DataObject) -> None:
    counts = np.array(data.draw(st.lists(COUNTS, min_size=rows * columns, max_size=rows * columns))).reshape(
        rows, columns
    )
    person, full = reader(counts, rows=True, columns=both)
    small = (full > 0) & (full < THRESHOLD)
    assert person.hidden[small].all()
    for cell in np.flatnonzero(small.ravel()):
        low, high = person.range_of(int(cell))
        assert high >= THRESHOLD - 1e-6, "the reader knows that the cell is under the threshold, and how much"
        assert low < high - 1e-6


PARTS = st.lists(st.one_of(st.integers(0, 14), st.integers(0, 40), st.integers(0, 400)), min_size=1, max_size=7)


@settings(max_examples=300, deadline=None)
@given(PARTS, st.one_of(st.just(0), st.integers(0, 14), st.integers(0, 10_000)))
def test_no_small_part_is_pinned_even_when_one_knows_which_are_small(counts: list[int], rest: int) -> None:
    parts = np.array([*counts, rest])
    small = (parts > 0) & (parts < THRESHOLD)
    found = mask_parts(counts, rest)
    if found is None:
        return  # no part is shown, nor which are small
    hidden = np.append(found, small[-1])
    assert hidden[small].all() and (small.any() or not hidden.any())
    unseen = int(parts[hidden].sum())  # what the reader has: the total less the parts shown
    least, most = np.where(small, 1, THRESHOLD)[hidden], np.where(small, THRESHOLD - 1, unseen)[hidden]
    for i in np.flatnonzero(small[hidden]):
        low = max(1, unseen - int(np.delete(most, i).sum()))
        high = min(THRESHOLD - 1, unseen - int(np.delete(least, i).sum()))
        assert (low, high) == (1, THRESHOLD - 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.integers(1, 14), st.integers(1, 90)), min_size=2, max_size=5), st.integers(0, 14),
       st.integers(0, 14))
def test_a_masked_comparison_pins_no_small_group(sizes: list[int], missing: int, others: int) -> None:
    from carnet.cohorts.comparison import Comparison, GroupCurve, median
    from carnet.cohorts.survival import kaplan_meier

    groups = []
    for i, n in enumerate(sizes):
        curve = kaplan_meier(np.arange(1.0, n + 1.0), np.ones(n))
        groups.append(GroupCurve(str(i), str(i), n, n, curve, median(curve)))
    raw = Comparison("os", "OS", "g", "G", "month", sum(sizes), sum(sizes), missing, 0, tuple(groups), None, None, ())
    masked = raw.masked(THRESHOLD, others)
    for group, counts in zip(masked.groups, masked.risk_table([0.0, 1.0, 5.0]), strict=True):
        if group.n is None:
            assert counts == [None] * 3 and group.events is None
            curve = group.curve
            if curve is not None:  # month by month, nothing that counts the persons
                assert curve.n == 0 and np.isnan([curve.at_risk, curve.lower, curve.upper, curve.std_error]).all()
                assert (curve.time == np.round(curve.time)).all() and not curve.censored.any()
                assert np.allclose(curve.survival * 100, np.round(curve.survival * 100))
    hidden = [n for n, group in zip(sizes, masked.groups, strict=True) if group.n is None]
    hidden += [missing] if masked.n_missing is None else []
    if masked.n is not None and hidden:  # with the total shown, the groups add up to it and to nothing else
        none_drawn = all(group.curve is None for group in masked.groups)
        assert none_drawn or sum(hidden) - THRESHOLD * (len(hidden) - 1) >= THRESHOLD - 1
    if 0 < missing < THRESHOLD or 0 < others < THRESHOLD:
        assert any(group.n is None for group in masked.groups) or masked.n_missing is None
        assert masked.n is None  # else it is the size of the cohort less those who are missing


def test_nothing_is_hidden_without_need() -> None:
    assert not mask_small([[20, 30], [40, 0]], row_totals=True, column_totals=True).cells.any()
    hidden = mask_small([5, 20, 30]).cells[0]
    assert hidden.tolist() == [True, True, False]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 300), st.lists(st.one_of(st.integers(0, 14), st.integers(0, 120)), min_size=1, max_size=6))
def test_masked_attrition_hides_every_small_difference(end: int, losses: list[int]) -> None:
    counts = [end]
    for loss in reversed(losses):
        counts.insert(0, counts[0] + loss)
    attrition = Attrition(
        tuple(Step(f"étape {i}", a, b) for i, (a, b) in enumerate(zip(counts, counts[1:], strict=False)))
    )
    masked = attrition.masked(THRESHOLD)
    shown = [masked.steps[0].before, *(step.after for step in masked.steps)]
    assert all(n is None or n == 0 or n >= THRESHOLD for n in shown)
    places = [i for i, n in enumerate(shown) if n is not None]
    for a, b in zip(places, places[1:], strict=False):
        parts = [counts[k] - counts[k + 1] for k in range(a, b)]
        real = [part for part in parts if part > 0]
        # each of the exclusions between two counts shown could be the threshold, the others being one person at least
        assert not any(0 < part < THRESHOLD for part in real) or sum(real) - (len(real) - 1) >= THRESHOLD
    for step, (before, after) in zip(masked.steps, zip(counts, counts[1:], strict=False), strict=True):
        assert step.excluded is None or step.excluded == before - after


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_masked_table_one_keeps_small_cells_from_sizes_and_everyone(
    levels: int, groups: int, data: st.DataObject
) -> None:
    counts = np.array(data.draw(st.lists(COUNTS, min_size=levels * groups, max_size=levels * groups))).reshape(
        levels, groups
    )
    outside = np.array(data.draw(st.lists(st.integers(0, 14), min_size=levels, max_size=levels)))
    everyone = counts.sum(axis=1) + outside
    sizes = (int(everyone.sum()), *(int(n) for n in counts.sum(axis=0)))
    rows = tuple(
        Row("c", "C", f"niveau {i}", tuple(Cell("count", int(n)) for n in (everyone[i], *counts[i])))
        for i in range(levels)
    )
    masked = _masked(TableOne(("Tous", *map(str, range(groups))), sizes, rows), THRESHOLD)

    hidden_cells = np.array([[cell.hidden for cell in row.cells] for row in masked.rows])
    hidden_sizes = np.array([size is None for size in masked.sizes])
    full = np.vstack(
        [np.hstack([counts, outside[:, None], everyone[:, None]]), [*sizes[1:], int(outside.sum()), sizes[0]]]
    )
    unseen = np.ones(full.shape, dtype=bool)  # the persons in no group are on no line of the table
    unseen[:-1, :-2], unseen[:-1, -1] = hidden_cells[:, 1:], hidden_cells[:, 0]
    unseen[-1, :-2], unseen[-1, -1] = hidden_sizes[1:], hidden_sizes[0]
    if not outside.any():
        full, unseen = np.delete(full, -2, axis=1), np.delete(unseen, -2, axis=1)
    index = np.arange(full.size).reshape(full.shape)
    person = Reader(full, unseen, [*index, *index.T])
    for i, j in np.argwhere((full > 0) & (full < THRESHOLD)):
        if outside.any() and j == full.shape[1] - 2:
            continue  # not a cell of the table
        assert unseen[i, j]
        low, high = person.range_of(int(index[i, j]))
        assert low < high - 1e-6


def test_a_median_read_off_the_hidden_end_of_a_curve_is_not_reached() -> None:
    from carnet.cohorts.comparison import Comparison, GroupCurve, median
    from carnet.cohorts.survival import kaplan_meier

    curve = kaplan_meier(np.arange(1.0, 18.0), np.ones(17))  # the median, at 9, comes when 9 are still at risk
    group = GroupCurve("a", "a", 17, 17, curve, median(curve))
    assert group.median.value == 9.0
    raw = Comparison("os", "OS", None, "", "month", 17, 17, 0, 0, (group,), None, None, ())
    assert raw.masked().groups[0].median.value is None


def test_what_a_page_is_told_to_beware_of_holds_no_count(tmp_path: Path) -> None:
    table = build(Warehouse.open(small_hospital(tmp_path)))  # one person has no tumour, few have events
    for by in ("sex", "stage"):
        notes = [*compare(table, "pfs", by).warnings, *cox_model(table, "pfs", ["age", by]).warnings]
        assert not any(f"{n} patient" in note or f"{n} event" in note for note in notes for n in range(20)), notes

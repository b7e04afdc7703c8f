"""Table 1: the characteristics of a cohort, overall or by group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from carnet.cohorts.columns import ColumnValues
from carnet.cohorts.masking import THRESHOLD, hidden_text, mask_parts, mask_small, masked_note, shown
from carnet.language import _, number, percent

if TYPE_CHECKING:
    from carnet.cohorts.table import CohortTable


@dataclass(frozen=True)
class Cell:
    """One cell of Table 1.

    kind `count`: n persons and their `share` of those known; kind `quartiles`: median, first and third quartile of the
    n persons known. `hidden`: masked, everything is None.
    """

    kind: str
    n: int | None = None
    share: float | None = None
    median: float | None = None
    first: float | None = None
    third: float | None = None
    hidden: bool = False
    threshold: int = THRESHOLD

    @property
    def text(self) -> str:
        """As a paper prints it: `120 (43 %)`, `61 [52–70]`, « masked »; a dash where there is nobody to describe."""
        if self.hidden:
            return hidden_text(None)  # small, or hiding one that is: in a table of two ways not even that is said
        if self.kind == "count":
            return shown(self.n) if self.share is None else f"{shown(self.n)} ({percent(self.share)})"
        if self.median is None or self.first is None or self.third is None:
            return "–"
        return f"{_plain(self.median)} [{_plain(self.first)}–{_plain(self.third)}]"


@dataclass(frozen=True)
class Row:
    """One line of Table 1: `level` is empty for a number, else a category's name, or the word for missing values.

    `p_value` and `difference` stand on the first row of each column: chi-squared or Kruskal–Wallis between groups, and
    the largest standardised mean difference between two groups.
    """

    column: str
    label: str
    level: str
    cells: tuple[Cell, ...]
    missing: bool = False
    p_value: float | None = None
    difference: float | None = None


@dataclass(frozen=True)
class TableOne:
    """Table 1. `groups` are the column headings, everyone first; `sizes` their persons (None: masked)."""

    groups: tuple[str, ...]
    sizes: tuple[int | None, ...]
    rows: tuple[Row, ...]
    by: str | None = None
    by_label: str = ""
    threshold: int | None = None
    notes: tuple[str, ...] = ()


def table_one(
    table: "CohortTable",
    columns: Sequence[str] | None = None,
    *,
    by: str | None = None,
    threshold: int | None = None,
    others: int = 0,
) -> TableOne:
    """Describe `columns` (by default age, sex, site and stage), by group when asked.

    Categories: n (share of those known); numbers: median [quartiles]; then the missing. With a `threshold`, counts
    under it are masked together with those that would reveal them, also to a reader who knows how many persons there
    are in all, `others` being those who are not in the table.
    """
    from carnet.cohorts.groups import groups_of

    names = list(columns) if columns is not None else ["age", "sex", "site", "stage"]
    described = [table.column(name) for name in names]
    groups = groups_of(table, by) if by is not None else None
    members = [np.ones(table.n, dtype=bool)]
    notes = list(groups.notes) if groups is not None else []
    if groups is not None:
        members += [groups.codes == i for i in range(len(groups.names))]
        described = [values for values in described if values.column.id != groups.column]
    rows: list[Row] = []
    for values in described:
        rows += _rows(values, members)
    result = TableOne(
        (_("All"), *(groups.labels if groups is not None else ())),
        tuple(int(rows_in.sum()) for rows_in in members),
        tuple(rows),
        None if groups is None else groups.column,
        "" if groups is None else groups.column_label,
        None,
        tuple(notes),
    )
    return result if threshold is None else _masked(result, threshold, others)


def _rows(values: ColumnValues, members: list[np.ndarray]) -> list[Row]:
    column, label = values.column.id, values.column.label
    known = values.known
    groups = members[1:]
    rows: list[Row] = []
    if values.codes is None:
        numbers = values.numbers
        assert numbers is not None
        parts = [numbers[rows_in & known] for rows_in in members]
        rows.append(
            Row(
                column,
                label,
                "",
                tuple(_quartiles(part) for part in parts),
                p_value=_kruskal(parts[1:]),
                difference=_largest_difference(parts[1:]),
            )
        )
    else:
        counts = np.array(
            [np.bincount(values.codes[rows_in & known], minlength=len(values.categories)) for rows_in in members]
        ).T
        sums = counts.sum(axis=0)
        for level, (name, line) in enumerate(zip(values.labels, counts, strict=True)):
            if line[0] == 0:
                continue
            cells = tuple(
                Cell("count", int(n), float(n) / total if total else None) for n, total in zip(line, sums, strict=True)
            )
            first = not rows
            shares = counts[:, 1:] / np.maximum(sums[1:], 1)
            rows.append(
                Row(
                    column,
                    label,
                    name,
                    cells,
                    p_value=_chi_squared(counts[:, 1:]) if first and groups else None,
                    difference=_categories_difference(shares) if first and groups else None,
                )
            )
            del level
    missing = [int((rows_in & ~known).sum()) for rows_in in members]
    if any(missing):
        rows.append(Row(column, label, _("missing"), tuple(Cell("count", n) for n in missing), missing=True))
    return rows


def _quartiles(values: np.ndarray) -> Cell:
    if not len(values):
        return Cell("quartiles", 0)
    first, median, third = (float(q) for q in np.quantile(values, [0.25, 0.5, 0.75]))
    return Cell("quartiles", len(values), None, median, first, third)


def _kruskal(parts: list[np.ndarray]) -> float | None:
    from scipy import stats

    parts = [part for part in parts if len(part)]
    if len(parts) < 2 or len(np.unique(np.concatenate(parts))) < 2:
        return None
    return float(stats.kruskal(*parts).pvalue)


def _chi_squared(counts: np.ndarray) -> float | None:
    from scipy import stats

    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    return float(stats.chi2_contingency(counts, correction=False).pvalue) if min(counts.shape) > 1 else None


def _largest_difference(parts: list[np.ndarray]) -> float | None:
    """Largest |difference of means| over the pooled standard deviation, between any two groups."""
    parts = [part for part in parts if len(part) > 1]
    found = []
    for i, a in enumerate(parts):
        for b in parts[i + 1 :]:
            spread = float(np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2))
            if spread > 0:
                found.append(abs(float(a.mean() - b.mean())) / spread)
    return max(found, default=None)


def _categories_difference(shares: np.ndarray) -> float | None:
    """Largest standardised difference between two groups' shares (Yang and Dalton 2012), over all levels at once."""
    found = []
    for i in range(shares.shape[1]):
        for j in range(i + 1, shares.shape[1]):
            a, b = shares[1:, i], shares[1:, j]
            if not len(a) or not shares[:, i].any() or not shares[:, j].any():
                continue
            spread = (np.diag(a) - np.outer(a, a) + np.diag(b) - np.outer(b, b)) / 2
            found.append(float(np.sqrt(max((a - b) @ np.linalg.pinv(spread) @ (a - b), 0.0))))
    return max(found, default=None)


def _masked(result: TableOne, threshold: int, others: int = 0) -> TableOne:
    """Hide small cells, and those that would reveal them, from the sizes of the groups and the column of everyone."""
    groups = [int(size or 0) for size in result.sizes[1:]]
    outside = int(result.sizes[0] or 0) - sum(groups)  # persons in no group: on no line of the table
    found = mask_parts([*groups, outside], others, threshold=threshold)
    gone = np.ones(len(groups), dtype=bool) if found is None else found[:-1]
    rows = []
    for column in dict.fromkeys(row.column for row in result.rows):
        own = [row for row in result.rows if row.column == column]
        rows += _masked_column(own, gone, outside, threshold, others)
    shown_sizes = (
        None if 0 < others < threshold else result.sizes[0],
        *(None if hide else size for hide, size in zip(gone, result.sizes[1:], strict=True)),
    )
    return replace(
        result, rows=tuple(rows), sizes=shown_sizes, threshold=threshold, notes=(*result.notes, masked_note(threshold))
    )


def _masked_column(
    rows: list[Row], gone: np.ndarray, outside: int, threshold: int, others: int
) -> list[Row]:
    counted = [row for row in rows if row.cells[0].kind == "count"]
    quartiles = [row for row in rows if row.cells[0].kind == "quartiles"]
    n_known = [[cell.n or 0 for cell in row.cells] for row in quartiles]
    counts = np.array([[cell.n or 0 for cell in row.cells] for row in counted] + n_known, dtype=np.int64)
    # the column of everyone is masked as the same counts are wherever else they are shown
    parts = mask_parts(counts[:, 0], others, threshold=threshold)
    if parts is None:
        hidden = np.ones(counts.shape, dtype=bool)
    elif len(gone):
        # what the reader does not see of each line: those in no group, and the groups whose size is masked
        inner = np.hstack([counts[:, 1:], counts[:, :1] - counts[:, 1:].sum(axis=1, keepdims=True)])
        unseen = np.zeros(inner.shape, dtype=bool)
        unseen[:, :-1] |= gone
        unseen[:, -1] = outside > 0
        found = mask_small(inner, threshold=threshold, row_totals=True, column_totals=True, hide=unseen,
                           hide_rows=parts)
        hidden = np.hstack([found.row_totals[:, None], found.cells[:, :-1]])
        if found.total or (found.column_totals[:-1] & ~gone).any() or (found.row_totals & ~parts).any():
            hidden[:] = True  # these totals are shown elsewhere: they cannot hide anything here
    else:
        hidden = parts[:, None]
    out = []
    place = {id(row): i for i, row in enumerate([*counted, *quartiles])}
    small = bool(hidden.any())
    for row in rows:
        hide = hidden[place[id(row)]]
        if row.cells[0].kind == "quartiles":
            hide = np.array([*(0 < (cell.n or 0) < threshold for cell in row.cells)])
            hide[1:] |= gone
        cells = tuple(
            Cell(cell.kind, hidden=True, threshold=threshold)
            if h
            else replace(cell, n=None)
            if cell.kind == "quartiles"
            else cell
            for cell, h in zip(row.cells, hide, strict=True)
        )
        # a share beside a masked count would give it: the shares of a column with masked levels lose their digits
        out.append(replace(row, cells=cells, difference=None if small else row.difference))
    return out


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() or abs(value) >= 100 else 1)

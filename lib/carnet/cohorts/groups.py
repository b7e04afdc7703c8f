"""The groups to compare: the categories of a column, or a number cut in two at its median or where one says."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from carnet.cohorts.columns import ColumnValues
from carnet.errors import CarnetError, UnknownColumn
from carnet.language import _, number

if TYPE_CHECKING:
    from carnet.cohorts.table import CohortTable

FEW_VALUES = 12  # a number with at most so many distinct values is a category (grade 1, 2, 3)
MOST_GROUPS = 60


@dataclass(frozen=True, eq=False)
class Groups:
    """Which group each row belongs to (−1: value unknown), the groups in order, and how they were made."""

    column: str
    column_label: str
    codes: np.ndarray
    names: tuple[str, ...]
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()


def groups_of(table: "CohortTable", by: str, cuts: Sequence[float] | None = None) -> Groups:
    """The groups of column `by`: `stage`, `age` (cut at its median) or `age:50,70` (cut at 50 and 70).

    Raises `UnknownColumn`, or CarnetError when a cut is no number or when there are more than 60 groups.
    """
    try:
        values = table.column(by)
    except UnknownColumn as error:
        name, colon, written = by.rpartition(":")
        if cuts is not None or not colon:
            raise
        try:
            values = table.column(name)
        except UnknownColumn as other:
            if _numbers(written) is None:
                raise error from None
            raise other from None
        cuts = _numbers(written)
        if cuts is None:
            raise CarnetError(
                _("“{by}”: where to cut is not a number.").format(by=by),
                _("Write numbers, as in age:50,70."),
            ) from None
    groups = _cut(values, cuts) if values.numbers is not None else _categories(values)
    if len(groups.names) > MOST_GROUPS:
        raise CarnetError(
            _("“{column}” has {n} different values: too many groups to compare.").format(
                column=groups.column_label, n=len(groups.names)
            ),
            _("Choose a column with fewer values, or filter first."),
        )
    return groups


def _numbers(text: str) -> list[float] | None:
    """The numbers of `50,70`; None when one of them is not a number, or when there is none."""
    try:
        found = [float(part) for part in re.split(r"[,;\s]+", text.strip(" ,;")) if part]
    except ValueError:
        return None
    return found if found and all(math.isfinite(value) for value in found) else None


def _categories(values: ColumnValues) -> Groups:
    assert values.codes is not None
    present = np.flatnonzero(np.bincount(values.codes[values.codes >= 0], minlength=len(values.categories)))
    translate = np.full(len(values.categories) + 1, -1, dtype=np.int32)
    translate[present] = np.arange(len(present), dtype=np.int32)
    return Groups(
        values.column.id,
        values.column.label,
        translate[values.codes],
        tuple(values.categories[code] for code in present),
        tuple(values.labels[code] for code in present),
        (values.note,) if values.note else (),
    )


def _cut(values: ColumnValues, cuts: Sequence[float] | None) -> Groups:
    numbers = values.numbers
    assert numbers is not None
    known = numbers[~np.isnan(numbers)]
    distinct = np.unique(known)
    column, label = values.column.id, values.column.label
    if cuts is None and len(distinct) <= FEW_VALUES:
        codes = np.where(np.isnan(numbers), -1, np.searchsorted(distinct, np.nan_to_num(numbers))).astype(np.int32)
        names = tuple(f"{value:g}" for value in distinct)
        return Groups(column, label, codes, names, names)
    if cuts is None:
        median = float(np.median(known))
        codes = np.where(np.isnan(numbers), -1, numbers > median).astype(np.int32)
        names = (f"≤ {_short(median)}", f"> {_short(median)}")
        note = _("“{column}” is a number: cut in two at its median, {median}.").format(
            column=label, median=_short(median)
        )
        return _present(Groups(column, label, codes, names, names, (note,)))
    bounds = np.unique(np.asarray(cuts, dtype=np.float64))
    codes = np.where(np.isnan(numbers), -1, np.searchsorted(bounds, np.nan_to_num(numbers), side="right")).astype(
        np.int32
    )
    names = (
        f"< {_short(bounds[0])}",
        *(f"{_short(a)} – < {_short(b)}" for a, b in zip(bounds, bounds[1:], strict=False)),
        f"≥ {_short(bounds[-1])}",
    )
    return _present(Groups(column, label, codes, names, names))


def _present(groups: Groups) -> Groups:
    """Without the groups that nobody is in."""
    present = np.flatnonzero(np.bincount(groups.codes[groups.codes >= 0], minlength=len(groups.names)))
    translate = np.full(len(groups.names) + 1, -1, dtype=np.int32)
    translate[present] = np.arange(len(present), dtype=np.int32)
    return Groups(
        groups.column,
        groups.column_label,
        translate[groups.codes],
        tuple(groups.names[i] for i in present),
        tuple(groups.labels[i] for i in present),
        groups.notes,
    )


def _short(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1 if abs(value) >= 10 else 2)

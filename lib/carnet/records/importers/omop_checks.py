"""Checks OMOP rows against themselves: intervals that end before they start, optional cells left empty, and why."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.language import _, number
from carnet.records import Table

_TOLD = 5  # row numbers that a note gives


def ends_too_early(table: Table, columns: dict[str, pa.Array]) -> Iterator[tuple[str, np.ndarray]]:
    """Each end of an interval of the table that comes before its start in some row: its column and a boolean per row.

    A time of day that belongs to an end whose date is too early is too early too. Tables without person are left
    alone: a concept may be withdrawn before its first day.
    """
    if "person_id" not in table:
        return
    days = {}
    for name in [column.name for column in table.columns if column.name.endswith(("_end_date", "_end_datetime"))]:
        start = name.replace("_end_", "_start_")
        start = start if start in table else name.replace("_end_", "_")  # procedure_date, procedure_end_date
        if name not in columns or start not in columns:
            continue
        early = pc.fill_null(pc.less(columns[name], columns[start]), False).to_numpy(zero_copy_only=False)
        early = np.asarray(early, dtype=bool)
        if name.endswith("_date"):
            days[name] = early
        else:
            known = pc.is_valid(columns[name]).to_numpy(zero_copy_only=False)
            early = early | days.get(name.removesuffix("time"), False) & known
        if early.any():
            yield name, early


class Blanks:
    """Optional cells left empty though the file fills them: how many per column and reason, and the first rows."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str], int] = {}
        self._rows: dict[tuple[str, str, str], list[int]] = {}

    def add(self, file: str, column: str, why: str, rows: np.ndarray) -> None:
        """Count the cells of a column at these rows of the file; `why`: `unreadable` or `end_before_start`."""
        if len(rows):
            key = (file, column, why)
            self._counts[key] = self._counts.get(key, 0) + len(rows)
            told = self._rows.setdefault(key, [])
            told.extend(int(row) for row in rows[: _TOLD - len(told)])

    def notes(self) -> Iterator[str]:
        """One sentence per file, column and reason."""
        for (file, column, why), count in self._counts.items():
            rows = self._rows[file, column, why]
            text = (
                _("{file}: cells of {column} that cannot be read are left empty: {count} (rows {rows}).")
                if why == "unreadable"
                else _("{file}: ends before the start, in {column}, are left empty: {count} (rows {rows}).")
            )
            listed = ", ".join(str(row) for row in rows) + ("…" if count > len(rows) else "")
            yield text.format(file=file, column=column, count=number(count), rows=listed)

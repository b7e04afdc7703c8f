"""Table 1: the characteristics of a cohort, overall or by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carnet.cohorts.table import CohortTable


@dataclass(frozen=True)
class Cell:
    """One cell: a count with its share, or a median with its quartiles. Everything None: masked.

    kind: `count` (n, share), `quartiles` (median, first, third; n persons known).
    """

    kind: str
    n: int | None = None
    share: float | None = None
    median: float | None = None
    first: float | None = None
    third: float | None = None
    hidden: bool = False

    @property
    def text(self) -> str:
        """As a paper prints it: `120 (43 %)`, `61 [52–70]`, `< 11`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Row:
    """One line of Table 1: `level` is empty for a number, a category's name, or the word for missing values."""

    column: str
    label: str
    level: str
    cells: tuple[Cell, ...]
    missing: bool = False
    p_value: float | None = None
    difference: float | None = None


@dataclass(frozen=True)
class TableOne:
    """Table 1. `groups` are the column headings (the first is everyone), `sizes` their persons (None: masked).

    `Row.p_value` and `Row.difference` (largest standardised mean difference) stand on the first row of each column.
    """

    groups: tuple[str, ...]
    sizes: tuple[int | None, ...]
    rows: tuple[Row, ...]
    by: str | None = None
    threshold: int | None = None
    notes: tuple[str, ...] = ()


def table_one(table: "CohortTable", columns: Sequence[str] | None = None, *, by: str | None = None,
              threshold: int | None = None) -> TableOne:
    """Describe `columns` (default: the core ones), by group when asked; masked when a threshold is given."""
    raise NotImplementedError

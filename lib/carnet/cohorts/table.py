"""The cohort in memory: one row per person, filtered without asking the warehouse again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carnet.cohorts.attrition import Attrition
from carnet.cohorts.columns import Column, ColumnValues, fold_value

if TYPE_CHECKING:
    from carnet.cohorts.definition import CohortDefinition, Criterion
    from carnet.cohorts.endpoints import EndpointValues
    from carnet.cohorts.load import Store


class Range(NamedTuple):
    """From `low` to `high`, both included; None leaves that side open."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Filters:
    """What a page lets one choose. Empty means: no restriction. A restriction leaves out those whose value is unknown.

    `others`: column name → the values kept, or a `Range` for numbers.
    """

    age: Range | None = None
    years: Range | None = None
    sexes: Sequence[str] = ()
    sites: Sequence[str] = ()
    stages: Sequence[str] = ()
    others: Mapping[str, Sequence[str] | Range] = field(default_factory=dict)

    def criteria(self) -> "tuple[Criterion, ...]":
        """The same choice as criteria of a cohort definition, in the order of the fields."""
        from carnet.cohorts.definition import Between, OneOf

        choices: dict[str, Sequence[str] | Range | None] = {
            "age": self.age,
            "year": self.years,
            "sex": self.sexes,
            "site": self.sites,
            "stage": self.stages,
            **self.others,
        }
        return tuple(
            Between(name, chosen.low, chosen.high) if isinstance(chosen, Range) else OneOf(name, tuple(chosen))
            for name, chosen in choices.items()
            if chosen
        )


class CohortTable:
    """One row per person, in memory: numpy arrays, category codes, and the columns loaded so far.

    `person_id` int64 ascending; `index_date` datetime64[D] (NaT unknown); `age` float64 in whole years at the index
    (NaN unknown); `sex`, `site` (three characters of CIM-10), `stage` (0, I–IV) are `ColumnValues`; `year` float64.
    A table cut out of another shares the store of what was loaded (`rows`: its rows there, None for all).
    """

    def __init__(
        self, store: "Store", attrition: Attrition, definition: "CohortDefinition", rows: np.ndarray | None = None
    ) -> None:
        self.store = store
        self.rows = rows
        self.attrition = attrition
        self.definition = definition

    @property
    def n(self) -> int:
        """Persons in the table."""
        return len(self.store.person_id) if self.rows is None else len(self.rows)

    def __len__(self) -> int:
        return self.n

    def cut(self, values: np.ndarray) -> np.ndarray:
        """Of an array aligned with the rows of the store, the part for the rows of this table."""
        return values if self.rows is None else values[self.rows]

    @property
    def person_id(self) -> np.ndarray:
        return self.cut(self.store.person_id)

    @property
    def index_date(self) -> np.ndarray:
        return self.cut(self.store.index_date)

    @property
    def age(self) -> np.ndarray:
        return self.cut(self.store.age)

    @property
    def year(self) -> np.ndarray:
        return self.cut(self.store.year)

    @property
    def sex(self) -> ColumnValues:
        return self.column("sex")

    @property
    def site(self) -> ColumnValues:
        return self.column("site")

    @property
    def stage(self) -> ColumnValues:
        return self.column("stage")

    @property
    def relative_dates(self) -> bool:
        """True when the study gave no calendar dates (every index date is the same day): years mean nothing then."""
        return self.store.relative_dates

    def columns(self) -> list[Column]:
        """What can be asked for: the core columns, then every coded column of the warehouse."""
        return self.store.columns()

    def column(self, name: str) -> ColumnValues:
        """The values of a column: `age`, `ER Status`, `condition:I10` (presence of a CIM-10 prefix), `drug:L01` (ATC)…

        Several values per person: the one closest to the index date. Raises `UnknownColumn`.
        """
        column = self.store.find(name)
        values = self.store.values(column)
        return values if self.rows is None else values.take(self.rows)

    def endpoint(self, name: str) -> "EndpointValues":
        """Times and events of an endpoint, aligned with the rows (see `carnet.cohorts.endpoints.resolve`)."""
        from carnet.cohorts.endpoints import resolve

        return resolve(self, name)

    def mask(self, filters: Filters) -> np.ndarray:
        """Boolean, one per row: who passes all the filters."""
        kept = np.ones(self.n, dtype=bool)
        for name, chosen in (("age", filters.age), ("year", filters.years)):
            if chosen is not None:
                kept &= within(self.cut(getattr(self.store, name)), chosen)
        choices: dict[str, Sequence[str] | Range] = {
            "sex": filters.sexes,
            "site": filters.sites,
            "stage": filters.stages,
            **filters.others,
        }
        for name, wanted in choices.items():
            if isinstance(wanted, Range):
                kept &= in_range(self.column(name), wanted)
            elif wanted:
                kept &= is_one_of(self.column(name), wanted)
        return kept

    def where(self, filters: Filters) -> "CohortTable":
        """The persons who pass the filters."""
        return self.filter(self.mask(filters))

    def filter(self, mask: np.ndarray) -> "CohortTable":
        """The rows where `mask` (boolean, one per row) is true, or the rows at these indices."""
        mask = np.asarray(mask)
        rows = np.flatnonzero(mask) if mask.dtype == bool else mask
        return CohortTable(self.store, self.attrition, self.definition, rows if self.rows is None else self.rows[rows])


def within(values: np.ndarray, bounds: Range) -> np.ndarray:
    """Boolean: numbers inside the range; unknown numbers are outside."""
    inside = ~np.isnan(values)
    if bounds.low is not None:
        inside &= values >= bounds.low
    if bounds.high is not None:
        inside &= values <= bounds.high
    return inside


def in_range(values: ColumnValues, bounds: Range) -> np.ndarray:
    """Boolean: rows whose number is inside the range; categories that read as numbers count as such."""
    if values.numbers is not None:
        return within(values.numbers, bounds)
    assert values.codes is not None
    numbers = np.array([*(_number(name) for name in values.categories), np.nan])
    return within(numbers[values.codes], bounds)


def is_one_of(values: ColumnValues, wanted: Sequence[str]) -> np.ndarray:
    """Boolean: rows whose value is one of those wanted (ignoring case and accents); numbers by value."""
    if values.codes is None:
        assert values.numbers is not None
        return np.isin(values.numbers, [_number(str(value)) for value in wanted])
    exact = {str(value) for value in wanted}
    folded = {fold_value(value) for value in exact if value not in values.categories}
    chosen = [
        name in exact or fold_value(name) in folded or fold_value(label) in folded
        for name, label in zip(values.categories, values.labels, strict=True)
    ]
    return np.array([*chosen, False])[values.codes]


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")

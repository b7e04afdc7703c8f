"""Build a cohort: the engine finds the events, memory applies the criteria, every step is counted in persons."""

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from carnet.cohorts.attrition import Attrition, Step
from carnet.cohorts.definition import Between, CohortDefinition, Criterion, Entry, Event
from carnet.cohorts.events import all_dates, coded, first_dates
from carnet.cohorts.load import Persons, Store
from carnet.cohorts.table import CohortTable, Range, in_range, is_one_of
from carnet.language import _

if TYPE_CHECKING:
    from carnet.records import Warehouse


def build(w: "Warehouse", definition: CohortDefinition | None = None) -> CohortTable:
    """The persons who enter by the definition's event and meet its criteria, one row each; by default everyone.

    Raises `UnknownColumn` for a criterion on a column that the warehouse does not have.
    """
    definition = definition or CohortDefinition()
    persons = Persons.read(w)
    person_id, index_date = _entries(w, persons, definition.entry)
    store = Store(w, persons, person_id, index_date)
    steps = [Step(_("all patients of the warehouse"), len(persons.person_id), len(persons.person_id))]
    if definition.entry.domain != "person":
        steps.append(Step(definition.entry.describe(), len(persons.person_id), _count(person_id)))
    kept = np.ones(len(person_id), dtype=bool)
    for criterion in definition.criteria:
        passes, known = _apply(store, criterion)
        before, after = kept, kept & passes
        lost = np.setdiff1d(person_id[before], person_id[after])
        unknown = np.intersect1d(person_id[before & ~known], lost)
        steps.append(Step(criterion.describe(), _count(person_id[before]), _count(person_id[after]), len(unknown)))
        kept = after
    rows = np.flatnonzero(kept)
    rows = rows[
        np.unique(person_id[rows], return_index=True)[1]
    ]  # rows are sorted by person and date: the earliest left
    final = store if len(rows) == len(person_id) else store.take(rows)
    return CohortTable(final, Attrition(tuple(steps)), definition)


def _count(person_id: np.ndarray) -> int:
    return int((np.diff(person_id) != 0).sum() + 1) if len(person_id) else 0


def _entries(w: "Warehouse", persons: Persons, entry: Entry) -> tuple[np.ndarray, np.ndarray]:
    """(person, index date), sorted; only persons of the person table."""
    if entry.domain == "person":
        return persons.person_id, _index_of_everyone(w, persons)
    frame = coded(entry.domain, entry.codes, w)
    person_id, index_date = first_dates(frame, w) if entry.first else all_dates(frame, w)
    known = np.isin(person_id, persons.person_id)
    return person_id[known], index_date[known]


def _index_of_everyone(w: "Warehouse", persons: Persons) -> np.ndarray:
    """The first primary tumour where the warehouse marks those; else the start of observation; else the study's index
    date; else the first visit or diagnosis."""
    index = np.full(len(persons.person_id), np.datetime64("NaT"), dtype="datetime64[D]")
    primary = w.scan("condition_occurrence").filter(nw.col("condition_status_source_value") == "primary")
    sources = [
        ("condition_occurrence", primary, "condition_start_date"),
        ("observation_period", w.scan("observation_period"), "observation_period_start_date"),
        ("endpoint", w.scan("endpoint"), "index_date"),
        ("visit_occurrence", w.scan("visit_occurrence"), "visit_start_date"),
        ("condition_occurrence", w.scan("condition_occurrence"), "condition_start_date"),
    ]
    for table, frame, day in sources:
        if not np.isnat(index).any():
            break
        if w.has(table):
            found, dates = first_dates(frame.select(nw.col("person_id"), nw.col(day).alias("date")), w)
            known = np.isin(found, persons.person_id)
            rows = np.searchsorted(persons.person_id, found[known])
            index[rows] = np.where(np.isnat(index[rows]), dates[known], index[rows])
    return index


def _apply(store: Store, criterion: Criterion) -> tuple[np.ndarray, np.ndarray]:
    """(passes, value known), one per row."""
    if isinstance(criterion, Event):
        counted = store.count_events(criterion.domain, criterion.codes, criterion.from_days, criterion.to_days)
        passes = counted == 0 if criterion.absent else counted >= criterion.at_least
        return passes, np.ones(len(passes), dtype=bool)
    values = store.values(store.find(criterion.column))
    if isinstance(criterion, Between):
        return in_range(values, Range(criterion.low, criterion.high)), values.known
    return is_one_of(values, criterion.values), values.known

"""Endpoints of a warehouse: those that a study gives, and those derived from dates."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from carnet.cohorts.columns import fold, nearest, remedy_of
from carnet.cohorts.events import column, days, first_dates
from carnet.errors import CarnetError, UnknownColumn
from carnet.language import _

if TYPE_CHECKING:
    from carnet.cohorts.load import Store
    from carnet.cohorts.table import CohortTable
    from carnet.records import Warehouse

# 1 month = 30.4375 days (365.25 / 12): the convention of the field
DAYS = {"day": 1.0, "month": 30.4375, "year": 365.25}
_UNIT_WORDS = {
    word: unit
    for unit, words in {
        "day": ("day", "days", "jour", "jours"),
        "month": ("month", "months", "mois"),
        "year": ("year", "years", "annee", "annees", "an", "ans"),
    }.items()
    for word in words
}
_PROGRESSION = 32949  # episode_concept_id of a disease progression
DERIVED = ("os", "pfs", "ttp")


@dataclass(frozen=True)
class Endpoint:
    """An endpoint that can be analysed. `origin` is `imported` (as the study gives it) or `derived` (from dates).

    n and events count the persons of the warehouse; None for derived endpoints, which depend on the cohort's index.
    """

    name: str
    label: str
    unit: str
    n: int | None
    events: int | None
    origin: str = "imported"


@dataclass(frozen=True, eq=False)
class EndpointValues:
    """Times and events of one endpoint, one per row of the cohort.

    time: float64 in `unit`, NaN where unknown. event: bool (False where unknown). entry: time of entry under
    observation (left truncation), in `unit`, or None.
    """

    name: str
    label: str
    unit: str
    time: np.ndarray
    event: np.ndarray
    entry: np.ndarray | None = None

    @property
    def known(self) -> np.ndarray:
        """Boolean, one per row: is the time known."""
        return ~np.isnan(self.time)

    def in_unit(self, unit: str | None) -> "EndpointValues":
        """The same endpoint in days, months (30.4375 days) or years (365.25 days); None leaves it as it is."""
        if unit is None or unit == self.unit:
            return self
        factor = factor_between(self.unit, unit)
        return replace(
            self, unit=unit, time=self.time * factor, entry=None if self.entry is None else self.entry * factor
        )

    def take(self, rows: np.ndarray) -> "EndpointValues":
        """The same endpoint for some rows."""
        return replace(
            self, time=self.time[rows], event=self.event[rows], entry=None if self.entry is None else self.entry[rows]
        )


def time_unit(text: str) -> str:
    """`day`, `month` or `year` for what a person wrote: the French words and the plurals too. Raises CarnetError."""
    unit = _UNIT_WORDS.get(fold(text))
    if unit is None:
        raise _no_unit(text)
    return unit


def _no_unit(text: str) -> CarnetError:
    return CarnetError(
        _("There is no time unit “{unit}”.").format(unit=text),
        _("Choose one of: {units}.").format(units=", ".join([*DAYS, "jour", "mois", "année"])),
    )


def factor_between(unit: str, other: str) -> float:
    """What to multiply times in `unit` by to have them in `other`. Raises CarnetError for an unknown unit."""
    for name in (unit, other):
        if name not in DAYS:
            raise _no_unit(name)
    months = {"month": 1.0, "year": 12.0}
    if unit in months and other in months:
        return months[unit] / months[other]
    return DAYS[unit] / DAYS[other]


def endpoint_label(name: str) -> str:
    """What an endpoint is called: `os` → overall survival."""
    return {
        "os": _("Overall survival"),
        "pfs": _("Progression-free survival"),
        "dss": _("Disease-specific survival"),
        "rfs": _("Relapse-free survival"),
        "dfs": _("Disease-free survival"),
        "efs": _("Event-free survival"),
        "ttp": _("Time to progression"),
        "ttr": _("Time to relapse"),
        "mfs": _("Metastasis-free survival"),
        "css": _("Cancer-specific survival"),
        "pfi": _("Progression-free interval"),
        "dfi": _("Disease-free interval"),
        "bcr": _("Biochemical recurrence"),
        "drfs": _("Distant relapse-free survival"),
    }.get(name, name.upper())


def available(w: "Warehouse") -> list[Endpoint]:
    """The endpoints of a warehouse, imported ones first, overall survival before the others."""
    found: dict[str, Endpoint] = {}
    if w.has("endpoint"):
        counted = (
            w.scan("endpoint").filter(~nw.col("time").is_null()).with_columns(event=nw.col("event").cast(nw.Int64))
        )
        counted = counted.group_by("endpoint", "unit").agg(
            nw.col("person_id").n_unique().alias("n"), nw.col("event").sum().alias("events")
        )
        for row in sorted(w.engine.collect(counted).rows(named=True), key=lambda row: (row["endpoint"], -row["n"])):
            found.setdefault(
                row["endpoint"],
                Endpoint(row["endpoint"], endpoint_label(row["endpoint"]), row["unit"], row["n"], row["events"]),
            )
    if w.has("observation_period") or w.has("death"):
        for name in DERIVED[: 3 if _has_progressions(w) else 1]:
            found.setdefault(name, Endpoint(name, endpoint_label(name), "day", None, None, "derived"))
    order = ("os", "pfs", "rfs", "dfs", "dss")
    return sorted(found.values(), key=lambda e: (order.index(e.name) if e.name in order else len(order), e.name))


def _has_progressions(w: "Warehouse") -> bool:
    if not w.has("episode"):
        return False
    rows = (
        w.scan("episode")
        .filter(nw.col("episode_concept_id") == _PROGRESSION)
        .select(nw.col("person_id").count().alias("n"))
    )
    return int(w.engine.collect(rows).item()) > 0


def find_endpoint(endpoints: list[Endpoint], name: str) -> Endpoint:
    """The endpoint that a person means, by name or label. Raises `UnknownColumn` naming the nearest."""
    wanted = fold(name)
    for endpoint in endpoints:
        if wanted and wanted in (fold(endpoint.name), fold(endpoint.label)):
            return endpoint
    names = nearest(name, [e.name for e in endpoints], [e.label for e in endpoints])
    raise UnknownColumn(_("This warehouse has no endpoint “{name}”.").format(name=name), remedy_of(names))


def resolve(table: "CohortTable", name: str, *, unit: str | None = None) -> EndpointValues:
    """Times and events of an endpoint for the rows of a cohort, in its own unit or in `unit`.

    Imported endpoints are as the study gives them, from the study's own origin. Derived ones count days from the
    cohort's index: `os` to death, `pfs` to the first progression after the index or death, `ttp` to that progression;
    censored at the end of observation (`ttp`: at death too). A negative time is unknown. `entry` is the start of
    observation where that comes after the index.
    """
    store = table.store
    endpoints = store.endpoints(lambda: available(store.w))
    endpoint = find_endpoint(endpoints, name)
    values = store.endpoint(
        endpoint.name,
        lambda: _imported(store, endpoint) if endpoint.origin == "imported" else _derived(store, endpoint),
    )
    values = replace(values, label=endpoint_label(endpoint.name))
    return (values if table.rows is None else values.take(table.rows)).in_unit(unit)


def _imported(store: "Store", endpoint: Endpoint) -> EndpointValues:
    chosen = (nw.col("endpoint") == endpoint.name) & (nw.col("unit") == endpoint.unit) & ~nw.col("time").is_null()
    frame = store.w.scan("endpoint").filter(chosen).select("person_id", "time", nw.col("event").cast(nw.Int64))
    table = store.w.engine.to_arrow(frame)
    person, time, event = column(table, "person_id"), column(table, "time"), column(table, "event")
    event = np.nan_to_num(event.astype(np.float64), nan=-1.0)
    person, first = np.unique(person, return_index=True)
    time, event = np.append(time[first], np.nan), np.append(event[first], -1)
    at = np.searchsorted(person, store.person_id)
    at = np.where((at < len(person)) & (np.append(person, -1)[at] == store.person_id), at, len(person))
    known = event[at] >= 0
    return EndpointValues(
        endpoint.name, endpoint.label, endpoint.unit, np.where(known, time[at], np.nan), event[at] == 1
    )


def _derived(store: "Store", endpoint: Endpoint) -> EndpointValues:
    death = _dates(store, "death", "death_date")
    start, end = _observation(store)
    last = np.where(np.isnat(death), end, death)
    event = ~np.isnat(death)
    if endpoint.name in ("pfs", "ttp"):
        progression = _progressions(store)
        progressed = ~np.isnat(progression) & ~(progression > last)
        last = np.where(progressed, progression, last)
        event = progressed if endpoint.name == "ttp" else progressed | event
    time = _days_between(store.index_date, last)
    time = np.where(time < 0, np.nan, time)
    entry = np.nan_to_num(np.maximum(_days_between(store.index_date, start), 0.0), nan=0.0)
    return EndpointValues(
        endpoint.name, endpoint.label, "day", time, event & ~np.isnan(time), entry if bool((entry > 0).any()) else None
    )


def _days_between(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    unknown = np.isnat(first) | np.isnat(last)
    return np.where(unknown, np.nan, (last - first).astype("timedelta64[D]").astype(np.float64))


def _aligned(store: "Store", persons: np.ndarray, dates: np.ndarray) -> np.ndarray:
    at = np.searchsorted(persons, store.person_id)
    found = (at < len(persons)) & (np.append(persons, -1)[at] == store.person_id)
    return np.append(dates, np.datetime64("NaT"))[np.where(found, at, len(persons))].astype("datetime64[D]")


def _dates(store: "Store", table: str, day: str) -> np.ndarray:
    if not store.w.has(table):
        return np.full(len(store.person_id), np.datetime64("NaT"), dtype="datetime64[D]")
    return _aligned(
        store, *first_dates(store.w.scan(table).select(nw.col("person_id"), nw.col(day).alias("date")), store.w)
    )


def _observation(store: "Store") -> tuple[np.ndarray, np.ndarray]:
    frame = (
        store.w.scan("observation_period")
        .group_by("person_id")
        .agg(
            nw.col("observation_period_start_date").min().alias("start"),
            nw.col("observation_period_end_date").max().alias("end"),
        )
    )
    table = store.w.engine.to_arrow(frame)
    order = np.argsort(column(table, "person_id"), kind="stable")
    persons = column(table, "person_id")[order]
    return _aligned(store, persons, days(table, "start")[order]), _aligned(store, persons, days(table, "end")[order])


def _progressions(store: "Store") -> np.ndarray:
    """The first progression on or after the index of each row."""
    frame = store.w.scan("episode").filter(nw.col("episode_concept_id") == _PROGRESSION)
    table = store.w.engine.to_arrow(frame.select(nw.col("person_id"), nw.col("episode_start_date").alias("date")))
    persons, dates = column(table, "person_id"), days(table, "date")
    order = np.lexsort((dates, persons))
    persons, dates = persons[order], dates[order]
    at = np.searchsorted(persons, store.person_id)
    known = (at < len(persons)) & (np.append(persons, -1)[at] == store.person_id)
    index = (
        store.index_date[np.minimum(np.searchsorted(store.person_id, persons), len(store.person_id) - 1)]
        if len(store.person_id)
        else dates
    )
    kept = dates >= index
    persons, dates = persons[kept], dates[kept]
    first = np.unique(persons, return_index=True)[1]
    aligned = _aligned(store, persons[first], dates[first])
    return np.where(known, aligned, np.datetime64("NaT"))

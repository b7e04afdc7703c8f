"""The rows of a cohort and the columns loaded for them, each asked of the warehouse once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from carnet.cohorts.catalogue import EVENTS, catalogue, every_column
from carnet.cohorts.columns import Column, ColumnValues, categorical, find_column, fold
from carnet.cohorts.events import Days, coded, codes_of, column, days
from carnet.cohorts.sites import main_stage, site_label, site_of
from carnet.language import _, language

if TYPE_CHECKING:
    from carnet.cohorts.endpoints import Endpoint, EndpointValues
    from carnet.records import Warehouse

_PRESENCE = {
    "condition": "condition",
    "diagnostic": "condition",
    "diagnosis": "condition",
    "cim10": "condition",
    "drug": "drug",
    "medicament": "drug",
    "atc": "drug",
    "procedure": "procedure",
    "acte": "procedure",
    "ccam": "procedure",
}
_UNKNOWN_BIRTH = 1900  # an importer that does not know the age writes this year, without month or day


@dataclass(frozen=True)
class Persons:
    """The person table in memory, person_id ascending."""

    person_id: np.ndarray
    year: np.ndarray
    month: np.ndarray
    day: np.ndarray
    gender: np.ndarray

    @classmethod
    def read(cls, w: "Warehouse") -> "Persons":
        """Everyone in the warehouse."""
        names = ("person_id", "year_of_birth", "month_of_birth", "day_of_birth", "gender_concept_id")
        table = w.engine.to_arrow(w.scan("person").select(*names))
        order = np.argsort(column(table, "person_id"), kind="stable")
        person_id, year, month, day, gender = (
            column(table, name)[order].astype(np.float64 if name != "person_id" else np.int64) for name in names
        )
        return cls(person_id, year, month, day, gender)


class Store:
    """Rows (person, index date) sorted by person, and the values of every column asked for so far.

    A person may have several rows while a cohort is being built. Values are the ones closest to the index date.
    """

    def __init__(self, w: "Warehouse", persons: Persons, person_id: np.ndarray, index_date: np.ndarray) -> None:
        self.w = w
        self.persons = persons
        self.person_id = person_id
        self.index_date = index_date
        self._values: dict[tuple[str, str, str], ColumnValues] = {}
        self._endpoints: dict[str, EndpointValues] = {}
        self._available: list[Endpoint] | None = None
        self._days: dict[object, Days] = {}
        at = np.searchsorted(persons.person_id, person_id)
        self.year = np.where(np.isnat(index_date), np.nan, index_date.astype("datetime64[Y]").astype(np.float64) + 1970)
        self.age = _age(persons, at, index_date, self.year)
        self._gender = persons.gender[at]
        known = index_date[~np.isnat(index_date)]
        self.relative_dates = bool(len(known)) and bool((known == np.datetime64("2000-01-01")).all())

    def take(self, rows: np.ndarray) -> "Store":
        """The store of some rows; what was loaded comes along."""
        store = Store(self.w, self.persons, self.person_id[rows], self.index_date[rows])
        store._values = {key: values.take(rows) for key, values in self._values.items()}
        store._days = self._days
        return store

    def columns(self) -> list[Column]:
        """What the warehouse offers."""
        return catalogue(self.w)

    def find(self, name: str) -> Column:
        """The column that a person means (see `carnet.cohorts.columns.find_column`), or `condition:C50`, `drug:L01`…"""
        domain, colon, code = name.partition(":")
        if colon and code.strip() and fold(domain) in _PRESENCE:
            known = next((column for column in every_column(self.w) if column.id == name), None)
            return known or presence_column(_PRESENCE[fold(domain)], code.strip())
        return find_column(name, every_column(self.w))

    def values(self, wanted: Column) -> ColumnValues:
        """The values of a column, loaded once."""
        key = (wanted.source, wanted.id, language())
        if key not in self._values:
            self._values[key] = self._load(wanted)
        return self._values[key]

    def endpoints(self, load: "Callable[[], list[Endpoint]]") -> "list[Endpoint]":
        """The endpoints of the warehouse, asked for once by `load()`."""
        if self._available is None:
            self._available = load()
        return self._available

    def endpoint(self, name: str, load: "Callable[[], EndpointValues]") -> "EndpointValues":
        """An endpoint for all the rows, loaded once by `load()`."""
        if name not in self._endpoints:
            self._endpoints[name] = load()
        return self._endpoints[name]

    def count_events(
        self, domain: str, codes: tuple[str, ...], from_days: int | None, to_days: int | None
    ) -> np.ndarray:
        """For each row: how many events of a domain and codes fall in a window around the index."""
        key = (domain, codes)
        if key not in self._days:
            table = self._ask(coded(domain, codes, self.w).select("person_id", "date"))
            self._days[key] = Days.of(column(table, "person_id"), days(table, "date"))
        return self._days[key].count(self.person_id, self.index_date, from_days, to_days)

    def _load(self, wanted: Column) -> ColumnValues:
        if wanted.source == "core":
            core = {
                "age": lambda: ColumnValues(wanted, numbers=self.age),
                "year": lambda: ColumnValues(wanted, numbers=self.year),
                "sex": lambda: self._sex(wanted),
                "site": lambda: self._site(wanted),
                "stage": lambda: self._stage(wanted),
            }
            return core[wanted.id]()
        if wanted.source in ("condition", "drug", "procedure"):
            return self._presence(wanted)
        value = _value_name(wanted)
        table = self._coded_values(wanted.source, wanted.id, value)
        rows = self._closest(table)
        if wanted.kind == "number":
            return ColumnValues(wanted, numbers=np.append(column(table, value).astype(np.float64), np.nan)[rows])
        codes, names = codes_of(table, value)
        return categorical(wanted, np.append(codes, -1)[rows], names, labels=_value_labels())

    def _sex(self, wanted: Column) -> ColumnValues:
        codes = np.select([self._gender == 8532, self._gender == 8507], [0, 1], -1)
        return categorical(wanted, codes, ["F", "M"], labels={"F": _("women"), "M": _("men")})

    def _site(self, wanted: Column) -> ColumnValues:
        table = self._tumours()
        codes, names = codes_of(table, "code")
        codes, sites = _translated(codes, [site_of(name) for name in names])
        return categorical(
            wanted, np.append(codes, -1)[self._closest(table)], sites, labels={site: site_label(site) for site in sites}
        )

    def _tumours(self) -> pa.Table:
        """Primary tumours where the warehouse marks them, else malignant ones but metastases, else every condition."""
        name, day, code, row_id = EVENTS["condition"]
        plain = nw.col(code).str.to_uppercase()
        metastasis = plain.str.starts_with("C77") | plain.str.starts_with("C78") | plain.str.starts_with("C79")
        for kept in (
            nw.col("condition_status_source_value") == "primary",
            plain.str.starts_with("C") & ~metastasis,
            None,
        ):
            frame = self.w.scan(name) if kept is None else self.w.scan(name).filter(kept)
            table = self._ask(
                frame.select(
                    nw.col("person_id"),
                    nw.col(day).alias("date"),
                    nw.col(row_id).alias("id"),
                    nw.col(code).alias("code"),
                )
            )
            codes, names = codes_of(table, "code")
            cim10 = kept is None or any(site_of(text) != text or len(text) == 3 for text in names)
            if table.num_rows and cim10:
                return table
        return table

    def _stage(self, wanted: Column) -> ColumnValues:
        """The stage under its own name, or under the study's spelling of it (`STAGE`)."""
        for name in ("stage", "STAGE", "Stage"):
            tables = []
            for source, value in (("measurement", "value_source_value"), ("observation", "value_as_string")):
                table = self._coded_values(source, name, value)
                tables.append(table.rename_columns(["person_id", "date", "id", "value"]))
            table = pa.concat_tables(tables)
            if table.num_rows:
                break
        codes, names = codes_of(table, "value")
        codes, stages = _translated(codes, [main_stage(name) for name in names])
        table, codes = table.filter(pa.array(codes >= 0)), codes[codes >= 0]
        return categorical(wanted, np.append(codes, -1)[self._closest(table)], stages)

    def _presence(self, wanted: Column) -> ColumnValues:
        code = wanted.id.partition(":")[2]
        past = wanted.source == "condition"
        counted = self.count_events(wanted.source, (code,), None, 0 if past else None)
        note = (
            ""
            if past
            else _("“{column}” is looked for at any time, after the index too: beware of immortal time.").format(
                column=wanted.label
            )
        )
        shown = categorical(
            wanted, (counted > 0).astype(np.int32), ["no", "yes"], labels={"no": _("no"), "yes": _("yes")}
        )
        return ColumnValues(wanted, shown.codes, shown.categories, None, shown.labels, note)

    def _coded_values(self, source: str, code: str, value: str) -> pa.Table:
        name, day, coded_by, row_id = EVENTS[source]
        frame = self.w.scan(name).filter((nw.col(coded_by) == code) & ~nw.col(value).is_null())
        return self._ask(
            frame.select(nw.col("person_id"), nw.col(day).alias("date"), nw.col(row_id).alias("id"), nw.col(value))
        )

    def _closest(self, table: pa.Table) -> np.ndarray:
        events = Days.of(column(table, "person_id"), days(table, "date"), column(table, "id"))
        return events.closest(self.person_id, self.index_date)

    def _ask(self, frame: "nw.LazyFrame[Any]") -> pa.Table:
        """Collect the events of the cohort's persons; the engine leaves out the others when they are most."""
        if 0 < 2 * len(self.person_id) < len(self.persons.person_id):
            ids = self.w.engine.from_arrow(pa.table({"person_id": np.unique(self.person_id)}))
            frame = frame.join(ids, on="person_id", how="semi")
        return self.w.engine.to_arrow(frame)


def presence_column(domain: str, code: str) -> Column:
    """The column that says whether a person has events whose code begins so."""
    label = {"condition": _("Diagnosis {code}"), "drug": _("Drug {code}"), "procedure": _("Procedure {code}")}[domain]
    return Column(f"{domain}:{code}", label.format(code=code), "category", domain)


def _value_name(wanted: Column) -> str:
    if wanted.kind == "number":
        return "value_as_number"
    return "value_as_string" if wanted.source == "observation" else "value_source_value"


def _value_labels() -> dict[str, str]:
    return {"positive": _("positive"), "negative": _("negative"), "yes": _("yes"), "no": _("no")}


def _translated(codes: np.ndarray, names: list[str | None] | list[str]) -> tuple[np.ndarray, list[str]]:
    """Codes renumbered for new names of their categories; None makes them unknown."""
    kept = sorted({name for name in names if name})
    place = {name: i for i, name in enumerate(kept)}
    translate = np.array([*(place[name] if name else -1 for name in names), -1], dtype=np.int32)
    return translate[codes], kept


def _age(persons: Persons, at: np.ndarray, index_date: np.ndarray, index_year: np.ndarray) -> np.ndarray:
    """Whole years at the index. Without month of birth: difference of the years; the birthday counts when known."""
    birth, month, day = persons.year[at], persons.month[at], persons.day[at]
    unknown = np.isnan(birth) | ((birth <= _UNKNOWN_BIRTH) & np.isnan(month))
    months = index_date.astype("datetime64[M]")
    index_month = np.where(np.isnat(index_date), np.nan, months.astype(np.float64) % 12 + 1)
    index_day = np.where(
        np.isnat(index_date), np.nan, (index_date - months.astype("datetime64[D]")).astype(np.float64) + 1
    )
    day = np.where(np.isnan(day), 1, day)
    before_birthday = ~np.isnan(month) & ((index_month < month) | ((index_month == month) & (index_day < day)))
    return np.where(unknown, np.nan, index_year - birth - before_birthday)

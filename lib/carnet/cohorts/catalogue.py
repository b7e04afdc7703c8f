"""What a warehouse offers as columns: the core ones, then every attribute that a study gave or a hospital measured."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from carnet.cohorts.columns import CORE, Column, Kind
from carnet.cohorts.names import canonical_label, core_label, readable
from carnet.language import language

if TYPE_CHECKING:
    from carnet.records import Warehouse

_cached: dict[tuple[str, str, str], tuple[list[Column], list[Column]]] = {}
_KEPT = 8
_FEW = 20  # under so many persons, as many values as persons says nothing

# domain → (table, person's event date, code, row identifier)
EVENTS = {
    "condition": ("condition_occurrence", "condition_start_date", "condition_source_value", "condition_occurrence_id"),
    "drug": ("drug_exposure", "drug_exposure_start_date", "drug_source_value", "drug_exposure_id"),
    "procedure": ("procedure_occurrence", "procedure_date", "procedure_source_value", "procedure_occurrence_id"),
    "measurement": ("measurement", "measurement_date", "measurement_source_value", "measurement_id"),
    "observation": ("observation", "observation_date", "observation_source_value", "observation_id"),
    "visit": ("visit_occurrence", "visit_start_date", "visit_source_value", "visit_occurrence_id"),
}


def core_columns() -> list[Column]:
    """The columns that every cohort has."""
    kinds: dict[str, Kind] = {"age": "number", "year": "number"}
    return [Column(name, core_label(name), kinds.get(name, "category"), "core") for name in CORE]


def catalogue(w: "Warehouse") -> list[Column]:
    """The columns that a warehouse offers to group by and to choose with, core ones first.

    Left out, but found by name (`every_column`): the times and statuses that the endpoints come from, since survival
    grouped by its own status is circular; identifiers; the dates of forms.
    """
    return core_columns() + _columns(w)[0]


def every_column(w: "Warehouse") -> list[Column]:
    """Every column of a warehouse, core ones first, with those that are not offered last."""
    offered, others = _columns(w)
    return core_columns() + offered + others


def _columns(w: "Warehouse") -> tuple[list[Column], list[Column]]:
    """The columns offered and the others; asked of the engine once per version of the warehouse."""
    key = (str(w.path), w.version, language())
    if key not in _cached:
        while len(_cached) >= _KEPT:
            _cached.pop(next(iter(_cached)))
        _cached[key] = _attributes(w)
    return _cached[key]


def _attributes(w: "Warehouse") -> tuple[list[Column], list[Column]]:
    counted = {(row["code"], source): row for source in ("observation", "measurement") for row in _counts(w, source)}
    columns: list[Column] = []
    listed: list[dict[str, Any]] = []
    described: set[tuple[str, str]] = set()
    if w.has("attribute"):
        listed = sorted(
            w.read("attribute").rows(named=True), key=lambda row: (row["position"] is None, row["position"] or 0)
        )
        for row in listed:
            kind: Kind = "number" if row["kind"] == "number" else "category"
            source = row["domain"] or ("measurement" if kind == "number" else "observation")
            found = counted.get((row["attribute"], source))
            if found is None or row["attribute"] in CORE:
                continue
            described.add((row["attribute"], source))
            columns.append(
                Column(
                    row["attribute"],
                    canonical_label(row["attribute"]) or row["label"] or row["attribute"],
                    kind,
                    source,
                    found["persons"],
                    row["unit"] or "",
                )
            )
    others = [
        _undescribed(source, row)
        for (code, source), row in counted.items()
        if (code, source) not in described and code not in CORE
    ]
    columns += sorted(others, key=lambda column: -(column.n_known or 0))
    if not described:
        return columns, []
    distinct = {(code, source): int(row["distinct"]) for (code, source), row in counted.items()}
    aside = _own_of_endpoints(columns) | {c.id for c in columns if _identifies(c, distinct[c.id, c.source])}
    aside |= {c.id for c in columns if {"form", "date"} <= _words(c) or {"form", "completion"} <= _words(c)}
    named = _sources_named([c for c in columns if c.id not in aside], {row["attribute"] for row in listed})
    return named, [c for c in columns if c.id in aside]


def _own_of_endpoints(columns: list[Column]) -> set[str]:
    """The times and statuses of the endpoints, vital status, death and last follow-up."""
    from carnet.records.importers.endpoints import find_endpoints

    found = find_endpoints({c.id: c.label for c in columns})
    own = {name for endpoint in found for name in (*endpoint.times, endpoint.status)}
    for column in columns:
        words = _words(column)
        last = "last" in words and (words & {"followup", "contact", "alive"} or {"follow", "up"} <= words)
        if words & {"vital", "death", "dead", "deceased", "deces"} or last:
            own.add(column.id)
    return own


def _identifies(column: Column, distinct: int) -> bool:
    """Nearly as many values as persons: a category, or numbers named as an identifier."""
    persons = column.n_known or 0
    if persons < _FEW or distinct < 0.9 * persons:
        return False
    return column.kind == "category" or bool(_words(column) & {"id", "identifier", "identifiant", "ipp", "nip"})


def _words(column: Column) -> set[str]:
    from carnet.records.importers.endpoints import words_of

    return {*words_of(column.id), *words_of(column.label)}


def _sources_named(columns: list[Column], attributes: set[str]) -> list[Column]:
    """The same; a study's column that a canonical one was read from says so: « Stage (Tumor Stage) »."""
    from carnet.records.importers import canonical

    raw: Mapping[str, str] = {c.id: c.label for c in columns if canonical_label(c.id) is None}
    sources = {column: name for name, (column, _read) in canonical.canonical_columns(raw).items() if name in attributes}
    for name, names in (("age", canonical.AGE_NAMES), ("sex", canonical.SEX_NAMES)):
        if column := canonical.find_column(raw, names):
            sources[column] = name
    return [
        replace(c, label=f"{canonical_label(sources[c.id])} ({c.label})") if c.id in sources else c for c in columns
    ]


def _counts(w: "Warehouse", source: str) -> list[dict[str, Any]]:
    if not w.has(source):
        return []
    table, _date, code, _id = EVENTS[source]
    text = "value_as_string" if source == "observation" else "value_source_value"
    study = [nw.col(text).n_unique().alias("distinct")] if w.has("attribute") else []
    frame = (
        w.scan(table)
        .filter(~nw.col(code).is_null())
        .group_by(code)
        .agg(
            nw.col("person_id").n_unique().alias("persons"),
            nw.col("value_as_number").count().alias("numbers"),
            nw.col(text).count().alias("texts"),
            *study,
        )
    )
    return sorted(w.engine.collect(frame.rename({code: "code"})).rows(named=True), key=lambda row: str(row["code"]))


def _undescribed(source: str, row: dict[str, Any]) -> Column:
    kind: Kind = "number" if row["numbers"] > 0 and (source == "measurement" or not row["texts"]) else "category"
    return Column(row["code"], readable(row["code"]), kind, source, row["persons"])

"""What a warehouse offers as columns: the core ones, then every attribute that a study gave or a hospital measured."""

from typing import TYPE_CHECKING, Any

import narwhals as nw

from carnet.cohorts.columns import CORE, Column, Kind
from carnet.language import _, language

if TYPE_CHECKING:
    from carnet.records import Warehouse

_cached: dict[tuple[str, str, str], list[Column]] = {}
_KEPT = 8

# domain → (table, person's event date, code, row identifier)
EVENTS = {
    "condition": ("condition_occurrence", "condition_start_date", "condition_source_value", "condition_occurrence_id"),
    "drug": ("drug_exposure", "drug_exposure_start_date", "drug_source_value", "drug_exposure_id"),
    "procedure": ("procedure_occurrence", "procedure_date", "procedure_source_value", "procedure_occurrence_id"),
    "measurement": ("measurement", "measurement_date", "measurement_source_value", "measurement_id"),
    "observation": ("observation", "observation_date", "observation_source_value", "observation_id"),
    "visit": ("visit_occurrence", "visit_start_date", "visit_source_value", "visit_occurrence_id"),
}


def core_label(name: str) -> str:
    """A core column's name on screen."""
    return {
        "age": _("Age at index (years)"),
        "sex": _("Sex"),
        "site": _("Tumour site"),
        "stage": _("Stage"),
        "year": _("Year of the index"),
    }[name]


def core_columns() -> list[Column]:
    """The columns that every cohort has."""
    kinds: dict[str, Kind] = {"age": "number", "year": "number"}
    return [Column(name, core_label(name), kinds.get(name, "category"), "core") for name in CORE]


def catalogue(w: "Warehouse") -> list[Column]:
    """Every column of a warehouse, core ones first; asked of the engine once per version of the warehouse."""
    key = (str(w.path), w.version, language())
    if key not in _cached:
        while len(_cached) >= _KEPT:
            _cached.pop(next(iter(_cached)))
        _cached[key] = _attributes(w)
    return core_columns() + _cached[key]


def _attributes(w: "Warehouse") -> list[Column]:
    counted = {(row["code"], source): row for source in ("observation", "measurement") for row in _counts(w, source)}
    columns: list[Column] = []
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
                    row["label"] or row["attribute"],
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
    return columns + sorted(others, key=lambda column: -(column.n_known or 0))


def _counts(w: "Warehouse", source: str) -> list[dict[str, Any]]:
    if not w.has(source):
        return []
    table, _date, code, _id = EVENTS[source]
    text = "value_as_string" if source == "observation" else "value_source_value"
    frame = (
        w.scan(table)
        .filter(~nw.col(code).is_null())
        .group_by(code)
        .agg(
            nw.col("person_id").n_unique().alias("persons"),
            nw.col("value_as_number").count().alias("numbers"),
            nw.col(text).count().alias("texts"),
        )
    )
    return sorted(w.engine.collect(frame.rename({code: "code"})).rows(named=True), key=lambda row: str(row["code"]))


def _undescribed(source: str, row: dict[str, Any]) -> Column:
    kind: Kind = "number" if row["numbers"] > 0 and (source == "measurement" or not row["texts"]) else "category"
    return Column(row["code"], readable(row["code"]), kind, source, row["persons"])


def readable(code: str) -> str:
    """The name on screen of an attribute that no study described."""
    return {
        "t": _("T (tumour)"),
        "n": _("N (nodes)"),
        "m": _("M (metastases)"),
        "grade": _("Grade"),
        "er": _("Oestrogen receptors"),
        "pr": _("Progesterone receptors"),
        "her2": _("HER2"),
    }.get(code, code)

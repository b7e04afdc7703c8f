"""Facts as tables: one row a fact, or one row a patient for a cohort."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.records.private_files import no_formula, private_file
from carnet.tools.structuring.export import columns
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.patient import PatientHistory
from carnet.tools.structuring.patient_topics import is_serum

if TYPE_CHECKING:
    import pyarrow as pa

FACT_COLUMNS = (
    *("note_id", "kind", "value", "assertion", "date", "date_rule", "laterality", "code", "system", "unit"),
    *("start", "end", "quote", "rule", "producer"),
)


def fact_rows(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """One row a fact; `start`, `end` and `quote` are those of its first passage."""
    rows = []
    for fact in facts:
        first = fact.evidence[0]
        rows.append({name: getattr(fact if hasattr(fact, name) else first, name) for name in FACT_COLUMNS})
    return rows


def facts_table(facts: Iterable[Fact]) -> "pa.Table":
    """The facts as an Arrow table, columns FACT_COLUMNS."""
    import pyarrow as pa

    rows = fact_rows(facts)
    numbers = {"start": pa.int64(), "end": pa.int64()}
    schema = pa.schema([(name, numbers.get(name, pa.string())) for name in FACT_COLUMNS])
    return pa.Table.from_pylist(rows, schema=schema)


def cohort_rows(histories: Iterable[PatientHistory]) -> list[dict[str, Any]]:
    """One row a patient: the first tumour's site, side, histology, TNM, stage and grade, each marker (of the blood:
    the first value), metastases, treatments, status, death, and how many facts disagree. Only what is so. The names of
    columns are those of the cohort explorer.
    """
    return [_patient(history) for history in histories]


def _patient(history: PatientHistory) -> dict[str, Any]:
    facts = [one.fact for one in history.facts if columns.is_so(one.fact)]
    row: dict[str, Any] = {"person_id": history.person_id, "notes": len(history.notes)}

    def first(*kinds: str) -> Fact | None:
        return next((fact for fact in facts if fact.kind in kinds), None)

    def before_treatment(kind: str) -> Fact | None:
        """Neither after a treatment (y) nor at a relapse (r)."""
        return next(
            (one for one in facts if one.kind == kind and not set(str(one.parts.get("prefix"))) & {"y", "r"}), None
        )

    site = first("site")
    if site is not None:
        row |= {
            "site": site.value,
            "site_code": site.code,
            "laterality": columns.side(site) if site.laterality else None,
        }
        row |= {"diagnosis_date": site.date}
    histology = next((fact for fact in facts if fact.kind == "histology" and fact.system == "ICD-O-3"), None)
    if histology is not None:
        row |= {"histology": histology.value, "histology_code": histology.code}
    tnm = before_treatment("ptnm") or before_treatment("ctnm") or first("ptnm", "ctnm")
    if tnm is not None:
        row |= {"tnm": tnm.value} | {letter.lower(): tnm.parts.get(letter) for letter in "TNM"}
    for kind in ("stage", "performance_status", "tobacco"):
        fact = first(kind)
        if fact is not None:
            row[kind] = columns.tobacco(fact) if kind == "tobacco" else fact.value
    for fact in facts:
        if fact.kind == "grade":
            for name, grade in columns.grades(fact):
                row.setdefault(name, grade)
        elif fact.kind == "biomarker":
            number = columns.number_of(fact)
            value = number if number is not None and is_serum(fact) else columns.marker_value(fact) or number
            row.setdefault(columns.marker_column(fact), value)
            if columns.her2_status(fact):
                row.setdefault("her2", columns.her2_status(fact))
    row["metastases"] = "; ".join(dict.fromkeys(fact.value for fact in facts if fact.kind == "metastatic_site"))
    row["treatments"] = "; ".join(dict.fromkeys(fact.value for fact in facts if _is_of_cancer(fact)))
    death = next((fact for fact in facts if fact.kind == "event" and fact.parts.get("type") == "death"), None)
    row |= {"death_date": death.date if death else None}
    row["disagreements"] = sum(bool(one.conflicts) for one in history.facts)
    return row


def _is_of_cancer(fact: Fact) -> bool:
    """A treatment, but for drugs of other classes than the antineoplastic ones (L in the ATC)."""
    return fact.kind == "treatment" and (fact.system != "ATC" or (fact.code or "L").startswith("L"))


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as CSV for a spreadsheet (UTF-8 with its mark), whole or not at all, readable by their owner alone.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    with private_file(path, encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([_cell(row.get(name)) for name in names])


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return no_formula(value)
    return "" if value is None else value

"""Coded stays of an OMOP warehouse: its visits with notes, and the diagnoses that its conditions tell."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.coded_stays.record import CodedRecord, SetAsides, one_code
from carnet.text.lists import parse_lists
from carnet.text.note import Note
from carnet.text.terminologies.cim10 import cim10

if TYPE_CHECKING:
    from carnet.records import Warehouse

OUTSIDE = frozenset(("consultation", "urgences"))  # visits that no RUM is made of
_DAY_HOSPITAL, _PALLIATIVE = "hôpital de jour", "soins palliatifs"
_CHEMOTHERAPY, _PALLIATIVE_CARE = "Z511", "Z515"
_LATE = timedelta(days=21)  # a pathology report without a stay of its own comes after the one that it is about
_SEXES = {8532: "f", 8507: "m"}  # OMOP standard concepts


def stays_of_warehouse(warehouse: "Warehouse", aside: SetAsides | None = None) -> Iterator[CodedRecord]:
    """The stays that have notes and a principal diagnosis, by person and date; the others are told in `aside`.

    Where the conditions of a visit say `DP`, `DR` and `DAS` in `condition_status_source_value`, these are the codes.
    Else they are drawn from what the demo hospital says (primary, metastasis, complication, comorbidity), by the
    PMSI's rules for oncology: a day of chemotherapy is Z51.1 with the cancer as DR, palliative care Z51.5 with the
    cancer as DR, an unplanned stay its complication, any other the cancer. Raises CarnetError without stays or notes.
    """
    aside = SetAsides() if aside is None else aside
    visits = _rows(warehouse, "visit_occurrence", _("This warehouse has no stays."))
    people = {row["person_id"]: row for row in _rows(warehouse, "person", _("This warehouse has no patients."))}
    notes, loose = _notes(warehouse)
    conditions = defaultdict(list)
    for row in _rows(warehouse, "condition_occurrence", _("This warehouse has no diagnoses.")):
        conditions[row["person_id"]].append(row)
    drugs = _visits_with(warehouse, "drug_exposure")
    visits.sort(key=lambda row: (row["person_id"], row["visit_start_date"] or date.min, row["visit_occurrence_id"]))
    for number, visit in enumerate(visits, 1):
        kind = visit["visit_source_value"] or ""
        if kind in OUTSIDE:
            continue
        own = notes.get(visit["visit_occurrence_id"], ())
        if not own:
            aside.add(number, _("the stay has no document with text"))
            continue
        found = _codes(visit, conditions[visit["person_id"]], visit["visit_occurrence_id"] in drugs)
        if found is None:
            aside.add(number, _("the principal diagnosis is missing or is no code"))
            continue
        own = [*own, *_reports(visit, loose.get(visit["person_id"], []))]
        yield _record(visit, own, people.get(visit["person_id"], {}), found)


_Codes = tuple[str, str | None, tuple[str, ...]]


def _record(visit: dict[str, Any], notes: Sequence[Note], person: dict[str, Any], found: _Codes) -> CodedRecord:
    born, admitted = person.get("year_of_birth"), visit["visit_start_date"]
    dp, dr, das = found
    return CodedRecord(
        str(visit["visit_occurrence_id"]),
        tuple(notes),
        dp,
        dr,
        tuple(dict.fromkeys(code for code in das if code not in (dp, dr))),
        float(admitted.year - born) if born and admitted else None,
        _SEXES.get(person.get("gender_concept_id", 0)),  # type: ignore[arg-type]
        admitted,
        visit["visit_end_date"],
    )


def _codes(visit: dict[str, Any], conditions: list[dict[str, Any]], with_drugs: bool) -> _Codes | None:
    told = _told(visit, conditions)
    if told is not None:
        return told
    end = visit["visit_end_date"] or visit["visit_start_date"]
    known = defaultdict(list)
    for row in sorted(conditions, key=lambda row: row["condition_start_date"] or date.min):
        status = row["condition_status_source_value"]
        here = row["visit_occurrence_id"] == visit["visit_occurrence_id"]
        if here or (status != "complication" and (row["condition_start_date"] or date.max) <= (end or date.max)):
            code = nearest_valid(row["condition_source_value"])
            if code:
                known[status].append(code)
    tumour = next(iter([*known["primary"][-1:], *known["benign"][-1:]]), None)
    others = (*known["metastasis"], *known["comorbidity"])
    kind = visit["visit_source_value"] or ""
    complication = next(iter(known["complication"]), None)
    cancer = tumour if tumour is not None and tumour[0] == "C" else None
    if kind == _DAY_HOSPITAL:
        return (_CHEMOTHERAPY, cancer, others) if with_drugs and cancer else None
    if kind == _PALLIATIVE:
        return (_PALLIATIVE_CARE, cancer, others) if cancer else None
    if complication is not None:
        return complication, None, (*known["complication"][1:], *([tumour] if tumour else []), *others)
    return (tumour, None, others) if tumour else None


def _told(visit: dict[str, Any], conditions: list[dict[str, Any]]) -> _Codes | None:
    """The codes of a visit whose conditions are said by position."""
    by_position = defaultdict(list)
    for row in conditions:
        if row["visit_occurrence_id"] == visit["visit_occurrence_id"]:
            code = nearest_valid(row["condition_source_value"])
            if code:
                by_position[str(row["condition_status_source_value"]).strip().lower()].append(code)
    if not by_position["dp"]:
        return None
    return by_position["dp"][0], next(iter(by_position["dr"]), None), tuple(by_position["das"])


def nearest_valid(written: Any) -> str | None:
    """The code that the PMSI takes for a code that may stop too high; None where its refinements say more than it.

    Refined by `unspecified.yaml`, else by the only valid code under it that says « sans précision ».
    """
    code = one_code(written)
    if code is None:
        return None
    nomenclature = cim10()
    if nomenclature.valid(code, "das"):
        return code
    named = _unspecified().get(code)
    if named and nomenclature.valid(named, "das"):
        return named
    under = [one for one in nomenclature.descendants(code) if nomenclature.valid(one, "das")]
    silent = [one for one in under if "sans précision" in (label := nomenclature.label(one)) or "non précisé" in label]
    return silent[0] if len(silent) == 1 else None


@cache
def _unspecified() -> dict[str, str]:
    text = (Path(__file__).parent / "unspecified.yaml").read_text(encoding="utf-8")
    return dict(parse_lists(text))


def _reports(visit: dict[str, Any], loose: list[Note]) -> list[Note]:
    """The pathology reports without a visit, from the admission to three weeks after the discharge; a report goes to
    the first stay that takes it, and is no longer loose."""
    begin, end = visit["visit_start_date"], visit["visit_end_date"] or visit["visit_start_date"]
    if begin is None:
        return []
    taken = [note for note in loose if note.note_date and begin <= note.note_date <= end + _LATE]
    loose[:] = [note for note in loose if note not in taken]
    return [replace(note, visit_id=str(visit["visit_occurrence_id"])) for note in taken]


def _notes(warehouse: "Warehouse") -> tuple[dict[int, list[Note]], dict[int, list[Note]]]:
    """The notes by visit, and the pathology reports without a visit by person, each by date."""
    by_visit: dict[int, list[Note]] = defaultdict(list)
    loose: dict[int, list[Note]] = defaultdict(list)
    rows = _rows(warehouse, "note", _("This warehouse has no notes."))
    rows.sort(key=lambda row: (row["note_date"] or date.min, row["note_id"]))
    for row in rows:
        visit = row["visit_occurrence_id"]
        if not (row["note_text"] or "").strip() or (visit is None and row["note_source_value"] != "ANAPATH"):
            continue
        note = Note(
            str(row["note_id"]),
            row["note_text"],
            str(row["person_id"]),
            None if visit is None else str(visit),
            row["note_date"],
            row["note_source_value"],
            row["note_title"],
        )
        if visit is None:
            loose[row["person_id"]].append(note)
        else:
            by_visit[visit].append(note)
    return by_visit, loose


_COLUMNS = {
    "person": ("person_id", "gender_concept_id", "year_of_birth"),
    "visit_occurrence": (
        "visit_occurrence_id",
        "person_id",
        "visit_start_date",
        "visit_end_date",
        "visit_source_value",
    ),
    "condition_occurrence": (
        "person_id",
        "visit_occurrence_id",
        "condition_start_date",
        "condition_source_value",
        "condition_status_source_value",
    ),
    "note": (
        "note_id",
        "person_id",
        "visit_occurrence_id",
        "note_date",
        "note_source_value",
        "note_title",
        "note_text",
    ),
}


def _rows(warehouse: "Warehouse", table: str, told: str) -> list[dict[str, Any]]:
    from carnet.compute import to_arrow

    if not warehouse.has(table):
        raise CarnetError(told, _("Import some, or open the demo hospital: carnet.open(“demo”)."))
    frame = warehouse.scan(table).select(*_COLUMNS[table])
    rows: list[dict[str, Any]] = to_arrow(warehouse.engine.collect(frame)).to_pylist()
    return rows


def _visits_with(warehouse: "Warehouse", table: str) -> frozenset[int]:
    from carnet.compute import to_arrow

    if not warehouse.has(table):
        return frozenset()
    frame = warehouse.scan(table).select("visit_occurrence_id").unique()
    column = to_arrow(warehouse.engine.collect(frame))["visit_occurrence_id"].to_pylist()
    return frozenset(visit for visit in column if visit is not None)
